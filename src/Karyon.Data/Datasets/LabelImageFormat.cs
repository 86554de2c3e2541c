using Karyon.Core.Rasters;
using Karyon.Data.Arrays;
using Karyon.Data.Codecs;

namespace Karyon.Data.Datasets;

/// <summary>
/// Label images, grey PNG or TIFF (or a .npy of two dimensions), 0 background. Classes stand in a table beside them, <c>NAME.csv</c>, with the columns <c>id</c> (or <c>label</c>)
/// and <c>class</c>, as our own results have it.
/// </summary>
internal sealed class LabelImageFormat : INucleiFileFormat
{
    private static readonly string[] FileEndings = [".labels.png", ".labels.tif", ".labels.tiff", ".png", ".tif", ".tiff", ".npy", ".npy.gz"];

    public IReadOnlyList<string> Endings => FileEndings;

    public bool HasClasses(string path) => TableOf(path) is not null;

    public NamedNuclei Read(string path, NucleiFileOptions options)
    {
        var isArray = path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".npy.gz", StringComparison.OrdinalIgnoreCase);
        var labels = isArray ? FolderDataset.ToLabels(NpyFile.Read(path, options.Limits)) : ImageFile.ReadLabels(path, options.Limits);
        var table = options.WithClasses || options.ClassMaps ? TableOf(path) : null;
        if (table is not null) return new NamedNuclei(labels, ReadTable(table));
        return new NamedNuclei(labels, options.ClassMaps ? Numbers(labels, options.IgnoreValue) : new Dictionary<int, string>());
    }

    private static string? TableOf(string path)
    {
        foreach (var ending in FileEndings)
        {
            if (!path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) continue;
            var table = path[..^ending.Length] + ".csv";
            if (File.Exists(table)) return table;
        }
        return null;
    }

    private static Dictionary<int, string> ReadTable(string path)
    {
        var table = CsvTable.Read(path, "class");
        var id = table.Has("id") ? "id" : table.Has("label") ? "label" : throw new InvalidFileException($"{path}: the column 'id' (or 'label'), which names the nuclei, is missing from the first line");
        var names = new Dictionary<int, string>(table.Count);
        for (var row = 0; row < table.Count; row++)
            if (!names.TryAdd(table.Integer(row, id), table.Text(row, "class"))) throw table.Malformed(row, $"the nucleus {table.Text(row, id)} stands there twice");
        return names;
    }

    private static Dictionary<int, string> Numbers(LabelMap map, int ignore) => map.Pixels.Distinct().Where(value => value != 0 && value != ignore)
        .ToDictionary(value => value, value => value.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
