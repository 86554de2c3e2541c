using Karyon.Data.Codecs;

namespace Karyon.Data.Datasets;

/// <summary>Looks for the files and folders of a data set; results are sorted by name, so they do not hang on the file system.</summary>
internal static class DatasetFiles
{
    /// <summary>What an image's file name may end with.</summary>
    public static readonly string[] ImageEndings = [".png", ".jpg", ".jpeg", ".tif", ".tiff"];

    /// <summary>The files of a folder whose names end in one of the endings, in any case.</summary>
    public static IReadOnlyList<string> Ending(string folder, params ReadOnlySpan<string> endings)
    {
        var found = new List<string>();
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            if (Path.GetFileName(file).StartsWith('.')) continue;
            foreach (var ending in endings)
            {
                if (!file.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) continue;
                found.Add(file);
                break;
            }
        }
        found.Sort(string.CompareOrdinal);
        return found;
    }

    /// <summary>The images of a folder.</summary>
    /// <exception cref="InvalidFileException">There is none.</exception>
    public static IReadOnlyList<string> Images(string folder)
    {
        var files = Ending(folder, ImageEndings);
        return files.Count > 0 ? files : throw new InvalidFileException($"{folder}: there is no image ({string.Join(", ", ImageEndings)}) in this folder");
    }

    /// <summary>Sub-folders, sorted.</summary>
    public static IReadOnlyList<string> Folders(string folder)
    {
        var found = Directory.EnumerateDirectories(folder).Where(path => !Path.GetFileName(path).StartsWith('.')).ToList();
        found.Sort(string.CompareOrdinal);
        return found;
    }

    /// <summary>The first sub-folder with one of the names, in any case; null where there is none.</summary>
    public static string? Subfolder(string folder, params ReadOnlySpan<string> names)
    {
        var folders = Folders(folder);
        foreach (var name in names)
            foreach (var candidate in folders)
                if (string.Equals(Path.GetFileName(candidate), name, StringComparison.OrdinalIgnoreCase)) return candidate;
        return null;
    }

    /// <summary>A file of the folder with the name and one of the endings; null where there is none.</summary>
    public static string? Find(string? folder, string name, params ReadOnlySpan<string> endings)
    {
        if (folder is null) return null;
        foreach (var ending in endings)
        {
            var path = Path.Combine(folder, name + ending);
            if (File.Exists(path)) return path;
        }
        return null;
    }

    /// <summary>A file of the folder with the name and one of the endings.</summary>
    /// <exception cref="InvalidFileException">There is none; the message names the first that would do, and what needs it.</exception>
    public static string Require(string folder, string name, string needer, params ReadOnlySpan<string> endings) =>
        Find(folder, name, endings) ?? throw new InvalidFileException($"{Path.Combine(folder, name + endings[0])}: this file is missing; {needer} needs it");

    /// <summary>A file's name without its last ending, and without .gz before that.</summary>
    public static string StemOf(string path) =>
        Path.GetFileNameWithoutExtension(path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path);

    /// <summary>The patient of a TCGA barcode (<c>TCGA-A7-A13E</c> of <c>TCGA-A7-A13E-01Z-...</c>); null where a name is none.</summary>
    public static string? TcgaPatientOf(string name)
    {
        const int Length = 12;
        if (name.Length < Length || !name.StartsWith("TCGA-", StringComparison.Ordinal) || name[7] != '-') return null;
        for (var i = 5; i < Length; i++)
            if (i != 7 && !char.IsAsciiLetterOrDigit(name[i])) return null;
        return name[..Length];
    }

    /// <summary>The folder itself and its sub-folders, each with the split its name says (<c>train</c>, <c>val</c>, <c>test</c>) or none.</summary>
    public static IEnumerable<(string Folder, string? Split)> WithSplits(string root)
    {
        yield return (root, SplitOf(root));
        foreach (var folder in Folders(root)) yield return (folder, SplitOf(folder));
    }

    private static string? SplitOf(string folder)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
        foreach (var split in new[] { "train", "val", "test" })
            if (name.Contains(split, StringComparison.OrdinalIgnoreCase)) return split;
        return null;
    }
}
