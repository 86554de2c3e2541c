using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Karyon.Data.Codecs.Tiff;

/// <summary>Turns stored samples of a directory into decoded ones: byte order, predictor, polarity, palette, extra samples.</summary>
internal sealed class TiffSamples
{
    private readonly TiffLayout _layout;
    private readonly byte[] _palette;

    /// <summary>Reads the palette, where there is one.</summary>
    /// <exception cref="InvalidFileException">A palette image has none, or too short a one.</exception>
    public TiffSamples(TiffDirectory directory)
    {
        _layout = directory.Layout;
        _palette = _layout.Photometric == TiffPhotometric.Palette ? ReadPalette(directory, 1 << _layout.StoredBits) : [];
    }

    /// <summary>What samples mean, decoded or as stored (palette indices).</summary>
    public ColorModel ModelOf(bool asStored) =>
        asStored && _layout.Photometric == TiffPhotometric.Palette ? ColorModel.Grey : _layout.Model;

    /// <summary>Fills a tile that is not stored: white in colour, 0 in grey and inks, alpha 0.</summary>
    public void FillBackground(Span<byte> tile, bool asStored) => FillBackground(ModelOf(asStored), _layout.BitsPerSample, tile);

    /// <summary>Fills a tile with background: white in colour, 0 in grey and inks, alpha 0.</summary>
    public static void FillBackground(ColorModel model, int bitsPerSample, Span<byte> tile)
    {
        tile.Clear();
        switch (model)
        {
            case ColorModel.Rgb:
                tile.Fill(255);
                break;
            case ColorModel.Rgba:
                var sample = bitsPerSample / 8;
                for (var pixel = 0; pixel < tile.Length; pixel += 4 * sample) tile.Slice(pixel, 3 * sample).Fill(255);
                break;
        }
    }

    /// <summary>Swaps the bytes of samples that have the other order than this machine.</summary>
    public void RestoreOrder(Span<byte> raw, bool bigEndian) => RestoreOrder(_layout, raw, bigEndian);

