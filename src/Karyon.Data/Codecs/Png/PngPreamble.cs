using System.Buffers.Binary;

namespace Karyon.Data.Codecs.Png;

/// <summary>All that a PNG says before its pixels.</summary>
/// <param name="Header">Size and stored layout.</param>
/// <param name="Palette">Red, green, blue of each entry, at most 256; empty without a palette.</param>
/// <param name="Transparency">The data of tRNS, checked for length; null without one.</param>
/// <param name="MicronsPerPixel">Pixel size, µm, where pHYs states one that microscopy can have.</param>
internal sealed record PngPreamble(PngHeader Header, byte[] Palette, byte[]? Transparency, double? MicronsPerPixel)
{
    /// <summary>What decoded samples mean: stored transparency becomes an alpha channel, a palette its colours.</summary>
    public ColorModel Model => Header.ColorType switch
    {
        PngColorType.Grey => Transparency is null ? ColorModel.Grey : ColorModel.GreyAlpha,
        PngColorType.GreyAlpha => ColorModel.GreyAlpha,
        PngColorType.Rgba => ColorModel.Rgba,
        _ => Transparency is null ? ColorModel.Rgb : ColorModel.Rgba,
    };

    /// <summary>Bits of a decoded sample: 8 or 16.</summary>
    public int BitsPerSample => Header.BitDepth == 16 ? 16 : 8;

    /// <summary>Reads up to the header of the first IDAT chunk.</summary>
    /// <exception cref="InvalidFileException">A chunk is damaged, missing, or where it may not be.</exception>
    public static PngPreamble Read(PngChunkReader chunks)
    {
        chunks.Next();
        if (chunks.Type != PngChunkReader.Ihdr || chunks.Remaining != PngHeader.Length)
            throw chunks.Invalid("the first chunk is not a sound IHDR; the file is damaged");
        Span<byte> data = stackalloc byte[PngHeader.Length];
        chunks.ReadExactly(data);
        chunks.FinishCritical();
        var header = PngHeader.Parse(data, chunks.Name);
        byte[] palette = [];
        byte[]? transparency = null;
        double? micronsPerPixel = null;
        while (true)
        {
            chunks.Next();
            switch (chunks.Type)
            {
                case PngChunkReader.Idat:
                    if (header.ColorType == PngColorType.Palette && palette.Length == 0)
                        throw chunks.Invalid("a palette image has no palette (PLTE); the file is damaged");
                    return new PngPreamble(header, palette, transparency, micronsPerPixel);
                case PngChunkReader.Iend:
                    throw chunks.Invalid("the file has no pixels (no IDAT chunk)");
                case PngChunkReader.Plte when header.ColorType == PngColorType.Palette:
                    palette = ReadPalette(chunks);
                    break;
                case PngChunkReader.Trns when header.ColorType is PngColorType.Grey or PngColorType.Rgb or PngColorType.Palette:
                    transparency = ReadTransparency(chunks, header);
                    break;
                case PngChunkReader.Phys:
                    micronsPerPixel = ReadPixelSize(chunks);
                    break;
                default:
                    // A capital first letter marks a chunk without which the image cannot be understood.
                    if ((chunks.Type >> 24 & 0x20) == 0 && chunks.Type != PngChunkReader.Plte)
                        throw new UnsupportedFeatureException($"{chunks.Name}: PNG, byte {chunks.Position}: critical chunk {PngChunkReader.TypeName(chunks.Type)} is not of the PNG specification");
                    chunks.Finish();
                    break;
            }
        }
    }

    private static byte[] ReadPalette(PngChunkReader chunks)
    {
        if (chunks.Remaining is 0 or > 768 || chunks.Remaining % 3 != 0)
            throw chunks.Invalid($"a palette of {chunks.Remaining} bytes is not allowed; the file is damaged");
        var palette = new byte[chunks.Remaining];
        chunks.ReadExactly(palette);
        chunks.FinishCritical();
        return palette;
    }

    private static byte[]? ReadTransparency(PngChunkReader chunks, PngHeader header)
    {
        var sound = header.ColorType switch
        {
            PngColorType.Grey => chunks.Remaining == 2,
            PngColorType.Rgb => chunks.Remaining == 6,
            _ => chunks.Remaining is > 0 and <= 256,
        };
        if (!sound)
        {
            // As the reference decoder does: an unusable tRNS leaves the image opaque.
            chunks.Finish();
            return null;
        }
        var data = new byte[chunks.Remaining];
        chunks.ReadExactly(data);
        chunks.FinishCritical();
        return data;
    }

    private static double? ReadPixelSize(PngChunkReader chunks)
    {
        Span<byte> data = stackalloc byte[9];
        var sound = chunks.Remaining == data.Length;
        if (sound) chunks.ReadExactly(data);
        var intact = chunks.Finish();
        const byte metre = 1;
        return sound && intact && data[8] == metre
            ? PixelSize.FromPixelsPerMetre(BinaryPrimitives.ReadUInt32BigEndian(data), BinaryPrimitives.ReadUInt32BigEndian(data[4..]))
            : null;
    }
}
