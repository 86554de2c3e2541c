using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using Karyon.Data.Codecs.Png.Kernels;

namespace Karyon.Data.Codecs.Png;

/// <summary>
/// Writes a PNG row by row, holding a few rows only. The file is complete when the last row was written. Owns the stream
/// unless told otherwise. Not thread safe.
/// </summary>
public sealed class PngRowWriter : IDisposable
{
    private static readonly PngFilter[] Adaptive = [PngFilter.None, PngFilter.Sub, PngFilter.Up, PngFilter.Average, PngFilter.Paeth];
    private readonly Stream _stream;
    private readonly bool _leaveOpen;
    private readonly PngWriteOptions _options;
    private readonly PngChunkWriter _chunks;
    private readonly ZLibStream _deflater;
    private readonly int _distance;
    private byte[] _row, _above, _best, _trial;

    /// <summary>Writes the header.</summary>
    /// <param name="stream">Where the file goes; need not seek.</param>
    /// <param name="width">Columns, px, 1 or more.</param>
    /// <param name="height">Rows, px, 1 or more.</param>
    /// <param name="model">Grey, GreyAlpha, Rgb or Rgba.</param>
    /// <param name="bitsPerSample">8 or 16.</param>
    /// <param name="options">Compression, filter, pixel size; null for <see cref="PngWriteOptions.Default"/>.</param>
    /// <param name="leaveOpen">Whether the stream stays open when this is disposed.</param>
    /// <exception cref="ArgumentException">PNG has no such size or layout.</exception>
    public PngRowWriter(Stream stream, int width, int height, ColorModel model, int bitsPerSample, PngWriteOptions? options = null, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (bitsPerSample is not (8 or 16)) throw new ArgumentException($"PNG is written with 8 or 16 bits a sample, not {bitsPerSample}", nameof(bitsPerSample));
        var color = model switch
        {
            ColorModel.Grey => PngColorType.Grey,
            ColorModel.GreyAlpha => PngColorType.GreyAlpha,
            ColorModel.Rgb => PngColorType.Rgb,
            ColorModel.Rgba => PngColorType.Rgba,
            _ => throw new ArgumentException($"PNG cannot hold {model}; convert the image to RGB", nameof(model)),
        };
        (_stream, _leaveOpen, _options) = (stream, leaveOpen, options ?? PngWriteOptions.Default);
        (Width, Height, Model, BitsPerSample) = (width, height, model, bitsPerSample);
        _distance = model.ChannelCount() * bitsPerSample / 8;
        var bytes = checked(width * _distance);
        (_row, _above, _best, _trial) = (new byte[bytes], new byte[bytes], new byte[bytes + 1], new byte[bytes + 1]);
        _chunks = new PngChunkWriter(stream);
        stream.Write(PngChunkReader.Signature);
        Span<byte> header = stackalloc byte[PngHeader.Length];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        (header[8], header[9], header[10], header[11], header[12]) = ((byte)bitsPerSample, (byte)color, 0, 0, 0);
        _chunks.WriteChunk(PngChunkReader.Ihdr, header);
        if (_options.MicronsPerPixel is { } microns) WritePixelSize(microns);
        _deflater = new ZLibStream(_chunks, _options.ForDeflate(), leaveOpen: true);
    }

    /// <summary>Columns, px.</summary>
    public int Width { get; }

    /// <summary>Rows, px.</summary>
    public int Height { get; }

    /// <summary>What the samples mean.</summary>
    public ColorModel Model { get; }

    /// <summary>8 or 16.</summary>
    public int BitsPerSample { get; }

    /// <summary>Rows written so far.</summary>
    public int RowsWritten { get; private set; }

    /// <summary>Writes the next row of an 8-bit image; after the last one the file is complete.</summary>
    /// <param name="samples">Width times channels samples, interleaved.</param>
    /// <exception cref="InvalidOperationException">The image has 16 bits, or all rows were written.</exception>
    public void WriteRow(ReadOnlySpan<byte> samples)
    {
        Demand(8, samples.Length);
        samples.CopyTo(_row);
        WriteFiltered();
    }

    /// <summary>Writes the next row of a 16-bit image; after the last one the file is complete.</summary>
    /// <param name="samples">Width times channels samples, interleaved.</param>
    /// <exception cref="InvalidOperationException">The image has 8 bits, or all rows were written.</exception>
    public void WriteRow(ReadOnlySpan<ushort> samples)
    {
        Demand(16, samples.Length);
        var words = MemoryMarshal.Cast<byte, ushort>(_row.AsSpan());
        if (BitConverter.IsLittleEndian) BinaryPrimitives.ReverseEndianness(samples, words);
        else samples.CopyTo(words);
        WriteFiltered();
    }

    /// <summary>Closes the stream; a file with rows missing stays incomplete, and no reader takes it for whole.</summary>
    public void Dispose()
    {
        if (RowsWritten < Height) _deflater.Dispose();
        _chunks.Dispose();
        if (!_leaveOpen) _stream.Dispose();
    }

    private void Demand(int bits, int samples)
    {
        if (BitsPerSample != bits) throw new InvalidOperationException($"this image has {BitsPerSample} bits a sample");
        if (RowsWritten == Height) throw new InvalidOperationException($"all {Height} rows were written");
        if (samples != Width * Model.ChannelCount()) throw new ArgumentException($"a row has {Width} px of {Model}, not {samples} samples", nameof(samples));
    }

    private void WriteFiltered()
    {
        if (_options.Filter == PngFilterChoice.Adaptive)
        {
            var least = long.MaxValue;
            foreach (var filter in Adaptive)
            {
                Filter(filter, _trial);
                var weight = PngFilterKernels.Weight(_trial.AsSpan(1));
                if (weight >= least) continue;
                least = weight;
                (_best, _trial) = (_trial, _best);
            }
        }
        else
        {
            Filter(_options.Filter == PngFilterChoice.Up ? PngFilter.Up : PngFilter.None, _best);
        }
        _deflater.Write(_best);
        (_row, _above) = (_above, _row);
        if (++RowsWritten == Height) Finish();
    }

    private void Filter(PngFilter filter, byte[] filtered)
    {
        filtered[0] = (byte)filter;
        PngFilterKernels.Apply(filter, _row, _above, _distance, filtered.AsSpan(1));
    }

    private void Finish()
    {
        _deflater.Dispose();
        _chunks.WriteData();
        _chunks.WriteChunk(PngChunkReader.Iend, []);
        _stream.Flush();
    }

    private void WritePixelSize(double microns)
    {
        var perMetre = Math.Round(1e6 / microns);
        if (!(perMetre >= 1 && perMetre <= uint.MaxValue)) return;
        Span<byte> data = stackalloc byte[9];
        BinaryPrimitives.WriteUInt32BigEndian(data, (uint)perMetre);
        BinaryPrimitives.WriteUInt32BigEndian(data[4..], (uint)perMetre);
        data[8] = 1;
        _chunks.WriteChunk(PngChunkReader.Phys, data);
    }
}
