using System.Globalization;
using System.Text;
using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;
using Karyon.Data.Arrays;
using Karyon.Data.Codecs;

namespace Karyon.Data.Datasets;

/// <summary>
/// Sets of class points: BRCA-M2C (<c>images/</c> with <c>labels/NAME.csv</c> of x,y,class, or as published <c>labels/NAME_gt_class_coords.txt</c>
/// of "y x class"; splits in <c>train.txt</c> or <c>brca_ds_train.txt</c> and so on) and the NuCLS tiles in the first of these
/// layouts. Published positions are pixel numbers; points are the centres of these pixels.
/// </summary>
internal static class ClassPointDataset
{
    private static readonly ClassScheme BrcaM2cClasses = new("brca-m2c",
    [
        new NucleusClass("lymphocyte", new Rgb(0, 0, 255)),
        new NucleusClass("tumor", new Rgb(255, 0, 0)),
        new NucleusClass("stromal", new Rgb(0, 200, 0)),
    ]);

    private static readonly ClassScheme NuClsPointClasses = new("nucls-points", [.. NuClsDataset.SuperClasses.Classes.Take(4)]);

    /// <summary>All images are at 0.50 µm/px; codes run from 1.</summary>
    public static IDataset OpenBrcaM2c(string root, IImageReader images) => Open("brca-m2c", root, images, BrcaM2cClasses, firstCode: 1, 0.5);

    /// <summary>0.25 µm/px is an estimate from the size of lymphocytes; codes run from 0.</summary>
    public static IDataset OpenNuClsPoints(string root, IImageReader images) => Open("nucls-points", root, images, NuClsPointClasses, firstCode: 0, 0.25);

    private static Dataset Open(string name, string root, IImageReader images, ClassScheme classes, int firstCode, double micronsPerPixel)
    {
        var imageFolder = DatasetFiles.Subfolder(root, "images") ?? throw new InvalidFileException($"{root}: the folder 'images' is missing");
        var labelFolder = DatasetFiles.Subfolder(root, "labels") ?? throw new InvalidFileException($"{root}: the folder 'labels' is missing beside 'images'");
        var splits = ReadSplits(root);
        var items = new List<DatasetItem>();
        foreach (var path in DatasetFiles.Images(imageFolder))
        {
            // Names end in a number such as 0.9824, so the last ending alone is cut off.
            var item = Path.GetFileNameWithoutExtension(path);
            var label = DatasetFiles.Require(labelFolder, item, Path.GetFileName(path), ".csv", "_gt_class_coords.txt");
            items.Add(new DatasetItem
            {
                Name = item,
                Patient = DatasetFiles.TcgaPatientOf(item),
                Split = splits.GetValueOrDefault(item),
                MicronsPerPixel = micronsPerPixel,
                ImagePath = path,
                ImageSource = () => images.ReadRgb(path),
                PointSource = () => ReadPoints(label, classes, firstCode),
            });
        }
        return new Dataset(name, classes, items);
    }

    private static Dictionary<string, string> ReadSplits(string root)
    {
        var splits = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var split in new[] { "train", "val", "test" })
        {
            if ((DatasetFiles.Find(root, split, ".txt") ?? DatasetFiles.Find(root, "brca_ds_" + split, ".txt")) is not { } path) continue;
            foreach (var line in ReadLines(path))
            {
                var name = line.Trim();
                if (name.EndsWith(".png", StringComparison.OrdinalIgnoreCase)) name = name[..^4];
                if (name.Length > 0) splits[name] = split;
            }
        }
        return splits;
    }

    private static IReadOnlyList<ClassPoint> ReadPoints(string path, ClassScheme classes, int firstCode)
    {
        var points = new List<ClassPoint>();
        if (path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
        {
            var table = CsvTable.Read(path, "x", "y", "class");
            for (var row = 0; row < table.Count; row++)
                Add(table.Number(row, "x"), table.Number(row, "y"), table.Integer(row, "class"), message => table.Malformed(row, message));
            return points;
        }
        var number = 0;
        foreach (var line in ReadLines(path))
        {
            number++;
            var parts = line.Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length == 0) continue;
            InvalidFileException Malformed(string message) => new($"{path}, line {number}: {message}");
            if (parts.Length != 3 || !TryNumber(parts[0], out var y) || !TryNumber(parts[1], out var x)
                || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var code))
                throw Malformed("a line is 'y x class' in whole pixels");
            Add(x, y, code, Malformed);
        }
        return points;

        void Add(double x, double y, int code, Func<string, InvalidFileException> malformed)
        {
            if (code < firstCode || code >= firstCode + classes.Classes.Count)
                throw malformed($"there is no class {code}; codes run from {firstCode} to {firstCode + classes.Classes.Count - 1}");
            points.Add(new ClassPoint(x + 0.5, y + 0.5, code - firstCode));
        }
    }

    private static bool TryNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    private static string[] ReadLines(string path) =>
        Encoding.UTF8.GetString(BoundedFile.ReadAllBytes(path, 64L << 20)).Split('\n');
}
