using System.Buffers;
using Karyon.Core.Rasters;

namespace Karyon.Data.Codecs.Tiff;

/// <summary>Reads and decodes the tiles of one directory. Thread safe.</summary>
internal sealed class TiffTileReader
{
    private readonly TiffDirectory _directory;
    private readonly TiffByteReader _reader;
    private readonly TiffLayout _layout;
    private readonly TiffSamples _samples;
    private readonly long[] _offsets;
    private readonly long[] _counts;
    private readonly byte[] _jpegTables;

    /// <summary>Reads where the tiles are.</summary>
    /// <exception cref="InvalidFileException">The lists of tiles are missing or too short.</exception>
    /// <exception cref="UnsupportedFeatureException">The compression is one that is not read; the message names it.</exception>
    public TiffTileReader(TiffDirectory directory, TiffByteReader reader)
    {
        (_directory, _reader, _layout) = (directory, reader, directory.Layout);
        if (!TiffCompressions.IsRead(_layout.Compression))
            throw directory.Unsupported($"compression {TiffCompressions.Describe((int)_layout.Compression)}");
        _samples = new TiffSamples(directory);
        var tiles = _layout.TilesPerPlane * _layout.Planes;
        _offsets = List(_layout.IsTiled ? TiffTag.TileOffsets : TiffTag.StripOffsets, tiles)
            ?? throw directory.Invalid("the list of tile or strip offsets is missing; the file is damaged");
        _counts = List(_layout.IsTiled ? TiffTag.TileByteCounts : TiffTag.StripByteCounts, tiles) ?? PlainCounts();
        _jpegTables = _layout.Compression == TiffCompression.Jpeg ? directory.Bytes(TiffTag.JpegTables) ?? [] : [];
    }

    /// <summary>Whether a tile is stored in any plane.</summary>
    public bool IsStored(int column, int row)
    {
        for (var plane = 0; plane < _layout.Planes; plane++)
            if (_counts[Index(column, row, plane)] != 0) return true;
        return false;
    }

    /// <summary>Decodes a tile.</summary>
    public DecodedImage ReadTile(int column, int row)
    {
        var rows = _layout.StoredRows(row);
        DemandTile(column, row);
        var tile = DecodedImage.Blank(_layout.TileWidth, rows, _layout.Model, _layout.BitsPerSample, _directory.MicronsPerPixel);
        Decode(column, row, tile.AllBytes(), asStored: false);
        return tile;
    }

    /// <summary>Decodes a window of the image.</summary>
    public DecodedImage ReadRegion(Rect window, bool asStored)
    {
        if (window.IsEmpty || window.X < 0 || window.Y < 0 || window.Width > _layout.Width - window.X || window.Height > _layout.Height - window.Y)
            throw new ArgumentOutOfRangeException(nameof(window), window, $"the window is empty or leaves the image of {_layout.Width} x {_layout.Height} px");
        var model = _samples.ModelOf(asStored);
        var pixelBytes = _layout.PixelBytes(model);
        _directory.Limits.DemandImage(_directory.Where, window.Width, window.Height, pixelBytes);
        int firstColumn = window.X / _layout.TileWidth, lastColumn = (window.Right - 1) / _layout.TileWidth;
        int firstRow = window.Y / _layout.TileHeight, lastRow = (window.Bottom - 1) / _layout.TileHeight;
        for (var row = firstRow; row <= lastRow; row++)
            for (var column = firstColumn; column <= lastColumn; column++)
                DemandTile(column, row);
        var image = DecodedImage.Blank(window.Width, window.Height, model, _layout.BitsPerSample, _directory.MicronsPerPixel);
        for (var row = firstRow; row <= lastRow; row++)
            for (var column = firstColumn; column <= lastColumn; column++)
            {
                var place = new Rect(column * _layout.TileWidth, row * _layout.TileHeight, _layout.TileWidth, _layout.StoredRows(row));
                var isStretchOfImage = place.X == window.X && place.Width == window.Width && place.Y >= window.Y && place.Height <= window.Bottom - place.Y;
                if (isStretchOfImage)
                    Decode(column, row, image.AllBytes().Slice((place.Y - window.Y) * window.Width * pixelBytes, place.Width * place.Height * pixelBytes), asStored);
                else
                    DecodeAndPaste(column, row, place, window, image, asStored);
            }
        return image;
    }

