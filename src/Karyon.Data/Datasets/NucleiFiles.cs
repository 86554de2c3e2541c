using Karyon.Data.Codecs;

namespace Karyon.Data.Datasets;

/// <summary>The formats of result files: ours, label images, QuPath's GeoJSON, hover_net's, HoVer-UNet's. A further format is one more entry.</summary>
public static class NucleiFiles
{
    /// <summary>All formats, the preferred first.</summary>
    public static IReadOnlyList<INucleiFileFormat> Formats { get; } = [new LabelImageFormat(), new GeoJsonFormat(), new HoverNetJsonFormat(), new HoverNetMatFormat(), new HoverUNetPickleFormat()];

    private static readonly string[] Hdf5Endings = [".h5", ".hdf5"];

    /// <summary>Finds and reads an image's file in a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The image's name.</param>
    /// <param name="options">How it is read.</param>
    /// <exception cref="InvalidFileException">There is none, or it is broken.</exception>
    public static NamedNuclei Read(string folder, string name, NucleiFileOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var found = Find(folder, name, options.WithClasses);
        if (found is { } file) return file.Format.Read(file.Path, options);
        RefuseHdf5(folder, name);
        throw new InvalidFileException($"{Path.Combine(folder, name)}: there is no prediction ({string.Join(", ", Formats.SelectMany(format => format.Endings))})");
    }

    /// <summary>The file of an image, and its format; null where there is none.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The image's name.</param>
    /// <param name="withClasses">Whether a file that says classes is preferred.</param>
    public static (INucleiFileFormat Format, string Path)? Find(string folder, string name, bool withClasses)
    {
        (INucleiFileFormat, string)? first = null;
        foreach (var format in Formats)
        {
            if (DatasetFiles.Find(folder, name, [.. format.Endings]) is not { } path) continue;
            if (!withClasses || format.HasClasses(path)) return (format, path);
            first ??= (format, path);
        }
        return first;
    }

    /// <summary>The names of the images of which a folder has result files, sorted.</summary>
    public static IReadOnlyList<string> NamesIn(string folder)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        string[] endings = [.. Formats.SelectMany(format => format.Endings).OrderByDescending(ending => ending.Length)];
        foreach (var file in Directory.EnumerateFiles(folder).Select(Path.GetFileName))
        {
            // Our own side files are no results of an image of their own.
            if (file is null || file.StartsWith('.') || file.EndsWith(".run.json", StringComparison.Ordinal) || file.EndsWith(".overlay.png", StringComparison.Ordinal)) continue;
            if (endings.FirstOrDefault(ending => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) is { } found) names.Add(file[..^found.Length]);
        }
        return [.. names];
    }

    /// <summary>Refuses HDF5 by name where a file of it is all there is.</summary>
    /// <exception cref="InvalidFileException">There is such a file.</exception>
    public static void RefuseHdf5(string path, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        var file = name is not null ? DatasetFiles.Find(path, name, Hdf5Endings)
            : Directory.Exists(path) ? (DatasetFiles.Ending(path, Hdf5Endings) is [var first, ..] ? first : null)
            : Hdf5Endings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) ? path : null;
        if (file is not null)
            throw new InvalidFileException($"{file}: HDF5 is not read; save its arrays with numpy.save in PanNuke's official layout (images.npy, masks.npy of (N, 256, 256, 6), types.npy)");
    }
}
