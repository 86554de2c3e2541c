using Karyon.Core.Rasters;
using Karyon.Data.Arrays;
using Karyon.Data.Codecs;

namespace Karyon.Data.Datasets;

/// <summary>
/// PanNuke in its official layout: <c>masks.npy</c> with <c>types.npy</c> and <c>images.npy</c> in the same folder, or where <c>masks</c> in the path is
/// <c>images</c> (<c>Fold 1/images/fold1</c>). One fold or several. x40, 0.25 µm/px. Images are named <c>fold1_00000</c> on, or <c>00000</c> on.
/// </summary>
internal static class PanNukeDataset
{
    private const double StatedMicronsPerPixel = 0.25;

    public static IDataset Open(string root)
    {
        var items = new List<DatasetItem>();
        foreach (var masks in PanNukeMasks.Find(root))
        {
            var tissues = NpyFile.Read(Beside(masks.Path, root, "types.npy") ?? throw new InvalidFileException($"{masks.Path}: types.npy, which names each image's tissue, is missing beside it")).ToTexts();
            if (tissues.Count != masks.Count) throw new InvalidFileException($"{masks.Path}: there are {masks.Count} images, types.npy names the tissue of {tissues.Count}");
            var imagePath = Beside(masks.Path, root, "images.npy");
            var images = imagePath is null ? null : NpyItems.Open(imagePath);
            if (images is not null && images.Count != masks.Count) throw new InvalidFileException($"{images.Path}: there are {images.Count} images, {masks.Path} has masks of {masks.Count}");
            for (var i = 0; i < masks.Count; i++)
            {
                var index = i;
                items.Add(new DatasetItem
                {
                    Name = (masks.Fold > 0 ? $"fold{masks.Fold}_" : "") + $"{index:D5}",
                    Fold = masks.Fold,
                    Position = index,
                    Tissue = tissues[index],
                    MicronsPerPixel = StatedMicronsPerPixel,
                    ImagePath = images?.Path ?? masks.Path,
                    ImageSource = () => ReadImage(images ?? throw new InvalidFileException($"{masks.Path}: images.npy is missing beside it"), index),
                    LabelSource = () => masks.Read(index).Labels,
                    ClassSource = () => masks.Read(index).Classes,
                    TypedSource = () => masks.Read(index),
                });
            }
        }
        return new Dataset("pannuke", PanNukeMasks.Classes, items);
    }

    /// <summary>An image of an array of [N, height, width, 3] with values from 0 to 255.</summary>
    public static Raster<Rgb> ReadImage(NpyItems images, int index)
    {
        var item = images.Read(index);
        if (item.Rank != 3 || item.Shape[2] != 3) throw new InvalidFileException($"{item.Name}: the shape is ({string.Join(", ", item.Shape.ToArray())}); images are (height, width, 3)");
        var values = item.ToDoubles();
        var image = new Raster<Rgb>(item.Shape[1], item.Shape[0]);
        for (var i = 0; i < image.Pixels.Length; i++) image.Pixels[i] = new Rgb(Byte(values[3 * i]), Byte(values[3 * i + 1]), Byte(values[3 * i + 2]));
        return image;
    }

    private static byte Byte(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);

    private static string? Beside(string masks, string root, string name)
    {
        var folder = Path.GetDirectoryName(masks)!;
        var relative = Path.GetRelativePath(root, folder).Split(Path.DirectorySeparatorChar);
        string[] folders = [folder, Path.Combine([root, .. relative.Select(part => part.Replace("masks", "images", StringComparison.OrdinalIgnoreCase))])];
        return folders.Select(candidate => Path.Combine(candidate, name)).FirstOrDefault(File.Exists);
    }
}
