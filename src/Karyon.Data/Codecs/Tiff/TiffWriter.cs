using System.Buffers;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Karyon.Data.Codecs.Tiff;

/// <summary>
/// Writes one image as TIFF or BigTIFF, little endian, tile by tile in any order, holding one tile only. Tiles that were
/// not written are background (white in colour, 0 in grey and labels) and share one stored tile. The file is complete
/// after <see cref="Finish"/>. Owns the stream unless told otherwise. Not thread safe.
/// </summary>
public sealed class TiffWriter : IDisposable
{
    private readonly Stream _stream;
    private readonly bool _leaveOpen;
    private readonly TiffWriteOptions _options;
    private readonly long[] _offsets, _counts;
    private readonly TiffIndexWriter _index;
    private bool _finished;

    /// <summary>Writes the header.</summary>
    /// <param name="stream">Where the file goes, from its current position 0 on; must seek.</param>
    /// <param name="width">Columns, px, 1 or more.</param>
    /// <param name="height">Rows, px, 1 or more.</param>
    /// <param name="model">Grey, GreyAlpha, Rgb, Rgba or Cmyk.</param>
    /// <param name="bitsPerSample">8, 16, or 32 for Grey.</param>
    /// <param name="options">Tiles, compression, pixel size; null for <see cref="TiffWriteOptions.Default"/>.</param>
    /// <param name="leaveOpen">Whether the stream stays open when this is disposed.</param>
    /// <exception cref="ArgumentException">The layout or an option is not one that is written.</exception>
    public TiffWriter(Stream stream, int width, int height, ColorModel model, int bitsPerSample, TiffWriteOptions? options = null, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (!stream.CanSeek || stream.Position != 0) throw new ArgumentException("a TIFF needs a stream that can seek, at its start", nameof(stream));
        (_stream, _leaveOpen, _options) = (stream, leaveOpen, options ?? TiffWriteOptions.Default);
        Layout = MakeLayout(width, height, model, bitsPerSample, _options);
        var tiles = checked((int)Layout.TilesPerPlane);
        (_offsets, _counts) = (new long[tiles], new long[tiles]);
        _index = new TiffIndexWriter(stream, _options.BigTiff ?? MayExceedClassic(Layout));
        _index.WriteHeader();
    }

    /// <summary>How the pixels are stored.</summary>
    public TiffLayout Layout { get; }

    /// <summary>Whether offsets have 64 bits.</summary>
    public bool IsBigTiff => _index.IsBig;

