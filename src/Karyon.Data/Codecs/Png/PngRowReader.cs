using System.Runtime.InteropServices;

namespace Karyon.Data.Codecs.Png;

/// <summary>
/// Reads a PNG row by row, holding two rows only, so that images of any height fit. Rows come as
/// <see cref="PngDecoder"/> would give them. Owns the stream unless told otherwise. Not thread safe.
/// </summary>
public sealed class PngRowReader : IDisposable
{
    private readonly Stream _stream;
    private readonly bool _leaveOpen;
    private readonly PngPreamble _preamble;
    private readonly PngRowExpander _expander;
    private readonly PngScanlines _scanlines;

    /// <summary>Reads the header.</summary>
    /// <param name="stream">A stream at the start of the PNG.</param>
    /// <param name="name">The file, for messages.</param>
    /// <param name="limits">Bounds: one row must fit <see cref="DecodeLimits.MaxBytes"/>; null for <see cref="DecodeLimits.Default"/>.</param>
    /// <param name="leaveOpen">Whether the stream stays open when this is disposed.</param>
    /// <exception cref="InvalidFileException">The file is damaged, truncated or no PNG.</exception>
    /// <exception cref="UnsupportedFeatureException">The image is interlaced: its first row is complete only at the end of the file.</exception>
    public PngRowReader(Stream stream, string name, DecodeLimits? limits = null, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        (_stream, _leaveOpen) = (stream, leaveOpen);
        var chunks = new PngChunkReader(stream, name);
        _preamble = PngPreamble.Read(chunks);
        var header = _preamble.Header;
        if (header.Interlaced)
            throw new UnsupportedFeatureException($"{name}: an interlaced PNG cannot be read row by row; save it without interlacing");
        (limits ?? DecodeLimits.Default).DemandBytes(name, "a row", 2 * (header.StoredRowBytes(header.Width) + 1) + 8L * header.Width);
        PngDecoder.DemandData(chunks, header);
        _expander = new PngRowExpander(_preamble, asStored: false);
        _scanlines = new PngScanlines(chunks, header);
    }

    /// <summary>Columns, px.</summary>
    public int Width => _preamble.Header.Width;

    /// <summary>Rows, px.</summary>
    public int Height => _preamble.Header.Height;

    /// <summary>What the samples mean.</summary>
    public ColorModel Model => _preamble.Model;

    /// <summary>8 or 16.</summary>
    public int BitsPerSample => _preamble.BitsPerSample;

    /// <summary>Pixel size, µm per pixel, where the file states one that microscopy can have.</summary>
    public double? MicronsPerPixel => _preamble.MicronsPerPixel;

    /// <summary>Rows read so far.</summary>
    public int RowsRead { get; private set; }

    /// <summary>Reads the next row of an 8-bit image.</summary>
    /// <param name="samples">Receives width times channels samples, interleaved.</param>
    /// <exception cref="InvalidFileException">The file is damaged or truncated here.</exception>
    /// <exception cref="InvalidOperationException">The image has 16 bits, or all rows were read.</exception>
    public void ReadRow(Span<byte> samples)
    {
        if (BitsPerSample != 8) throw new InvalidOperationException("this image has 16 bits a sample: read its rows as ushort");
        ReadBytes(samples);
    }

    /// <summary>Reads the next row of a 16-bit image.</summary>
    /// <param name="samples">Receives width times channels samples, interleaved.</param>
    /// <exception cref="InvalidFileException">The file is damaged or truncated here.</exception>
    /// <exception cref="InvalidOperationException">The image has 8 bits, or all rows were read.</exception>
    public void ReadRow(Span<ushort> samples)
    {
        if (BitsPerSample != 16) throw new InvalidOperationException("this image has 8 bits a sample: read its rows as byte");
        ReadBytes(MemoryMarshal.AsBytes(samples));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _scanlines.Dispose();
        if (!_leaveOpen) _stream.Dispose();
    }

    private void ReadBytes(Span<byte> samples)
    {
        if (RowsRead == Height) throw new InvalidOperationException($"all {Height} rows were read");
        if (samples.Length != (long)Width * _expander.PixelBytes)
            throw new ArgumentException($"a row has {Width} px of {Model}", nameof(samples));
        _expander.Expand(_scanlines.Next((int)_preamble.Header.StoredRowBytes(Width)), Width, samples);
        if (++RowsRead == Height) _scanlines.Finish();
    }
}
