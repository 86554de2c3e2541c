namespace Karyon.Data.Pickles;

/// <summary>The names that pickles of NumPy arrays and numbers mention, under NumPy 1 and 2.</summary>
public static class NumpyGlobals
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<PickleGlobal> All { get; } =
    [
        .. ((string[])["numpy.core", "numpy._core"]).SelectMany(static core => (PickleGlobal[])
        [
            new($"{core}.multiarray", "_reconstruct", static call => new PickledArray(call.Bytes.Name)),
            new($"{core}.multiarray", "scalar", PickledNumber.Make),
            new($"{core}.numeric", "_frombuffer", PickledArray.FromBuffer),
        ]),
        new("numpy", "ndarray"),
        new("numpy", "dtype", PickledDataType.Make),
        new("_codecs", "encode", PickledText.Make),
        // No bytes at all, as protocol 2 writes them.
        new("__builtin__", "bytes", static call => call.Arguments.Length == 0 ? Array.Empty<byte>() : throw call.Invalid("bytes of something are not read")),
    ];
}
