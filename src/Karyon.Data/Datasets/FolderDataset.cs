using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;
using Karyon.Data.Arrays;
using Karyon.Data.Codecs;

namespace Karyon.Data.Datasets;

/// <summary>
/// Any folder with <c>images/</c>, and <c>labels/</c> for truth: for each image a label image of the same name (.png, .tif, or
/// a two-dimensional .npy), 0 background, every other value a nucleus. Without <c>labels/</c> no item has labels. Pixel sizes
/// are those that the images' files state.
/// </summary>
internal static class FolderDataset
{
    public static IDataset Open(string root, IImageReader images)
    {
        var imageFolder = DatasetFiles.Subfolder(root, "images")
            ?? throw new InvalidFileException($"{root}: the folder 'images' is missing; a data set is images/NAME.png with labels/NAME.png");
        var labelFolder = DatasetFiles.Subfolder(root, "labels");
        var items = Pair(imageFolder, labelFolder, images, static _ => new ItemFacts());
        return new Dataset(Path.GetFileName(Path.TrimEndingDirectorySeparator(root)), ClassScheme.Untyped, items);
    }

    /// <summary>Items of the tidy layout that several sets share.</summary>
    /// <param name="imageFolder">Holds the images.</param>
    /// <param name="labelFolder">Holds a label file for each image; null where there are none.</param>
    /// <param name="images">Decodes them.</param>
    /// <param name="describe">Says what else is known of an image, from its name.</param>
    public static IReadOnlyList<DatasetItem> Pair(string imageFolder, string? labelFolder, IImageReader images, Func<string, ItemFacts> describe)
    {
        var items = new List<DatasetItem>();
        foreach (var path in DatasetFiles.Images(imageFolder))
        {
            var name = DatasetFiles.StemOf(path);
            var facts = describe(name);
            var label = labelFolder is null ? null
                : DatasetFiles.Require(labelFolder, name, Path.GetFileName(path), ".png", ".tif", ".tiff", ".npy", ".npy.gz");
            items.Add(new DatasetItem
            {
                Name = name,
                Patient = facts.Patient,
                Split = facts.Split,
                MicronsPerPixel = facts.MicronsPerPixel,
                ImagePath = path,
                ImageSource = () => images.ReadRgb(path),
                PixelSizeSource = () => images.ReadMicronsPerPixel(path),
                LabelSource = label is null ? null : () => ReadLabels(label, images),
            });
        }
        return items;
    }

    /// <summary>Reads a label image, or an array of two dimensions.</summary>
    public static LabelMap ReadLabels(string path, IImageReader images)
    {
        if (!path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase) && !path.EndsWith(".npy.gz", StringComparison.OrdinalIgnoreCase))
            return images.ReadLabels(path);
        return ToLabels(NpyFile.Read(path));
    }

    /// <summary>An array of rows and columns as an instance map.</summary>
    public static LabelMap ToLabels(NdArray array)
    {
        array.RequireRank(2);
        return new LabelMap(new Raster<int>(array.Shape[1], array.Shape[0], array.ToInt32s()));
    }
}
