using Karyon.Data.Codecs;

namespace Karyon.Data.Arrays;

/// <summary>
/// The items along the first axis of a large .npy file, read one at a time: a fold of PanNuke is several GB. Only the header is kept; any thread may read.
/// </summary>
public sealed class NpyItems
{
    private const int MaxHeaderBytes = (1 << 16) + 12;

    private readonly NpyHeader _header;
    private readonly int[] _itemShape;
    private readonly int _itemLength;

    private NpyItems(string path, NpyHeader header, int itemLength) =>
        (Path, _header, _itemShape, _itemLength) = (path, header, header.Shape[1..], itemLength);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Number of items.</summary>
    public int Count => _header.Shape[0];

    /// <summary>The shape of one item.</summary>
    public ReadOnlySpan<int> ItemShape => _itemShape;

    /// <summary>The elements' type.</summary>
    public ElementType Type => _header.Type;

    /// <summary>Reads a file's header.</summary>
    /// <param name="path">A .npy file, not compressed.</param>
    /// <param name="limits">Bounds on one item.</param>
    /// <exception cref="InvalidFileException">The file is absent, broken, truncated, gzip-wrapped, or its items are beyond the limits.</exception>
    /// <exception cref="UnsupportedFeatureException">Items do not lie in one piece (column-major), or are no numbers.</exception>
    public static NpyItems Open(string path, DecodeLimits? limits = null)
    {
        limits ??= DecodeLimits.Default;
        using var file = OpenFile(path);
        var start = new byte[Math.Min(MaxHeaderBytes, file.Length)];
        file.ReadExactly(start);
        if (start.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            throw new InvalidFileException($"{path}: the file is compressed and cannot be read item by item; unzip it first (gunzip)");
        var header = NpyHeader.Parse(start, path);
        if (header.Type == ElementType.Text) throw new UnsupportedFeatureException($"{path}: elements are text, numbers are needed");
        if (header.ColumnMajor && header.Shape.Length > 1)
            throw new UnsupportedFeatureException($"{path}: the array is column-major, so its items do not lie in one piece; save it as numpy.ascontiguousarray(a)");
        if (header.Shape.Length < 2) throw new InvalidFileException($"{path}: the shape ({string.Join(", ", header.Shape)}) has no items; the first of several dimensions counts them");
        var itemLength = ElementDecoding.CountOf(header.Shape.AsSpan(1), limits.MaxBytes / header.ItemSize, path);
        if (header.Shape[0] < 0) throw new InvalidFileException($"{path}: the shape ({string.Join(", ", header.Shape)}) has a negative dimension");
        var size = (Int128)header.Shape[0] * itemLength * header.ItemSize;
        if (header.DataOffset + size > file.Length)
            throw new InvalidFileException($"{path}: the shape ({string.Join(", ", header.Shape)}) needs {size} bytes from offset {header.DataOffset}, the file has {file.Length}; it is truncated");
        return new NpyItems(path, header, itemLength);
    }

    /// <summary>Reads one item. Memory goes with the item.</summary>
    /// <param name="index">Its number from 0.</param>
    /// <exception cref="InvalidFileException">The file cannot be read any more.</exception>
    public NdArray Read(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var bytes = new byte[_itemLength * _header.ItemSize];
        using var file = OpenFile(Path);
        file.Position = _header.DataOffset + (long)index * bytes.Length;
        try
        {
            file.ReadExactly(bytes);
        }
        catch (EndOfStreamException cause)
        {
            throw new InvalidFileException($"{Path}: the file ends within item {index}", cause);
        }
        return new NdArray($"{Path}, item {index}", _header.Type, _itemShape, ElementDecoding.Decode(bytes, _header.Type, _header.BigEndian));
    }

    private static FileStream OpenFile(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (IOException cause) when (cause is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidFileException($"{path}: there is no such file", cause);
        }
    }
}
