using System.Buffers.Binary;
using System.Text;

namespace Karyon.Data.Codecs.Tiff;

/// <summary>Reads numbers and fields in a TIFF's byte order; every read is checked against the file's end. Thread safe.</summary>
internal sealed class TiffByteReader(IByteSource source, string name, bool bigEndian, bool isBig, DecodeLimits limits)
{
    /// <summary>The file, for messages.</summary>
    public string Name => name;

    /// <summary>Whether numbers are stored with their high byte first.</summary>
    public bool BigEndian => bigEndian;

    /// <summary>Whether offsets have 64 bits.</summary>
    public bool IsBig => isBig;

    /// <summary>Bounds on what is decoded.</summary>
    public DecodeLimits Limits => limits;

    /// <summary>Bytes of the file.</summary>
    public long Length => source.Length;

    /// <summary>Reads bytes.</summary>
    /// <param name="offset">Where they start.</param>
    /// <param name="buffer">Receives them.</param>
    /// <param name="what">What they are, for the message.</param>
    /// <exception cref="InvalidFileException">They lie past the end.</exception>
    public void Read(long offset, Span<byte> buffer, string what)
    {
        Demand(offset, buffer.Length, what);
        if (source.Read(offset, buffer) != buffer.Length)
            throw new InvalidFileException($"{name}: {what}: the file became shorter while it was read");
    }

    /// <summary>Refuses bytes that lie past the end, before memory is taken for them.</summary>
    public void Demand(long offset, long count, string what)
    {
        if (offset < 0 || count < 0 || offset > Length || count > Length - offset)
            throw new InvalidFileException($"{name}: {what}: {(ulong)count} bytes at offset {(ulong)offset} lie past the end of the file ({Length} bytes); the file is truncated or damaged");
    }

    /// <summary>A 16-bit number.</summary>
    public ushort UInt16(ReadOnlySpan<byte> bytes) =>
        bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    /// <summary>A 32-bit number.</summary>
    public uint UInt32(ReadOnlySpan<byte> bytes) =>
        bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    /// <summary>A 64-bit number.</summary>
    public ulong UInt64(ReadOnlySpan<byte> bytes) =>
        bigEndian ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes);

    /// <summary>An offset: 32 or 64 bits. One beyond 63 bits comes out negative, which <see cref="Demand"/> refuses.</summary>
    public long Offset(ReadOnlySpan<byte> bytes) => isBig ? (long)UInt64(bytes) : UInt32(bytes);

    /// <summary>The bytes of a field's values.</summary>
    public byte[] Bytes(TiffField field, string where)
    {
        var what = $"{where}, tag {(int)field.Tag} ({field.Tag})";
        var size = field.Type.Size();
        if (field.Count < 0 || field.Count > Length / size)
            throw new InvalidFileException($"{name}: {what}: {(ulong)field.Count} values are more than the file can hold ({Length} bytes); the file is damaged");
        Demand(field.Offset, field.Count * size, what);
        limits.DemandBytes(name, what, field.Count * 8);
        var bytes = new byte[field.Count * size];
        Read(field.Offset, bytes, what);
        return bytes;
    }

    /// <summary>A field's values as whole numbers; null where its type has none. Values beyond 63 bits come out negative.</summary>
    public long[]? Integers(TiffField field, string where)
    {
        if (field.Type is TiffFieldType.Ascii or TiffFieldType.Rational or TiffFieldType.SRational or TiffFieldType.Float or TiffFieldType.Double || field.Type.Size() == 0)
            return null;
        ReadOnlySpan<byte> bytes = Bytes(field, where);
        var values = new long[field.Count];
        var size = field.Type.Size();
        for (var i = 0; i < values.Length; i++)
        {
            var at = bytes[(i * size)..];
            values[i] = field.Type switch
            {
                TiffFieldType.Byte or TiffFieldType.Undefined => at[0],
                TiffFieldType.SByte => (sbyte)at[0],
                TiffFieldType.Short => UInt16(at),
                TiffFieldType.SShort => (short)UInt16(at),
                TiffFieldType.Long or TiffFieldType.Ifd => UInt32(at),
                TiffFieldType.SLong => (int)UInt32(at),
                _ => (long)UInt64(at),
            };
        }
        return values;
    }

    /// <summary>A field's first value as a real number; null where it has none.</summary>
    public double? Real(TiffField field, string where)
    {
        if (field.Count < 1) return null;
        if (Integers(field with { Count = 1 }, where) is { } integers) return integers[0];
        if (field.Type is TiffFieldType.Ascii || field.Type.Size() == 0) return null;
        ReadOnlySpan<byte> bytes = Bytes(field with { Count = 1 }, where);
        return field.Type switch
        {
            TiffFieldType.Rational => (double)UInt32(bytes) / UInt32(bytes[4..]),
            TiffFieldType.SRational => (double)(int)UInt32(bytes) / (int)UInt32(bytes[4..]),
            TiffFieldType.Float => BitConverter.UInt32BitsToSingle(UInt32(bytes)),
            _ => BitConverter.UInt64BitsToDouble(UInt64(bytes)),
        };
    }

    /// <summary>A field's text up to its first zero, as UTF-8; null where it is no text.</summary>
    public string? Text(TiffField field, string where)
    {
        if (field.Type is not (TiffFieldType.Ascii or TiffFieldType.Byte or TiffFieldType.Undefined)) return null;
        var bytes = Bytes(field, where).AsSpan();
        var end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }
}
