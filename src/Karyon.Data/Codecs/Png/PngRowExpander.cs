using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Karyon.Data.Codecs.Png;

/// <summary>
/// Turns stored rows into samples of 8 or 16 bits: palette entries into colours, samples below a byte stretched to
/// 0..255, tRNS into an alpha channel. <c>asStored</c> keeps values as they stand in the file (indices, unstretched, no
/// alpha added), which is what label images want.
/// </summary>
internal sealed class PngRowExpander
{
    private readonly PngPreamble _preamble;
    private readonly bool _asStored;
    private readonly byte[] _entries;
    private byte[] _indices = [];

    /// <summary>Makes an expander for an image.</summary>
    public PngRowExpander(PngPreamble preamble, bool asStored)
    {
        (_preamble, _asStored) = (preamble, asStored);
        Model = !asStored ? preamble.Model : preamble.Header.ColorType switch
        {
            PngColorType.Grey or PngColorType.Palette => ColorModel.Grey,
            PngColorType.GreyAlpha => ColorModel.GreyAlpha,
            PngColorType.Rgb => ColorModel.Rgb,
            _ => ColorModel.Rgba,
        };
        var header = preamble.Header;
        _entries = header.ColorType == PngColorType.Palette && !asStored ? PaletteEntries(preamble) : [];
    }

    /// <summary>What the samples mean.</summary>
    public ColorModel Model { get; }

    /// <summary>Bytes of an expanded pixel.</summary>
    public int PixelBytes => Model.ChannelCount() * _preamble.BitsPerSample / 8;

    /// <summary>Expands a row.</summary>
    /// <param name="stored">The stored row.</param>
    /// <param name="width">Its pixels; not more than the image has.</param>
    /// <param name="samples">Receives width times <see cref="PixelBytes"/> bytes; 16-bit samples in the machine's byte order.</param>
    public void Expand(ReadOnlySpan<byte> stored, int width, Span<byte> samples)
    {
        var header = _preamble.Header;
        if (header.BitDepth < 8)
        {
            // Not before a row is there: the limits are checked between construction and the first row.
            if (_indices.Length < width) _indices = new byte[header.Width];
            Unpack(stored, header.BitDepth, _indices.AsSpan(0, width));
            stored = _indices.AsSpan(0, width);
        }
        if (header.BitDepth == 16) ExpandWords(stored, width, MemoryMarshal.Cast<byte, ushort>(samples));
        else if (header.ColorType == PngColorType.Palette && !_asStored) ExpandPalette(stored, samples);
        else ExpandBytes(stored, samples);
    }

    private void ExpandBytes(ReadOnlySpan<byte> stored, Span<byte> samples)
    {
        var header = _preamble.Header;
        var stretch = header.BitDepth < 8 && !_asStored ? 255 / ((1 << header.BitDepth) - 1) : 1;
        if (_asStored || _preamble.Transparency is not { } key)
        {
            if (stretch == 1) stored.CopyTo(samples);
            else for (var i = 0; i < stored.Length; i++) samples[i] = (byte)(stored[i] * stretch);
        }
        else if (header.ColorType == PngColorType.Grey)
        {
            // Only the bits that a sample has count (section 11.3.1.1).
            var clear = BinaryPrimitives.ReadUInt16BigEndian(key) & (1 << header.BitDepth) - 1;
            for (var i = 0; i < stored.Length; i++)
            {
                samples[2 * i] = (byte)(stored[i] * stretch);
                samples[2 * i + 1] = stored[i] == clear ? (byte)0 : (byte)255;
            }
        }
        else
        {
            byte red = key[1], green = key[3], blue = key[5];
            for (int from = 0, to = 0; from < stored.Length; from += 3, to += 4)
            {
                stored.Slice(from, 3).CopyTo(samples[to..]);
                samples[to + 3] = stored[from] == red && stored[from + 1] == green && stored[from + 2] == blue ? (byte)0 : (byte)255;
            }
        }
    }

    private void ExpandWords(ReadOnlySpan<byte> stored, int width, Span<ushort> samples)
    {
        var words = MemoryMarshal.Cast<byte, ushort>(stored);
        if (_asStored || _preamble.Transparency is not { } key)
        {
            FromBigEndian(words, samples);
            return;
        }
        var channels = _preamble.Header.StoredChannels;
        var clear = MemoryMarshal.Cast<byte, ushort>(key);
        for (var i = 0; i < width; i++)
        {
            var pixel = words.Slice(i * channels, channels);
            var target = samples.Slice(i * (channels + 1), channels + 1);
            FromBigEndian(pixel, target);
            target[channels] = pixel.SequenceEqual(clear) ? (ushort)0 : ushort.MaxValue;
        }
    }

    private void ExpandPalette(ReadOnlySpan<byte> indices, Span<byte> samples)
    {
        // Indices beyond the palette are black, as in Pillow: the table has 256 entries.
        var channels = Model.ChannelCount();
        for (int i = 0, to = 0; i < indices.Length; i++, to += channels)
            _entries.AsSpan(indices[i] * channels, channels).CopyTo(samples[to..]);
    }

    private static void FromBigEndian(ReadOnlySpan<ushort> words, Span<ushort> samples)
    {
        if (BitConverter.IsLittleEndian) BinaryPrimitives.ReverseEndianness(words, samples);
        else words.CopyTo(samples);
    }

    private static void Unpack(ReadOnlySpan<byte> stored, int bits, Span<byte> values)
    {
        var mask = (1 << bits) - 1;
        for (var i = 0; i < values.Length; i++)
        {
            var bit = i * bits;
            values[i] = (byte)(stored[bit >> 3] >> 8 - bits - (bit & 7) & mask);
        }
    }

    private static byte[] PaletteEntries(PngPreamble preamble)
    {
        var palette = preamble.Palette;
        var transparency = preamble.Transparency;
        var channels = transparency is null ? 3 : 4;
        var entries = new byte[256 * channels];
        for (var i = 0; i < 256; i++)
        {
            if (3 * i < palette.Length) palette.AsSpan(3 * i, 3).CopyTo(entries.AsSpan(i * channels));
            if (transparency is not null) entries[i * channels + 3] = i < transparency.Length ? transparency[i] : (byte)255;
        }
        return entries;
    }
}
