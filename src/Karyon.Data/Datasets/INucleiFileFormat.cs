namespace Karyon.Data.Datasets;

/// <summary>A format of result files, one file per image. Immutable; any thread may read.</summary>
public interface INucleiFileFormat
{
    /// <summary>What the names of its files end with after the image's name, the preferred first.</summary>
    IReadOnlyList<string> Endings { get; }

    /// <summary>Whether a file says the classes of its nuclei; if not, a file of another format beside it is preferred where classes are wanted.</summary>
    bool HasClasses(string path) => true;

    /// <summary>Reads a file.</summary>
    /// <exception cref="Codecs.InvalidFileException">It is broken or of another kind.</exception>
    NamedNuclei Read(string path, NucleiFileOptions options);
}
