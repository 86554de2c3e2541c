using Karyon.Data.Codecs;

namespace Karyon.Data.Pickles;

/// <summary>Pickles of dictionaries, lists, numbers, texts and NumPy arrays, e.g. the predictions of HoVer-UNet. Nothing in them is executed.</summary>
internal static class NumpyPickle
{
    /// <summary>Reads a file.</summary>
    /// <returns>One of the values that <see cref="PickleInterpreter"/> lists; an array is a <see cref="PickledArray"/>, a NumPy number a <see cref="double"/>.</returns>
    /// <exception cref="InvalidFileException">It is no sound pickle, larger than the limits, or mentions something else.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static object? Read(string path)
    {
        using var source = new FileByteSource(path);
        return Read(path, source);
    }

    /// <summary>Reads a pickle from its first byte on; what follows its end is left alone.</summary>
    public static object? Read(string name, IByteSource source, PickleLimits? limits = null) =>
        PickleInterpreter.Read(new PickleBytes(name, source, 0, source.Length), Whitelist, limits ?? PickleLimits.Arrays);

    private static PickleWhitelist Whitelist { get; } = new([.. NumpyGlobals.All, new("collections", "OrderedDict", OrderedDictionary.Make)], "numbers, texts, lists, dictionaries and NumPy arrays of numbers are read: save those");
}