    /// <summary>Swaps the bytes of samples where the wanted order is not this machine's.</summary>
    public static void RestoreOrder(TiffLayout layout, Span<byte> raw, bool bigEndian)
    {
        if (bigEndian == !BitConverter.IsLittleEndian) return;
        if (layout.StoredBits == 16)
        {
            var words = MemoryMarshal.Cast<byte, ushort>(raw);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
        else if (layout.StoredBits == 32)
        {
            var words = MemoryMarshal.Cast<byte, uint>(raw);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
    }

    /// <summary>Adds to each sample the one on its left (TIFF 6.0, section 14).</summary>
    public void UndoPredictor(Span<byte> raw)
    {
        var step = _layout.SamplesPerPlane;
        var stride = (int)_layout.StoredRowBytes;
        for (var start = 0; start < raw.Length; start += stride)
        {
            var row = raw.Slice(start, stride);
            switch (_layout.StoredBits)
            {
                case 8:
                    for (var i = step; i < row.Length; i++) row[i] += row[i - step];
                    break;
                case 16:
                    var words = MemoryMarshal.Cast<byte, ushort>(row);
                    for (var i = step; i < words.Length; i++) words[i] += words[i - step];
                    break;
                default:
                    var wide = MemoryMarshal.Cast<byte, uint>(row);
                    for (var i = step; i < wide.Length; i++) wide[i] += wide[i - step];
                    break;
            }
        }
    }

    /// <summary>Subtracts from each sample the one on its left: what <see cref="UndoPredictor"/> undoes.</summary>
    public static void ApplyPredictor(TiffLayout layout, Span<byte> raw)
    {
        var step = layout.SamplesPerPlane;
        var stride = (int)layout.StoredRowBytes;
        for (var start = 0; start < raw.Length; start += stride)
        {
            var row = raw.Slice(start, stride);
            switch (layout.StoredBits)
            {
                case 8:
                    for (var i = row.Length - 1; i >= step; i--) row[i] -= row[i - step];
                    break;
                case 16:
                    var words = MemoryMarshal.Cast<byte, ushort>(row);
                    for (var i = words.Length - 1; i >= step; i--) words[i] -= words[i - step];
                    break;
                default:
                    var wide = MemoryMarshal.Cast<byte, uint>(row);
                    for (var i = wide.Length - 1; i >= step; i--) wide[i] -= wide[i - step];
                    break;
            }
        }
    }

    /// <summary>Whether stored samples, unpacked and in this machine's byte order, are the decoded ones.</summary>
    public bool IsPlain(bool asStored) => _layout.StoredBits >= 8 && _layout.Planes == 1
        && _layout.SamplesPerPixel == ModelOf(asStored).ChannelCount()
        && (asStored || _layout.Photometric is not (TiffPhotometric.Palette or TiffPhotometric.WhiteIsZero));

    /// <summary>Converts a tile.</summary>
    /// <param name="raw">Stored rows, in the machine's byte order; rows start on a byte.</param>
    /// <param name="tile">Interleaved decoded samples; one plane of them is written where planes are separate.</param>
    /// <param name="plane">The plane.</param>
    /// <param name="asStored">Whether values stay as they stand.</param>
    public void Convert(ReadOnlySpan<byte> raw, Span<byte> tile, int plane, bool asStored)
    {
        var channels = ModelOf(asStored).ChannelCount();
        var inverted = _layout.Photometric == TiffPhotometric.WhiteIsZero && !asStored && plane == 0;
        if (_layout.StoredBits < 8) ConvertBits(raw, tile, asStored);
        else if (_layout.Photometric == TiffPhotometric.Palette && !asStored) ConvertPalette(raw, tile);
        else if (IsPlain(asStored)) raw.CopyTo(tile);
        else if (_layout.StoredBits == 8) Move(raw, tile, channels, plane, inverted, byte.MaxValue);
        else if (_layout.StoredBits == 16) Move(MemoryMarshal.Cast<byte, ushort>(raw), MemoryMarshal.Cast<byte, ushort>(tile), channels, plane, inverted, ushort.MaxValue);
        else Move(MemoryMarshal.Cast<byte, uint>(raw), MemoryMarshal.Cast<byte, uint>(tile), channels, plane, inverted, uint.MaxValue);
    }

    /// <summary>Moves samples to their channel, dropping extra ones; the first channel may be inverted.</summary>
    private void Move<T>(ReadOnlySpan<T> raw, Span<T> tile, int channels, int plane, bool inverted, T white) where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        var stored = _layout.SamplesPerPlane;
        var kept = _layout.IsPlanar ? 1 : channels;
        var first = _layout.IsPlanar ? plane : 0;
        for (int from = 0, to = first; from < raw.Length; from += stored, to += channels)
        {
            raw.Slice(from, kept).CopyTo(tile[to..]);
            if (inverted) tile[to] = white - tile[to];
        }
    }

    private void ConvertPalette(ReadOnlySpan<byte> raw, Span<byte> tile)
    {
        var stored = _layout.SamplesPerPlane;
        for (int from = 0, to = 0; from < raw.Length; from += stored, to += 3)
            _palette.AsSpan(raw[from] * 3, 3).CopyTo(tile[to..]);
    }

    private void ConvertBits(ReadOnlySpan<byte> raw, Span<byte> tile, bool asStored)
    {
        int bits = _layout.StoredBits, mask = (1 << bits) - 1, width = _layout.TileWidth, stride = (int)_layout.StoredRowBytes;
        var palette = _layout.Photometric == TiffPhotometric.Palette && !asStored;
        var scale = asStored ? 1 : 255 / mask;
        var flip = _layout.Photometric == TiffPhotometric.WhiteIsZero && !asStored ? mask : 0;
        for (int row = 0, to = 0; row < raw.Length / stride; row++)
        {
            var packed = raw.Slice(row * stride, stride);
            for (var column = 0; column < width; column++)
            {
                var bit = column * bits;
                var value = packed[bit >> 3] >> 8 - bits - (bit & 7) & mask;
                if (palette)
                {
                    _palette.AsSpan(value * 3, 3).CopyTo(tile[to..]);
                    to += 3;
                }
                else
                {
                    tile[to++] = (byte)((value ^ flip) * scale);
                }
            }
        }
    }

    private static byte[] ReadPalette(TiffDirectory directory, int entries)
    {
        var map = directory.Integers(TiffTag.ColorMap);
        if (map is null || map.Length < 3 * entries)
            throw directory.Invalid($"the palette (tag 320, ColorMap) has {map?.Length ?? 0} of {3 * entries} values; the file is damaged");
        // Entries have 16 bits; some writers use only the low byte, which libtiff recognises in the same way.
        var shift = map.AsSpan(0, 3 * entries).ContainsAnyInRange(256, long.MaxValue) ? 8 : 0;
        var palette = new byte[3 * entries];
        for (var i = 0; i < entries; i++)
            for (var channel = 0; channel < 3; channel++)
                palette[3 * i + channel] = (byte)(map[channel * entries + i] >> shift);
        return palette;
    }
}
