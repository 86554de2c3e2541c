using Karyon.Core.Contours;
using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;
using Karyon.Data.Codecs;

namespace Karyon.Data.Datasets;

/// <summary>
/// NuCLS: <c>images/</c> (or as published <c>rgb/</c>) with <c>labels/</c> (or <c>csv/</c>), whose tables have one line per nucleus: a contour
/// (<c>polyline</c>), or only a box (<c>rectangle</c>). Contours become labels, numbered by line; pixels in a box and in no
/// contour are unknown; every nucleus is a point at its box's centre. The annotation is partial: background outside the boxes may hold
/// nuclei too. 0.20 µm/px.
/// </summary>
internal static class NuClsDataset
{
    private static readonly string[] Columns =
        ["super_classification", "type", "xmin", "ymin", "xmax", "ymax", "coords_x", "coords_y"];

    /// <summary>The published super classes, in the order of the point set's codes.</summary>
    public static ClassScheme SuperClasses { get; } = new("nucls-super",
    [
        new NucleusClass("tumor_any", new Rgb(255, 0, 0)),
        new NucleusClass("nonTIL_stromal", new Rgb(0, 200, 0)),
        new NucleusClass("sTIL", new Rgb(0, 0, 255)),
        new NucleusClass("other_nucleus", new Rgb(0, 200, 255)),
        new NucleusClass("AMBIGUOUS", new Rgb(160, 160, 160)),
    ]);

    public static IDataset Open(string root, IImageReader images, DatasetOptions options)
    {
        var imageFolder = DatasetFiles.Subfolder(root, "images", "rgb", "rgbs")
            ?? throw new InvalidFileException($"{root}: the folder 'images' (as published: 'rgb') is missing");
        var labelFolder = DatasetFiles.Subfolder(root, "labels", "csv")
            ?? throw new InvalidFileException($"{root}: the folder 'labels' (as published: 'csv') is missing beside '{Path.GetFileName(imageFolder)}'");
        var items = new List<DatasetItem>();
        foreach (var path in DatasetFiles.Images(imageFolder))
        {
            var name = Path.GetFileNameWithoutExtension(path);
            var table = DatasetFiles.Require(labelFolder, name, Path.GetFileName(path), ".csv");
            items.Add(new DatasetItem
            {
                Name = name,
                Patient = DatasetFiles.TcgaPatientOf(name),
                MicronsPerPixel = 0.2,
                ImagePath = path,
                ImageSource = () => images.ReadRgb(path),
                LabelSource = () => DrawContours(Read(table), images.ReadSize(path), options),
                ClassSource = () => Read(table).Where(nucleus => nucleus.Contour is not null).ToDictionary(nucleus => nucleus.Line, nucleus => nucleus.ClassIndex),
                PointSource = () => [.. Read(table).Select(nucleus => new ClassPoint((nucleus.Left + nucleus.Right) / 2, (nucleus.Top + nucleus.Bottom) / 2, nucleus.ClassIndex))],
                IgnoreSource = () => DrawUnknown(Read(table), images.ReadSize(path), options),
            });
        }
        return new Dataset("nucls", SuperClasses, items);
    }

    private static LabelMap DrawContours(IReadOnlyList<Annotation> nuclei, (int Width, int Height) size, DatasetOptions options)
    {
        var rasterizer = new PolygonRasterizer(size.Width, size.Height, options.PolygonRule, options.Overlap);
        foreach (var nucleus in nuclei)
            if (nucleus.Contour is not null) rasterizer.Fill(nucleus.Line, [nucleus.Contour]);
        return rasterizer.Labels;
    }

    private static Raster<byte> DrawUnknown(IReadOnlyList<Annotation> nuclei, (int Width, int Height) size, DatasetOptions options)
    {
        var boxes = new PolygonRasterizer(size.Width, size.Height, options.PolygonRule);
        foreach (var nucleus in nuclei)
        {
            if (nucleus.Contour is null)
                boxes.Fill(1, [[(nucleus.Left, nucleus.Top), (nucleus.Right, nucleus.Top), (nucleus.Right, nucleus.Bottom), (nucleus.Left, nucleus.Bottom)]]);
        }
        var contours = DrawContours(nuclei, size, options);
        var unknown = new Raster<byte>(size.Width, size.Height);
        for (var i = 0; i < unknown.Pixels.Length; i++)
            unknown.Pixels[i] = boxes.Labels.Pixels[i] != 0 && contours.Pixels[i] == 0 ? (byte)1 : (byte)0;
        return unknown;
    }

    private static List<Annotation> Read(string path)
    {
        var table = CsvTable.Read(path, Columns);
        var nuclei = new List<Annotation>(table.Count);
        for (var row = 0; row < table.Count; row++)
        {
            (double, double)[]? contour = table.Text(row, "type") switch
            {
                "rectangle" => null,
                "polyline" => ReadContour(table, row),
                var other => throw table.Malformed(row, $"the type '{other}' is neither polyline nor rectangle"),
            };
            nuclei.Add(new Annotation(row + 1, ClassOf(table, row), contour,
                table.Number(row, "xmin"), table.Number(row, "ymin"), table.Number(row, "xmax"), table.Number(row, "ymax")));
        }
        return nuclei;
    }

    private static (double, double)[] ReadContour(CsvTable table, int row)
    {
        double[] x = table.Numbers(row, "coords_x"), y = table.Numbers(row, "coords_y");
        return x.Length == y.Length ? [.. x.Zip(y)] : throw table.Malformed(row, $"{x.Length} values in coords_x, {y.Length} in coords_y");
    }

    private static int ClassOf(CsvTable table, int row)
    {
        var name = table.Text(row, "super_classification");
        for (var index = 0; index < SuperClasses.Classes.Count; index++)
            if (SuperClasses.Classes[index].Name == name) return index;
        throw table.Malformed(row, $"there is no super class '{name}'; there are {string.Join(", ", SuperClasses.Classes.Select(known => known.Name))}");
    }

    private sealed record Annotation(int Line, int ClassIndex, (double X, double Y)[]? Contour, double Left, double Top, double Right, double Bottom);
}
