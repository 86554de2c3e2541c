using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Karyon.Data.Exports;

/// <summary>
/// Writes a grey TIFF of 32-bit ids row by row: little-endian, deflated strips, pixel size as resolution. Only the strip in hand is in
/// memory; the directory comes last. Not thread safe.
/// </summary>
internal sealed class LabelTiffWriter
{
    private const int RowsPerStrip = 64;
    private readonly Stream _stream;
    private readonly int _width, _height;
    private readonly double _micronsPerPixel;
    private readonly int[] _strip;
    private readonly List<uint> _offsets = [], _lengths = [];
    private readonly long _origin;
    private int _rows;

    /// <summary>Writes the header.</summary>
    /// <param name="stream">Where the file goes; it must seek.</param>
    /// <param name="width">Columns, px.</param>
    /// <param name="height">Rows, px.</param>
    /// <param name="micronsPerPixel">Pixel size, µm.</param>
    public LabelTiffWriter(Stream stream, int width, int height, double micronsPerPixel)
    {
        (_stream, _width, _height, _micronsPerPixel) = (stream, width, height, micronsPerPixel);
        _strip = new int[Math.Min(RowsPerStrip, height) * width];
        _origin = stream.Position;
        stream.Write([(byte)'I', (byte)'I', 42, 0, 0, 0, 0, 0]);
    }

    /// <summary>Writes the next row.</summary>
    public void WriteRow(ReadOnlySpan<int> ids)
    {
        ids.CopyTo(_strip.AsSpan(_rows % RowsPerStrip * _width, _width));
        _rows++;
        if (_rows % RowsPerStrip == 0 || _rows == _height) WriteStrip();
    }

    /// <summary>Writes the directory; all rows must have been written.</summary>
    /// <exception cref="IOException">The file would pass the 4 GiB of a TIFF.</exception>
    public void Complete()
    {
        if (_rows != _height) throw new InvalidOperationException($"{_rows} of {_height} rows were written");
        var offsets = Array(_offsets);
        var lengths = Array(_lengths);
        var resolution = Align();
        // Pixels per centimetre; the nanometre in the denominator keeps any pixel size to six digits.
        WriteWord(10_000_000);
        WriteWord((uint)Math.Round(_micronsPerPixel * 1000));
        var directory = Align();
        ReadOnlySpan<(ushort Tag, ushort Type, uint Count, uint Value)> entries =
        [
            (256, 4, 1, (uint)_width), (257, 4, 1, (uint)_height), (258, 3, 1, 32), (259, 3, 1, 8), (262, 3, 1, 1),
            (273, 4, (uint)_offsets.Count, offsets), (277, 3, 1, 1), (278, 4, 1, RowsPerStrip), (279, 4, (uint)_lengths.Count, lengths),
            (282, 5, 1, resolution), (283, 5, 1, resolution), (296, 3, 1, 3), (339, 3, 1, 1),
        ];
        Span<byte> bytes = stackalloc byte[12];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)entries.Length);
        _stream.Write(bytes[..2]);
        foreach (var (tag, type, count, value) in entries)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, tag);
            BinaryPrimitives.WriteUInt16LittleEndian(bytes[2..], type);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], count);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], value);
            _stream.Write(bytes);
        }
        WriteWord(0);
        var end = _stream.Position;
        _stream.Position = _origin + 4;
        WriteWord(directory);
        _stream.Position = end;
    }

    private void WriteStrip()
    {
        _offsets.Add(Place());
        var rows = (_rows - 1) % RowsPerStrip + 1;
        var ids = _strip.AsSpan(0, rows * _width);
        if (!BitConverter.IsLittleEndian) BinaryPrimitives.ReverseEndianness(ids, ids);
        using (var deflate = new ZLibStream(_stream, CompressionLevel.Fastest, leaveOpen: true)) deflate.Write(MemoryMarshal.AsBytes(ids));
        _lengths.Add(Place() - _offsets[^1]);
    }

    /// <summary>Writes numbers and returns where they stand; a single one stands in the directory itself.</summary>
    private uint Array(List<uint> values)
    {
        if (values.Count == 1) return values[0];
        var place = Align();
        foreach (var value in values) WriteWord(value);
        return place;
    }

    private uint Align()
    {
        if (((_stream.Position - _origin) & 1) != 0) _stream.WriteByte(0);
        return Place();
    }

    private uint Place() =>
        _stream.Position - _origin is var place && place <= uint.MaxValue
            ? (uint)place
            : throw new IOException("the label image passes the 4 GiB that a TIFF can hold; ask for other formats");

    private void WriteWord(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        _stream.Write(bytes);
    }
}
