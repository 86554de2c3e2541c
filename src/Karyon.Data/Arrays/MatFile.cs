using Karyon.Data.Codecs;

namespace Karyon.Data.Arrays;

/// <summary>
/// The numeric arrays of a MATLAB 5 .mat file ("MAT-File Format", The MathWorks): either byte order, compressed elements or not.
/// Structures, cells, text, sparse and complex arrays are passed over and listed. Immutable.
/// </summary>
public sealed class MatFile
{
    private readonly string _name;

    internal MatFile(string name, IReadOnlyDictionary<string, NdArray> arrays, IReadOnlyDictionary<string, string> skipped) =>
        (_name, Arrays, Skipped) = (name, arrays, skipped);

    /// <summary>The numeric and logical arrays by name, of 2 dimensions or more, in C order.</summary>
    public IReadOnlyDictionary<string, NdArray> Arrays { get; }

    /// <summary>The variables that were passed over, each with what it is.</summary>
    public IReadOnlyDictionary<string, string> Skipped { get; }

    /// <summary>The array of a name.</summary>
    /// <exception cref="InvalidFileException">There is none; the message lists those there are.</exception>
    public NdArray this[string name]
    {
        get
        {
            if (Arrays.TryGetValue(name, out var array)) return array;
            throw new InvalidFileException(Skipped.TryGetValue(name, out var kind)
                ? $"{_name}: the variable '{name}' is a {kind} array, a numeric one is needed"
                : $"{_name}: there is no variable '{name}'; there are: {string.Join(", ", Arrays.Keys)}");
        }
    }

    /// <summary>Reads a file, gzip-wrapped or not. Memory goes with the file's content, never with what its headers claim.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">Bounds on the content of all arrays together.</param>
    /// <exception cref="InvalidFileException">The file is absent, broken or beyond the limits.</exception>
    /// <exception cref="UnsupportedFeatureException">The file is of version 4 or 7.3 (HDF5).</exception>
    public static MatFile Read(string path, DecodeLimits? limits = null)
    {
        limits ??= DecodeLimits.Default;
        return Parse(BoundedFile.ReadAllBytes(path, limits.MaxBytes), path, limits);
    }

    /// <summary>Reads the content of a .mat file.</summary>
    /// <param name="bytes">The file's bytes.</param>
    /// <param name="name">What to call the file in errors.</param>
    /// <param name="limits">Bounds on the content of all arrays together.</param>
    /// <inheritdoc cref="Read" path="/exception"/>
    public static MatFile Parse(ReadOnlySpan<byte> bytes, string name, DecodeLimits? limits = null) =>
        new MatParser(name, limits ?? DecodeLimits.Default).Parse(bytes);
}
