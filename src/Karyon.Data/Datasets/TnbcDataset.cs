using Karyon.Core.Labelling;
using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;
using Karyon.Data.Codecs;

namespace Karyon.Data.Datasets;

/// <summary>
/// TNBC: <c>images/PP_k.png</c> with <c>labels/PP_k.png</c>, or as published <c>Slide_PP/PP_k.png</c> with <c>GT_PP/PP_k.png</c>,
/// binary masks whose 8-connected components are the nuclei. PP is the patient. x40, nominally 0.25 µm/px.
/// </summary>
internal static class TnbcDataset
{
    private const double NominalMicronsPerPixel = 0.25;

    public static IDataset Open(string root, IImageReader images)
    {
        var imageFolder = DatasetFiles.Subfolder(root, "images");
        var items = imageFolder is not null
            ? FolderDataset.Pair(imageFolder, RequireLabels(root), images, name => new ItemFacts(PatientOf(name), null, NominalMicronsPerPixel))
            : OpenPublished(root, images);
        return new Dataset("tnbc", ClassScheme.Untyped, items);
    }

    private static string RequireLabels(string root) =>
        DatasetFiles.Subfolder(root, "labels") ?? throw new InvalidFileException($"{root}: the folder 'labels' is missing beside 'images'");

    private static List<DatasetItem> OpenPublished(string root, IImageReader images)
    {
        var items = new List<DatasetItem>();
        foreach (var slide in DatasetFiles.Folders(root))
        {
            var folder = Path.GetFileName(slide);
            if (!folder.StartsWith("Slide_", StringComparison.OrdinalIgnoreCase)) continue;
            var truth = DatasetFiles.Subfolder(root, "GT_" + folder["Slide_".Length..])
                ?? throw new InvalidFileException($"{root}: the folder 'GT_{folder["Slide_".Length..]}' is missing beside '{folder}'");
            foreach (var path in DatasetFiles.Images(slide))
            {
                var name = DatasetFiles.StemOf(path);
                var mask = DatasetFiles.Require(truth, name, Path.GetFileName(path), DatasetFiles.ImageEndings);
                items.Add(new DatasetItem
                {
                    Name = name,
                    Patient = PatientOf(name),
                    MicronsPerPixel = NominalMicronsPerPixel,
                    ImagePath = path,
                    ImageSource = () => images.ReadRgb(path),
                    LabelSource = () => ConnectedComponents.Label(Foreground(images.ReadRgb(mask)), Connectivity.Eight),
                });
            }
        }
        if (items.Count == 0)
            throw new InvalidFileException($"{root}: there is no TNBC data here; 'images' and 'labels', or 'Slide_01' and 'GT_01' and so on, are needed");
        return items;
    }

    /// <summary>Masks are published as grey, palette or RGBA images; anything that is not black is nucleus.</summary>
    public static Raster<byte> Foreground(Raster<Rgb> mask)
    {
        var foreground = new Raster<byte>(mask.Width, mask.Height);
        for (var i = 0; i < mask.Pixels.Length; i++) foreground.Pixels[i] = mask.Pixels[i] == default ? (byte)0 : (byte)1;
        return foreground;
    }

    private static string? PatientOf(string name)
    {
        var end = name.IndexOf('_', StringComparison.Ordinal);
        return end > 0 ? name[..end] : null;
    }
}
