using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Karyon.Data.Codecs.Png;

/// <summary>
/// Writes a PNG row by row, holding two rows only. Each row takes the filter (none, sub, up) whose bytes lie nearest to zero
/// (PNG specification, 12.8). Disposing writes the end. Not thread safe.
/// </summary>
public sealed class PngRowWriter : IDisposable
{
    private readonly Stream _stream;
    private readonly bool _leaveOpen;
    private readonly PngDataChunks _chunks;
    private readonly ZLibStream _deflate;
    private readonly int _pixelBytes, _height, _bits;
    private readonly byte[] _row, _previous;
    private readonly byte[][] _filtered;
    private int _rows;

    /// <summary>Writes the header.</summary>
    /// <param name="stream">Where the file goes.</param>
    /// <param name="width">Columns, px; 1 or more.</param>
    /// <param name="height">Rows, px; 1 or more.</param>
    /// <param name="model">What the samples mean; not CMYK.</param>
    /// <param name="bitsPerSample">8 or 16.</param>
    /// <param name="micronsPerPixel">Pixel size to state, µm, or null.</param>
    /// <param name="leaveOpen">Whether the stream stays open when this is disposed.</param>
    public PngRowWriter(Stream stream, int width, int height, ColorModel model, int bitsPerSample, double? micronsPerPixel = null, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (bitsPerSample is not (8 or 16)) throw new ArgumentOutOfRangeException(nameof(bitsPerSample), bitsPerSample, "a PNG is written with 8 or 16 bits");
        var type = model switch
        {
            ColorModel.Grey => PngColorType.Grey,
            ColorModel.GreyAlpha => PngColorType.GreyAlpha,
            ColorModel.Rgb => PngColorType.Rgb,
            ColorModel.Rgba => PngColorType.Rgba,
            _ => throw new ArgumentOutOfRangeException(nameof(model), model, "PNG has no such colours"),
        };
        (_stream, _leaveOpen, _height, _bits) = (stream, leaveOpen, height, bitsPerSample);
        _pixelBytes = model.ChannelCount() * bitsPerSample / 8;
        var rowBytes = checked(_pixelBytes * width);
        (_row, _previous) = (new byte[rowBytes], new byte[rowBytes]);
        _filtered = [new byte[rowBytes + 1], new byte[rowBytes + 1], new byte[rowBytes + 1]];
        for (byte filter = 0; filter < _filtered.Length; filter++) _filtered[filter][0] = filter;
        stream.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = (byte)bitsPerSample;
        header[9] = (byte)type;
        header[10..].Clear();
        PngDataChunks.WriteChunk(stream, "IHDR"u8, header);
        if (micronsPerPixel is { } microns)
        {
            Span<byte> physical = stackalloc byte[9];
            BinaryPrimitives.WriteInt32BigEndian(physical, (int)Math.Round(1e6 / microns));
            physical[..4].CopyTo(physical[4..]);
            physical[8] = 1;
            PngDataChunks.WriteChunk(stream, "pHYs"u8, physical);
        }
        _chunks = new PngDataChunks(stream);
        _deflate = new ZLibStream(_chunks, CompressionLevel.Optimal, leaveOpen: true);
    }

    /// <summary>Writes the next row of an 8-bit image: width times channels samples, interleaved.</summary>
    public void WriteRow(ReadOnlySpan<byte> samples)
    {
        if (_bits != 8) throw new InvalidOperationException("the image has 16 bits a sample");
        if (samples.Length != _row.Length) throw new ArgumentException($"a row has {_row.Length} samples, not {samples.Length}", nameof(samples));
        samples.CopyTo(_row);
        Append();
    }

    /// <summary>Writes the next row of a 16-bit image: width times channels samples, interleaved.</summary>
    public void WriteRow(ReadOnlySpan<ushort> samples)
    {
        if (_bits != 16) throw new InvalidOperationException("the image has 8 bits a sample");
        if (2 * samples.Length != _row.Length) throw new ArgumentException($"a row has {_row.Length / 2} samples, not {samples.Length}", nameof(samples));
        if (BitConverter.IsLittleEndian) BinaryPrimitives.ReverseEndianness(samples, MemoryMarshal.Cast<byte, ushort>(_row.AsSpan()));
        else MemoryMarshal.AsBytes(samples).CopyTo(_row);
        Append();
    }

    /// <summary>Writes the end of the file; rows that are missing leave it truncated, as an aborted writing should be.</summary>
    public void Dispose()
    {
        _deflate.Dispose();
        _chunks.Dispose();
        if (_rows == _height) PngDataChunks.WriteChunk(_stream, "IEND"u8, []);
        if (!_leaveOpen) _stream.Dispose();
    }

    private void Append()
    {
        if (_rows == _height) throw new InvalidOperationException($"all {_height} rows are written");
        long best = long.MaxValue;
        var chosen = _filtered[0];
        for (var filter = 0; filter < _filtered.Length; filter++)
        {
            var sum = Filter(filter, _filtered[filter].AsSpan(1));
            if (sum < best) (best, chosen) = (sum, _filtered[filter]);
        }
        _deflate.Write(chosen);
        _row.CopyTo(_previous, 0);
        _rows++;
    }

    private long Filter(int filter, Span<byte> output)
    {
        long sum = 0;
        for (var i = 0; i < _row.Length; i++)
        {
            var predicted = filter switch { 0 => 0, 1 => i < _pixelBytes ? 0 : _row[i - _pixelBytes], _ => _previous[i] };
            var value = (byte)(_row[i] - predicted);
            output[i] = value;
            sum += Math.Abs((int)(sbyte)value);
        }
        return sum;
    }
}