    /// <summary>Writes a tile (or strip), once, in any order.</summary>
    /// <typeparam name="T">byte, ushort or uint (int for labels), by the image's bits.</typeparam>
    /// <param name="column">Column of tiles; 0 for strips.</param>
    /// <param name="row">Row of tiles.</param>
    /// <param name="samples">TileWidth times StoredRows(row) pixels of interleaved samples, those beyond the image included.</param>
    /// <exception cref="InvalidOperationException">The tile was written before, or the file is finished.</exception>
    /// <exception cref="ArgumentException">The samples do not fit the tile.</exception>
    public void WriteTile<T>(int column, int row, ReadOnlySpan<T> samples) where T : unmanaged
    {
        if (_finished) throw new InvalidOperationException("the file is finished");
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, Layout.TilesAcross);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Layout.TilesDown);
        var bytes = MemoryMarshal.AsBytes(samples);
        if (Unsafe.SizeOf<T>() * 8 != Layout.BitsPerSample || bytes.Length != Layout.StoredRowBytes * Layout.StoredRows(row))
            throw new ArgumentException($"a tile here has {Layout.TileWidth} x {Layout.StoredRows(row)} px of {Layout.Model} with {Layout.BitsPerSample} bits a sample", nameof(samples));
        var index = row * Layout.TilesAcross + column;
        if (_counts[index] != 0) throw new InvalidOperationException($"tile {column}, {row} was written before");
        (_offsets[index], _counts[index]) = Store(bytes);
    }

    /// <summary>Writes the directory; only now is the file a TIFF.</summary>
    public void Finish()
    {
        if (_finished) return;
        StoreBackground();
        _index.WriteDirectory(Layout, _options, _offsets, _counts);
        _stream.Flush();
        _finished = true;
    }

    /// <summary>Closes the stream; a file that was not finished has no directory, and no reader takes it for whole.</summary>
    public void Dispose()
    {
        if (!_leaveOpen) _stream.Dispose();
    }

    private static TiffLayout MakeLayout(int width, int height, ColorModel model, int bits, TiffWriteOptions options)
    {
        if (bits is not (8 or 16) && !(bits == 32 && model == ColorModel.Grey))
            throw new ArgumentException($"TIFF is written with 8 or 16 bits a sample, or 32 in grey, not {model} with {bits}", nameof(bits));
        if (options.Compression is not (TiffCompression.None or TiffCompression.Deflate))
            throw new ArgumentException($"TIFF is written uncompressed or with deflate, not {options.Compression}", nameof(options));
        if (options.TileSize is { } size && (size < 16 || size > 1 << 14 || size % 16 != 0))
            throw new ArgumentException($"tiles of {size} px are not a multiple of 16 within 16..16384", nameof(options));
        var channels = model.ChannelCount();
        const int stripBytes = 1 << 18;
        var stripRows = (int)Math.Clamp(stripBytes / ((long)width * channels * bits / 8), 1, height);
        var photometric = model switch
        {
            ColorModel.Grey or ColorModel.GreyAlpha => TiffPhotometric.BlackIsZero,
            ColorModel.Cmyk => TiffPhotometric.Separated,
            _ => TiffPhotometric.Rgb,
        };
        var layout = new TiffLayout(width, height, options.TileSize is not null, options.TileSize ?? width, options.TileSize ?? stripRows, channels, bits, IsPlanar: false,
            options.Compression, photometric, options.Predictor && options.Compression == TiffCompression.Deflate, model);
        if (layout.StoredRowBytes * layout.TileHeight > Array.MaxLength) throw new ArgumentException($"rows of {width} px are too long; write tiles", nameof(width));
        return layout;
    }

    // Deflate may add a little to what it cannot compress; a list entry has 8 bytes.
    private static bool MayExceedClassic(TiffLayout layout) =>
        layout.TilesPerPlane * (layout.StoredRowBytes * layout.TileHeight * 1.001 + 64) + (1 << 20) > uint.MaxValue;

    private (long Offset, long Count) Store(ReadOnlySpan<byte> bytes)
    {
        var offset = _stream.Position;
        var plain = BitConverter.IsLittleEndian || Layout.BitsPerSample == 8;
        if (plain && !Layout.HasPredictor)
        {
            Compress(bytes);
        }
        else
        {
            var buffer = ArrayPool<byte>.Shared.Rent(bytes.Length);
            try
            {
                var copy = buffer.AsSpan(0, bytes.Length);
                bytes.CopyTo(copy);
                if (Layout.HasPredictor) TiffSamples.ApplyPredictor(Layout, copy);
                TiffSamples.RestoreOrder(Layout, copy, bigEndian: false);
                Compress(copy);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
        var count = _stream.Position - offset;
        if (!IsBigTiff && _stream.Position > uint.MaxValue)
            throw new InvalidOperationException("the image exceeds the 4 GB of a classic TIFF; ask for BigTIFF");
        return (offset, count);
    }

    private void Compress(ReadOnlySpan<byte> bytes)
    {
        if (Layout.Compression == TiffCompression.None)
        {
            _stream.Write(bytes);
            return;
        }
        using var deflater = new ZLibStream(_stream, _options.Level, leaveOpen: true);
        deflater.Write(bytes);
    }

    private void StoreBackground()
    {
        // Tiles of equal size can share their bytes; only the last strip may be shorter.
        (long Offset, long Count) whole = default;
        for (var row = 0; row < Layout.TilesDown; row++)
        {
            var isWhole = Layout.StoredRows(row) == Layout.TileHeight;
            for (var column = 0; column < Layout.TilesAcross; column++)
            {
                var index = row * Layout.TilesAcross + column;
                if (_counts[index] != 0) continue;
                var stored = isWhole && whole.Count != 0 ? whole : Store(Background(row));
                if (isWhole) whole = stored;
                (_offsets[index], _counts[index]) = stored;
            }
        }
    }

    private byte[] Background(int row)
    {
        var tile = new byte[Layout.StoredRowBytes * Layout.StoredRows(row)];
        TiffSamples.FillBackground(Layout.Model, Layout.BitsPerSample, tile);
        return tile;
    }
}