    private void DecodeAndPaste(int column, int row, Rect place, Rect window, DecodedImage image, bool asStored)
    {
        var pixelBytes = _layout.PixelBytes(image.Model);
        var stride = place.Width * pixelBytes;
        var tile = ArrayPool<byte>.Shared.Rent(stride * place.Height);
        try
        {
            Decode(column, row, tile.AsSpan(0, stride * place.Height), asStored);
            Paste(tile, stride, pixelBytes, place, window, image);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(tile);
        }
    }

    private static void Paste(byte[] tile, int tileStride, int pixelBytes, Rect place, Rect window, DecodedImage image)
    {
        int left = Math.Max(place.X, window.X), top = Math.Max(place.Y, window.Y);
        // The borders of a tile may lie beyond 31 bits.
        var right = (int)Math.Min((long)place.X + place.Width, window.Right);
        var bottom = (int)Math.Min((long)place.Y + place.Height, window.Bottom);
        for (var y = top; y < bottom; y++)
            tile.AsSpan((y - place.Y) * tileStride + (left - place.X) * pixelBytes, (right - left) * pixelBytes)
                .CopyTo(image.RowBytes(y - window.Y)[((left - window.X) * pixelBytes)..]);
    }

    /// <summary>Decodes a tile into interleaved samples of the machine's byte order.</summary>
    private void Decode(int column, int row, Span<byte> tile, bool asStored)
    {
        if (!IsStored(column, row))
        {
            _samples.FillBackground(tile, asStored);
            return;
        }
        var planes = Math.Min(_layout.Planes, _samples.ModelOf(asStored).ChannelCount());
        if (_samples.IsPlain(asStored))
        {
            ReadRows(Index(column, row, 0), tile);
            return;
        }
        var bytes = (int)(_layout.StoredRowBytes * _layout.StoredRows(row));
        var raw = ArrayPool<byte>.Shared.Rent(bytes);
        try
        {
            for (var plane = 0; plane < planes; plane++)
            {
                ReadRows(Index(column, row, plane), raw.AsSpan(0, bytes));
                _samples.Convert(raw.AsSpan(0, bytes), tile, plane, asStored);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(raw);
        }
    }

    /// <summary>Reads and unpacks a tile of one plane; samples end in the machine's byte order.</summary>
    private void ReadRows(long index, Span<byte> raw)
    {
        var length = (int)_counts[index];
        var packed = ArrayPool<byte>.Shared.Rent(Math.Max(1, length));
        try
        {
            _reader.Read(_offsets[index], packed.AsSpan(0, length), Describe(index));
            if (_layout.Compression == TiffCompression.Jpeg) DecodeJpeg(packed.AsSpan(0, length), raw, index);
            else Decompress(packed, length, raw, index);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(packed);
        }
    }

    private void Decompress(byte[] packed, int length, Span<byte> raw, long index)
    {
        try
        {
            var got = _layout.Compression switch
            {
                TiffCompression.None => TiffPacking.Copy(packed.AsSpan(0, length), raw),
                TiffCompression.Lzw => TiffLzw.Decode(packed.AsSpan(0, length), raw),
                TiffCompression.PackBits => TiffPacking.UnpackBits(packed.AsSpan(0, length), raw),
                _ => TiffPacking.Inflate(packed, length, raw),
            };
            if (got < raw.Length) throw new InvalidDataException($"the data end after {got} of {raw.Length} bytes");
        }
        catch (InvalidDataException cause)
        {
            throw new InvalidFileException($"{_reader.Name}: {Describe(index)}, {TiffCompressions.Describe((int)_layout.Compression)}: {cause.Message}; the file is damaged or truncated", cause);
        }
        _samples.RestoreOrder(raw, _reader.BigEndian);
        if (_layout.HasPredictor) _samples.UndoPredictor(raw);
    }

    private void DecodeJpeg(ReadOnlySpan<byte> packed, Span<byte> raw, long index)
    {
        var name = $"{_reader.Name}: {Describe(index)}";
        var rows = raw.Length / (int)_layout.StoredRowBytes;
        // A tile may say a little more than it needs, e.g. whole blocks, but not a bomb's size.
        var limits = _directory.Limits with { MaxPixels = Math.Min(_directory.Limits.MaxPixels, 2L * _layout.TileWidth * _layout.TileHeight + (1 << 16)) };
        var image = JpegGate.DecodeTile(_jpegTables, packed, _layout.IsPlanar ? TiffPhotometric.BlackIsZero : _layout.Photometric, name, limits);
        if (image.Width != _layout.TileWidth || image.Height < rows || image.Channels != _layout.SamplesPerPlane || image.Samples8 is null)
            throw new InvalidFileException($"{name}: its JPEG is {image.Width} x {image.Height} px with {image.Channels} channels, where the TIFF says {_layout.TileWidth} x {rows} with {_layout.SamplesPerPlane}; the file is damaged");
        image.Samples8.AsSpan(0, raw.Length).CopyTo(raw);
    }

    /// <summary>Refuses a tile that cannot be there, before memory is taken for it.</summary>
    private void DemandTile(int column, int row)
    {
        for (var plane = 0; plane < _layout.Planes; plane++)
        {
            var index = Index(column, row, plane);
            if (_counts[index] == 0) continue;
            _reader.Demand(_offsets[index], _counts[index], Describe(index));
            _directory.Limits.DemandBytes(_reader.Name, Describe(index), _counts[index]);
            var needed = _layout.StoredRowBytes * _layout.StoredRows(row);
            if (TiffCompressions.LargestOutput(_layout.Compression, _counts[index]) < needed)
                throw new InvalidFileException($"{_reader.Name}: {Describe(index)}: {_counts[index]} bytes with compression {TiffCompressions.Describe((int)_layout.Compression)} cannot hold the {needed} that it needs; the file is damaged or truncated");
        }
        if (_layout.Planes > 1 && IsStored(column, row))
            for (var plane = 0; plane < _layout.Planes; plane++)
                if (_counts[Index(column, row, plane)] == 0)
                    throw new InvalidFileException($"{_reader.Name}: {Describe(Index(column, row, plane))} has no data though other planes have; the file is damaged");
    }

    private long Index(int column, int row, int plane)
    {
        if ((uint)column >= (uint)_layout.TilesAcross) throw new ArgumentOutOfRangeException(nameof(column), column, $"there are {_layout.TilesAcross} columns of tiles");
        if ((uint)row >= (uint)_layout.TilesDown) throw new ArgumentOutOfRangeException(nameof(row), row, $"there are {_layout.TilesDown} rows of tiles");
        return plane * _layout.TilesPerPlane + (long)row * _layout.TilesAcross + column;
    }

    private string Describe(long index) => $"{_directory.Name}, {(_layout.IsTiled ? "tile" : "strip")} {index}";

    private long[]? List(TiffTag tag, long tiles)
    {
        if (_directory.Integers(tag) is not { } list) return null;
        if (list.Length < tiles)
            throw _directory.Invalid($"tag {(int)tag} ({tag}) lists {list.Length} tiles or strips, the image has {tiles}; the file is damaged");
        return list;
    }

    /// <summary>Byte counts of uncompressed strips, which old writers left out.</summary>
    private long[] PlainCounts()
    {
        if (_layout.Compression != TiffCompression.None) throw _directory.Invalid("the list of tile or strip byte counts is missing; the file is damaged");
        var counts = new long[_offsets.Length];
        for (long index = 0; index < _layout.TilesPerPlane * _layout.Planes; index++)
            counts[index] = _layout.StoredRowBytes * _layout.StoredRows((int)(index % _layout.TilesPerPlane / _layout.TilesAcross));
        return counts;
    }
}
