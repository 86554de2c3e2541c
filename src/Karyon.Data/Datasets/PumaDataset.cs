using Karyon.Core.Contours;
using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;
using Karyon.Data.Codecs;

namespace Karyon.Data.Datasets;

/// <summary>
/// PUMA: <c>images/</c> with <c>labels/NAME_nuclei.geojson</c> (and <c>labels/NAME.png</c>), or as published a folder of .tif regions and one of
/// <c>NAME_nuclei.geojson</c>. Polygons are numbered in the file's order. A region's patient is not published; each comes from its own
/// case as far as is known, so its name stands for the patient. About 0.23 µm/px.
/// </summary>
internal static class PumaDataset
{
    private const string Ending = "_nuclei.geojson";

    private static readonly ClassScheme Classes = new("puma",
    [
        new NucleusClass("nuclei_tumor", new Rgb(200, 0, 0)),
        new NucleusClass("nuclei_lymphocyte", new Rgb(0, 0, 255)),
        new NucleusClass("nuclei_plasma_cell", new Rgb(255, 160, 0)),
        new NucleusClass("nuclei_histiocyte", new Rgb(0, 160, 160)),
        new NucleusClass("nuclei_melanophage", new Rgb(120, 70, 20)),
        new NucleusClass("nuclei_neutrophil", new Rgb(255, 0, 255)),
        new NucleusClass("nuclei_stroma", new Rgb(0, 200, 0)),
        new NucleusClass("nuclei_epithelium", new Rgb(120, 0, 200)),
        new NucleusClass("nuclei_endothelium", new Rgb(255, 235, 0)),
        new NucleusClass("nuclei_apoptosis", new Rgb(80, 80, 80)),
    ]);

    public static IDataset Open(string root, IImageReader images, DatasetOptions options)
    {
        string[] folders = [root, .. DatasetFiles.Folders(root)];
        var imageFolder = DatasetFiles.Subfolder(root, "images")
            ?? folders.FirstOrDefault(folder => DatasetFiles.Ending(folder, ".tif", ".tiff").Any(file => !DatasetFiles.StemOf(file).EndsWith("_context", StringComparison.Ordinal)));
        var annotationFolder = folders.FirstOrDefault(folder => DatasetFiles.Ending(folder, Ending).Count > 0);
        if (imageFolder is null || annotationFolder is null)
            throw new InvalidFileException($"{root}: there is no PUMA data here; a folder of images and one of NAME{Ending} files are needed");

        var items = new List<DatasetItem>();
        foreach (var path in DatasetFiles.Images(imageFolder))
        {
            var name = DatasetFiles.StemOf(path);
            if (name.EndsWith("_context", StringComparison.Ordinal)) continue;
            var polygons = DatasetFiles.Require(annotationFolder, name, Path.GetFileName(path), Ending);
            var labels = options.Truth == TruthSource.Polygons ? null : DatasetFiles.Find(annotationFolder, name, ".png");
            if (labels is null && options.Truth == TruthSource.LabelImages)
                throw new InvalidFileException($"{Path.Combine(annotationFolder, name)}.png: this label image is missing; choose polygons as truth");
            items.Add(new DatasetItem
            {
                Name = name,
                Patient = name,
                MicronsPerPixel = 0.23,
                ImagePath = path,
                ImageSource = () => images.ReadRgb(path),
                LabelSource = labels is not null ? () => images.ReadLabels(labels) : () => Draw(polygons, images.ReadSize(path), options),
                ClassSource = () => ReadClasses(polygons),
            });
        }
        return new Dataset("puma", Classes, items);
    }

    private static LabelMap Draw(string path, (int Width, int Height) size, DatasetOptions options)
    {
        var rasterizer = new PolygonRasterizer(size.Width, size.Height, options.PolygonRule, options.Overlap);
        var id = 0;
        foreach (var polygon in GeoJsonAnnotations.Read(path))
        {
            id++;
            foreach (var part in polygon.Parts) rasterizer.Fill(id, part);
        }
        return rasterizer.Labels;
    }

    private static Dictionary<int, int> ReadClasses(string path)
    {
        var classes = new Dictionary<int, int>();
        foreach (var polygon in GeoJsonAnnotations.Read(path))
        {
            var index = 0;
            while (index < Classes.Classes.Count && Classes.Classes[index].Name != polygon.ClassName) index++;
            if (index == Classes.Classes.Count)
                throw new InvalidFileException($"{path}: polygon {classes.Count + 1} has the class '{polygon.ClassName}'; there are {string.Join(", ", Classes.Classes.Select(known => known.Name))}");
            classes.Add(classes.Count + 1, index);
        }
        return classes;
    }
}
