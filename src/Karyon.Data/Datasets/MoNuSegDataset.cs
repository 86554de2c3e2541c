using Karyon.Core.Contours;
using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;
using Karyon.Data.Codecs;

namespace Karyon.Data.Datasets;

/// <summary>
/// MoNuSeg: <c>images/</c> with <c>labels/NAME.png</c> and <c>polygons/NAME.xml</c> (either may be missing), or as published <c>Tissue Images/*.tif</c>
/// with <c>Annotations/*.xml</c>, or images and .xml in one folder; at the root, or in sub-folders whose names tell the
/// split. Regions are numbered from 1 in the file's order. The rule by which polygons are filled moves figures by up to 0.11 AJI: name it.
/// </summary>
internal static class MoNuSegDataset
{
    public static IDataset Open(string root, IImageReader images, DatasetOptions options)
    {
        var pixelSizes = ReadPixelSizes(root);
        var items = new List<DatasetItem>();
        foreach (var (folder, split) in DatasetFiles.WithSplits(root))
        {
            if (options.Split is { } wanted && split is not null && split != wanted) continue;
            if (Find(folder, mayBeFlat: folder == root || split is not null) is not { } layout) continue;
            foreach (var path in DatasetFiles.Images(layout.Images))
                items.Add(ItemOf(path, layout, split, pixelSizes, images, options));
        }
        if (items.Count == 0)
            throw new InvalidFileException($"{root}: there is no MoNuSeg data here; 'images' with 'labels' or 'polygons', or 'Tissue Images' with 'Annotations', are needed");
        return new Dataset("monuseg", ClassScheme.Untyped, items);
    }

    private static Layout? Find(string folder, bool mayBeFlat)
    {
        if (DatasetFiles.Subfolder(folder, "Tissue Images") is { } tissue)
        {
            var annotations = DatasetFiles.Subfolder(folder, "Annotations")
                ?? throw new InvalidFileException($"{folder}: the folder 'Annotations' is missing beside 'Tissue Images'");
            return new Layout(tissue, null, annotations);
        }
        if (DatasetFiles.Subfolder(folder, "images") is { } imageFolder)
        {
            var layout = new Layout(imageFolder, DatasetFiles.Subfolder(folder, "labels"), DatasetFiles.Subfolder(folder, "polygons"));
            return layout.Labels is null && layout.Polygons is null
                ? throw new InvalidFileException($"{folder}: the folder 'labels' or 'polygons' is missing beside 'images'")
                : layout;
        }
        var isFlat = mayBeFlat && DatasetFiles.Ending(folder, ".xml", ".xml.gz").Count > 0 && DatasetFiles.Ending(folder, DatasetFiles.ImageEndings).Count > 0;
        return isFlat ? new Layout(folder, null, folder) : null;
    }

    private static DatasetItem ItemOf(string path, Layout layout, string? split, Dictionary<string, double> pixelSizes, IImageReader images, DatasetOptions options)
    {
        var name = DatasetFiles.StemOf(path);
        var labels = options.Truth == TruthSource.Polygons ? null : DatasetFiles.Find(layout.Labels, name, ".png", ".tif");
        var polygons = DatasetFiles.Find(layout.Polygons, name, ".xml", ".xml.gz");
        if (labels is null && (polygons is null || options.Truth == TruthSource.LabelImages))
        {
            throw new InvalidFileException(options.Truth switch
            {
                TruthSource.LabelImages => $"{path}: this image has no label image; choose polygons as truth",
                TruthSource.Polygons => $"{path}: this image has no polygons (.xml); choose label images as truth",
                _ => $"{path}: this image has neither a label image nor polygons (.xml)",
            });
        }
        return new DatasetItem
        {
            Name = name,
            Patient = DatasetFiles.TcgaPatientOf(name),
            Split = split,
            MicronsPerPixel = pixelSizes.TryGetValue(name, out var size) ? size : polygons is null ? null : AperioAnnotations.ReadMicronsPerPixel(polygons),
            ImagePath = path,
            ImageSource = () => images.ReadRgb(path),
            LabelSource = labels is not null ? () => images.ReadLabels(labels) : () => Draw(polygons!, images.ReadSize(path), options),
        };
    }

    private static LabelMap Draw(string path, (int Width, int Height) size, DatasetOptions options) =>
        PolygonRasterizer.Rasterize(
            AperioAnnotations.Read(path).Regions.Select(region => region.Vertices), size.Width, size.Height, options.PolygonRule, options.Overlap);

    /// <summary>Pixel sizes from an <c>index.csv</c> in the folder or the one above; empty fields are left out.</summary>
    private static Dictionary<string, double> ReadPixelSizes(string root)
    {
        var sizes = new Dictionary<string, double>(StringComparer.Ordinal);
        var above = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)));
        if ((DatasetFiles.Find(root, "index", ".csv") ?? DatasetFiles.Find(above, "index", ".csv")) is not { } path) return sizes;
        var table = CsvTable.Read(path, "image", "xml_microns_per_pixel");
        for (var row = 0; row < table.Count; row++)
            if (table.Text(row, "xml_microns_per_pixel").Length > 0) sizes[table.Text(row, "image")] = table.Number(row, "xml_microns_per_pixel");
        return sizes;
    }

    private sealed record Layout(string Images, string? Labels, string? Polygons);
}
