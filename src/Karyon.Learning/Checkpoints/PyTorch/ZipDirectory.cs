using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Karyon.Data.Codecs;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Checkpoints.PyTorch;

/// <summary>
/// The directory of a zip archive, so that stored entries are read at their offsets. Entries are held against the file's length and each
/// other; a deflated one is refused before it is inflated where it would become too large.
/// </summary>
/// <remarks>Format: PKWARE APPNOTE 6.3: end record (4.3.16), its 64-bit form (4.3.14, 4.3.15), central headers (4.3.12), local headers (4.3.7).</remarks>
internal sealed class ZipDirectory
{
    private const int MaxEntries = 1 << 17;
    private const long MaxDirectoryBytes = 64L << 20;

    /// <summary>Most that all deflated entries may become; PyTorch stores, only repacked files deflate.</summary>
    private const long MaxInflatedBytes = 1L << 30;

    /// <summary>Most that an entry may grow by; numbers hardly shrink, while deflate can hide a thousandfold.</summary>
    private const long MaxRatio = 100;

    private readonly string _name;
    private readonly IByteSource _source;
    private readonly Dictionary<string, ZipEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>Reads the directory.</summary>
    /// <exception cref="InvalidTensorFileException">It is damaged, or an entry is a zip bomb.</exception>
    public ZipDirectory(string name, IByteSource source)
    {
        (_name, _source) = (name, source);
        var (offset, length, count) = FindDirectory();
        if (count > MaxEntries || length > MaxDirectoryBytes) throw Invalid($"the archive's directory has {count} entries in {length} bytes, more than the {MaxEntries} in {MaxDirectoryBytes} that are read");
        if (offset > (ulong)source.Length || length > (ulong)source.Length - offset) throw Invalid($"the archive's directory at byte {offset} leaves the file; it is truncated: copy or download it again");
        ReadEntries(Read((long)offset, (int)length), (int)count);
        CheckSizes();
    }

    /// <summary>The entries, by name.</summary>
    public IReadOnlyDictionary<string, ZipEntry> Entries => _entries;

