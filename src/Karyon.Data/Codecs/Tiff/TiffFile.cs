namespace Karyon.Data.Codecs.Tiff;

/// <summary>
/// A TIFF or BigTIFF file of either byte order: its directories, their fields and tiles. The structure is read when the
/// file is opened, pixels when they are asked for. Any thread may read at any time until the file is disposed.
/// </summary>
public sealed class TiffFile : IDisposable
{
    private const int DeepestNesting = 16;
    private readonly IByteSource _source;
    private readonly TiffByteReader _reader;
    private readonly HashSet<long> _visited = [];
    private long _directoryBytes;

    private TiffFile(IByteSource source, string name, DecodeLimits limits)
    {
        (_source, Name) = (source, name);
        _reader = ReadHeader(source, name, limits, out var first);
        Directories = ReadChain(first);
    }

    /// <summary>The file, for messages.</summary>
    public string Name { get; }

    /// <summary>Whether offsets have 64 bits.</summary>
    public bool IsBigTiff => _reader.IsBig;

    /// <summary>Whether numbers are stored with their high byte first.</summary>
    public bool IsBigEndian => _reader.BigEndian;

    /// <summary>The main directories, in the file's order; at least one. Those in SubIFDs hang below them.</summary>
    public IReadOnlyList<TiffDirectory> Directories { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">Bounds on what is decoded from it; null for <see cref="DecodeLimits.Default"/>.</param>
    /// <exception cref="InvalidFileException">It is no TIFF, or its directories are damaged or truncated.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static TiffFile Open(string path, DecodeLimits? limits = null) => Open(new FileByteSource(path), path, limits);

    /// <summary>Opens a TIFF from any source, which the file owns from here on.</summary>
    /// <param name="source">The bytes.</param>
    /// <param name="name">The file, for messages.</param>
    /// <param name="limits">Bounds on what is decoded from it; null for <see cref="DecodeLimits.Default"/>.</param>
    /// <exception cref="InvalidFileException">It is no TIFF, or its directories are damaged or truncated.</exception>
    public static TiffFile Open(IByteSource source, string name, DecodeLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        try
        {
            return new TiffFile(source, name, limits ?? DecodeLimits.Default);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _source.Dispose();

    private static TiffByteReader ReadHeader(IByteSource source, string name, DecodeLimits limits, out long first)
    {
        Span<byte> head = stackalloc byte[16];
        var read = source.Read(0, head);
        if (read < 8) throw new InvalidFileException($"{name}: {read} bytes are no TIFF; the file is truncated");
        var bigEndian = head[0] == 'M';
        if (head[0] != head[1] || !(bigEndian || head[0] == 'I'))
            throw new InvalidFileException($"{name}: this is no TIFF: it starts with neither II nor MM");
        var plain = new TiffByteReader(source, name, bigEndian, isBig: false, limits);
        var version = plain.UInt16(head[2..]);
        if (version == 42)
        {
            first = plain.UInt32(head[4..]);
            return plain;
        }
        if (version != 43) throw new InvalidFileException($"{name}: this is no TIFF: its version is {version}, not 42 or 43");
        if (read < 16) throw new InvalidFileException($"{name}: {read} bytes are no BigTIFF; the file is truncated");
        if (plain.UInt16(head[4..]) != 8 || plain.UInt16(head[6..]) != 0)
            throw new InvalidFileException($"{name}: BigTIFF with offsets of {plain.UInt16(head[4..])} bytes is not of the format; the file is damaged");
        first = (long)plain.UInt64(head[8..]);
        return new TiffByteReader(source, name, bigEndian, isBig: true, limits);
    }

    private List<TiffDirectory> ReadChain(long offset)
    {
        var chain = new List<TiffDirectory>();
        if (offset == 0) throw new InvalidFileException($"{Name}: the TIFF has no directory, so no image; the file was not written to its end");
        while (offset != 0) chain.Add(ReadDirectory(ref offset, $"IFD {chain.Count}", 0));
        return chain;
    }

    private TiffDirectory ReadDirectory(ref long offset, string where, int depth)
    {
        if (!_visited.Add(offset))
            throw new InvalidFileException($"{Name}: {where}: the directory at offset {offset} is linked twice, the chain is a loop; the file is damaged");
        int countBytes = _reader.IsBig ? 8 : 2, entryBytes = _reader.IsBig ? 20 : 12, offsetBytes = _reader.IsBig ? 8 : 4;
        Span<byte> number = stackalloc byte[8];
        _reader.Read(offset, number[..countBytes], where);
        var count = _reader.IsBig ? (long)_reader.UInt64(number) : _reader.UInt16(number);
        if (count < 0 || count > _reader.Length / entryBytes)
            throw new InvalidFileException($"{Name}: {where}: {(ulong)count} entries are more than the file can hold; it is truncated or damaged");
        var tableBytes = count * entryBytes + offsetBytes;
        _reader.Demand(offset + countBytes, tableBytes, where);
        // Directories of a sound file do not overlap; without this a small file could ask for endless work.
        _directoryBytes += countBytes + tableBytes;
        if (_directoryBytes > _reader.Length)
            throw new InvalidFileException($"{Name}: {where}: directories overlap; the file is damaged");
        var table = new byte[tableBytes];
        _reader.Read(offset + countBytes, table, where);
        var fields = new Dictionary<TiffTag, TiffField>();
        for (var i = 0; i < count; i++)
        {
            var entry = table.AsSpan(i * entryBytes, entryBytes);
            var field = ReadField(entry, offset + countBytes + (long)i * entryBytes);
            // Of two fields with one tag the first counts; unknown types are to be passed over (TIFF 6.0, section 2).
            if (field.Type.Size() > 0) fields.TryAdd(field.Tag, field);
        }
        offset = _reader.Offset(table.AsSpan((int)(count * entryBytes)));
        return new TiffDirectory(_reader, where, fields, ReadSubDirectories(fields, where, depth));
    }

    private TiffField ReadField(ReadOnlySpan<byte> entry, long at)
    {
        var type = (TiffFieldType)_reader.UInt16(entry[2..]);
        var count = _reader.Offset(entry[4..]);
        int head = _reader.IsBig ? 12 : 8, room = _reader.IsBig ? 8 : 4;
        var inline = count >= 0 && count <= room && count * type.Size() <= room;
        return new TiffField((TiffTag)_reader.UInt16(entry), type, count, inline ? at + head : _reader.Offset(entry[head..]));
    }

    private List<TiffDirectory> ReadSubDirectories(Dictionary<TiffTag, TiffField> fields, string where, int depth)
    {
        var found = new List<TiffDirectory>();
        if (!fields.TryGetValue(TiffTag.SubIfds, out var field)) return found;
        if (depth == DeepestNesting) throw new InvalidFileException($"{Name}: {where}: SubIFDs are nested more than {DeepestNesting} deep; the file is damaged");
        // A SubIFD may start a chain of its own; some writers chain the listed ones to each other as well.
        var listed = _reader.Integers(field, where) ?? [];
        var heads = listed.ToHashSet();
        foreach (var head in listed)
        {
            var offset = head;
            while (offset != 0 && (offset == head || !heads.Contains(offset)))
                found.Add(ReadDirectory(ref offset, $"{where}, SubIFD {found.Count}", depth + 1));
        }
        return found;
    }
}
