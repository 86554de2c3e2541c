using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;
using Karyon.Data.Arrays;
using Karyon.Data.Codecs;

namespace Karyon.Data.Datasets;

/// <summary>
/// Any folder of result files (see <see cref="ResultFileDataset"/>), or with <c>images/</c>, and <c>labels/</c> for truth: for each image a label image of the same name (.png, .tif, or
/// a two-dimensional .npy), 0 background, every other value a nucleus. Without <c>labels/</c> no item has labels. Pixel sizes
/// are those that the images' files state.
/// </summary>
internal static class FolderDataset
{
    private static readonly string[] LabelEndings = [".png", ".tif", ".tiff", ".npy", ".npy.gz"];

    public static IDataset Open(string root, IImageReader images, DatasetOptions options)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(root));
        var imageFolder = DatasetFiles.Subfolder(root, "images");
        var labelFolder = imageFolder is null ? root : DatasetFiles.Subfolder(root, "labels");
        if (imageFolder is null && NucleiFiles.NamesIn(root).Count == 0)
        {
            NucleiFiles.RefuseHdf5(root);
            throw new InvalidFileException($"{root}: the folder 'images' is missing; a data set is images/NAME.png with labels/NAME.png");
        }
        if (imageFolder is not null && (labelFolder is null || !(options.WithClasses || HasOnlyResults(imageFolder, labelFolder))))
            return new Dataset(name, ClassScheme.Untyped, Pair(imageFolder, labelFolder, images, static _ => new ItemFacts()));
        var items = imageFolder is null ? [] : DatasetFiles.Images(imageFolder).ToDictionary(path => DatasetFiles.StemOf(path), path => path);
        return ResultFileDataset.Open(name, labelFolder!, imageFolder is null ? null : items, images, options);
    }

    /// <summary>Whether the first image's truth is a result file (GeoJSON, hover_net) and no label image.</summary>
    private static bool HasOnlyResults(string imageFolder, string labelFolder)
    {
        var first = DatasetFiles.StemOf(DatasetFiles.Images(imageFolder)[0]);
        return DatasetFiles.Find(labelFolder, first, LabelEndings) is null && NucleiFiles.Find(labelFolder, first, withClasses: false) is not null;
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
                : DatasetFiles.Require(labelFolder, name, Path.GetFileName(path), LabelEndings);
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
