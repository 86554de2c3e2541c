using Karyon.Cli.Console;
using Karyon.Data.Datasets;

namespace Karyon.Cli.Inputs;

/// <summary>A data set as the command line names it: <c>FOLDER</c>, or <c>KIND=FOLDER</c> for one of the published sets.</summary>
internal static class DatasetChoice
{
    /// <summary>What can be written, for help texts.</summary>
    public static string Help => $"FOLDER with images/ and labels/, or KIND=FOLDER with one of {string.Join(", ", DatasetCatalog.KindNames)}";

    /// <summary>Opens a data set.</summary>
    /// <exception cref="UsageException">There is no such kind.</exception>
    /// <exception cref="Data.Codecs.InvalidFileException">The folder is absent or incomplete.</exception>
    public static IDataset Open(string text, DatasetOptions options)
    {
        var split = text.IndexOf('=', StringComparison.Ordinal);
        if (KindOf(text) is { } seen) return DatasetCatalog.Open(seen, text, new ImageFileReader(), options);
        if (split < 0 || Directory.Exists(text)) return DatasetCatalog.Open(DatasetKind.Folder, WithImages(text), new ImageFileReader(), options);
        var kind = ErrorReport.Check(() => DatasetCatalog.KindNamed(text[..split]));
        return DatasetCatalog.Open(kind, text[(split + 1)..], new ImageFileReader(), options);
    }

    /// <summary>The published set whose arrays a path holds; null where it holds none.</summary>
    private static DatasetKind? KindOf(string path)
    {
        if (File.Exists(path) && ConicLabels.AreIn(path)) return DatasetKind.CoNIC;
        if (!Directory.Exists(path) || Directory.Exists(Path.Combine(path, "labels"))) return null;
        if (ConicLabels.AreIn(path)) return DatasetKind.CoNIC;
        return PanNukeMasks.AreIn(path) ? DatasetKind.PanNuke : null;
    }

    /// <summary>The folder itself, or the one around it where only its <c>labels/</c> was named.</summary>
    private static string WithImages(string folder)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        return Path.GetFileName(full) == "labels" && Path.GetDirectoryName(full) is { } parent && Directory.Exists(Path.Combine(parent, "images")) ? parent : folder;
    }
}