    /// <summary>The bytes of an entry: the file's own where it is stored, else inflated ones in memory.</summary>
    public (IByteSource Source, long Offset) Open(ZipEntry entry)
    {
        var header = Read(entry.HeaderOffset, 30);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != 0x04034B50) throw Invalid($"entry {entry.Name} has no header at byte {entry.HeaderOffset}; the file is damaged");
        var start = entry.HeaderOffset + 30 + BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(26)) + BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(28));
        if (start > _source.Length || entry.PackedBytes > _source.Length - start) throw Invalid($"entry {entry.Name}: {entry.PackedBytes} bytes at {start} leave the file; it is truncated: copy or download it again");
        return entry.IsDeflated ? (new MemoryByteSource(Inflate(entry, start)), 0) : (_source, start);
    }

    private byte[] Inflate(ZipEntry entry, long start)
    {
        var bytes = new byte[entry.Bytes];
        try
        {
            using var packed = new MemoryStream(Read(start, (int)entry.PackedBytes));
            using var stream = new DeflateStream(packed, CompressionMode.Decompress);
            if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length && stream.ReadByte() < 0) return bytes;
        }
        catch (InvalidDataException cause)
        {
            throw new InvalidTensorFileException($"{_name}: entry {PrintableText.Of(entry.Name)} is no sound deflate stream; copy or download the file again", cause);
        }
        throw Invalid($"entry {entry.Name} does not inflate to the {entry.Bytes} bytes that it says; the file is damaged or a zip bomb");
    }

    private (ulong Offset, ulong Length, ulong Count) FindDirectory()
    {
        const int EndBytes = 22, LongestComment = 65535, LocatorBytes = 20;
        var tail = Read(Math.Max(0, _source.Length - EndBytes - LongestComment), (int)Math.Min(_source.Length, EndBytes + LongestComment));
        var at = tail.AsSpan(0, Math.Max(0, tail.Length - EndBytes + 4)).LastIndexOf("PK\x05\x06"u8);
        if (at < 0) throw Invalid("the archive has no directory at its end; the file is truncated: copy or download it again");
        var end = tail.AsSpan(at);
        ulong count = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]), length = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]), offset = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
        if (count != 0xFFFF && length != uint.MaxValue && offset != uint.MaxValue) return (offset, length, count);
        var endOffset = _source.Length - tail.Length + at;
        if (endOffset < LocatorBytes) return (offset, length, count);
        var locator = Read(endOffset - LocatorBytes, LocatorBytes);
        if (!locator.AsSpan().StartsWith("PK\x06\x07"u8)) return (offset, length, count);
        var place = BinaryPrimitives.ReadUInt64LittleEndian(locator.AsSpan(8));
        if (place > (ulong)_source.Length || _source.Length - (long)place < 56) throw Invalid($"the archive's 64-bit end record at byte {place} leaves the file; it is damaged");
        var record = Read((long)place, 56);
        if (!record.AsSpan().StartsWith("PK\x06\x06"u8)) throw Invalid($"there is no 64-bit end record at byte {place}; the file is damaged");
        return (BinaryPrimitives.ReadUInt64LittleEndian(record.AsSpan(48)), BinaryPrimitives.ReadUInt64LittleEndian(record.AsSpan(40)), BinaryPrimitives.ReadUInt64LittleEndian(record.AsSpan(32)));
    }

    private void ReadEntries(ReadOnlySpan<byte> directory, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (directory.Length < 46 || BinaryPrimitives.ReadUInt32LittleEndian(directory) != 0x02014B50) throw Invalid($"entry {i} of the archive's directory is damaged");
            int flags = BinaryPrimitives.ReadUInt16LittleEndian(directory[8..]), method = BinaryPrimitives.ReadUInt16LittleEndian(directory[10..]);
            int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(directory[28..]), extraLength = BinaryPrimitives.ReadUInt16LittleEndian(directory[30..]), commentLength = BinaryPrimitives.ReadUInt16LittleEndian(directory[32..]);
            ulong packed = BinaryPrimitives.ReadUInt32LittleEndian(directory[20..]), bytes = BinaryPrimitives.ReadUInt32LittleEndian(directory[24..]), header = BinaryPrimitives.ReadUInt32LittleEndian(directory[42..]);
            if (directory.Length - 46 < nameLength + extraLength + commentLength) throw Invalid($"entry {i} of the archive's directory leaves it; the file is damaged");
            var name = Encoding.UTF8.GetString(directory.Slice(46, nameLength));
            Widen(directory.Slice(46 + nameLength, extraLength), ref bytes, ref packed, ref header);
            directory = directory[(46 + nameLength + extraLength + commentLength)..];
            if ((flags & 1) != 0) throw Invalid($"entry {name} is encrypted; decrypt the file first");
            if (method is not (0 or 8)) throw Invalid($"entry {name} is packed by method {method}; stored (0) and deflated (8) are read");
            if (packed > (ulong)_source.Length || header > (ulong)_source.Length - packed || bytes > long.MaxValue) throw Invalid($"entry {name}: {packed} bytes at {header} leave the file; it is truncated: copy or download it again");
            if (method == 0 && packed != bytes) throw Invalid($"entry {name} is stored as {packed} bytes and said to have {bytes}; the file is damaged");
            if (!_entries.TryAdd(name, new ZipEntry(name, method == 8, (long)packed, (long)bytes, (long)header))) throw Invalid($"entry {name} is listed twice; the file is damaged");
        }
    }

    /// <summary>The 64-bit numbers of the extra field 1, which holds those that do not fit 32 bits, in this order.</summary>
    private void Widen(ReadOnlySpan<byte> extra, ref ulong bytes, ref ulong packed, ref ulong header)
    {
        while (extra.Length >= 4)
        {
            int id = BinaryPrimitives.ReadUInt16LittleEndian(extra), size = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (size > extra.Length - 4) return;
            var field = extra.Slice(4, size);
            extra = extra[(4 + size)..];
            if (id != 1) continue;
            Widen(ref field, ref bytes);
            Widen(ref field, ref packed);
            Widen(ref field, ref header);
        }
    }

    private void Widen(ref ReadOnlySpan<byte> field, ref ulong number)
    {
        if (number != uint.MaxValue) return;
        if (field.Length < 8) throw Invalid("a 64-bit size of the archive's directory is missing; the file is damaged");
        number = BinaryPrimitives.ReadUInt64LittleEndian(field);
        field = field[8..];
    }

    private void CheckSizes()
    {
        var (end, inflated) = (0L, 0L);
        foreach (var entry in _entries.Values.OrderBy(entry => entry.HeaderOffset))
        {
            if (entry.HeaderOffset < end) throw Invalid($"entry {entry.Name} overlaps another one at byte {entry.HeaderOffset}: a zip bomb or a damaged file; it is not read");
            end = entry.HeaderOffset + 30 + entry.PackedBytes;
            if (!entry.IsDeflated) continue;
            if (entry.PackedBytes - entry.Bytes > 1 << 20) throw Invalid($"entry {entry.Name} inflates from {entry.PackedBytes} to {entry.Bytes} bytes; the file is damaged");
            inflated = entry.Bytes > MaxInflatedBytes ? long.MaxValue : Math.Min(inflated + entry.Bytes, MaxInflatedBytes + 1);
            if (entry.Bytes > 4096 && entry.Bytes / MaxRatio > entry.PackedBytes || inflated > MaxInflatedBytes)
                throw Invalid($"entry {entry.Name} inflates from {entry.PackedBytes} to {entry.Bytes} bytes: a zip bomb, it is not read; torch.save stores without packing");
        }
    }

    private byte[] Read(long offset, int count)
    {
        var bytes = new byte[count];
        return offset >= 0 && _source.Read(offset, bytes) == count ? bytes : throw Invalid($"{count} bytes at {offset} lie past the end of the file; it is truncated: copy or download it again");
    }

    private InvalidTensorFileException Invalid(string what) => new($"{_name}: {PrintableText.Of(what)}");
}
