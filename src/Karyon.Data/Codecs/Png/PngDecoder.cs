namespace Karyon.Data.Codecs.Png;

/// <summary>
/// Decodes PNG images (W3C PNG specification, third edition, without animation): all colour types, 1 to 16 bits,
/// interlaced or not. Palettes become colours, samples below 8 bits are stretched to 0..255, and transparency (alpha
/// or tRNS) stays as a channel, which <see cref="DecodedImageConversions.ToRgb"/> drops. Colour profiles and gamma are not applied.
/// </summary>
public static class PngDecoder
{
    // A deflate block cannot give more than 1032 bytes for one (zlib's technical notes).
    private const long LargestInflation = 1032;

    /// <summary>Decodes a whole image.</summary>
    /// <param name="stream">A stream at the start of the PNG; read up to the end of its pixels, not closed.</param>
    /// <param name="name">The file, for messages.</param>
    /// <param name="limits">Bounds on the size; null for <see cref="DecodeLimits.Default"/>.</param>
    /// <exception cref="InvalidFileException">The file is damaged, truncated, no PNG, or too large.</exception>
    public static DecodedImage Decode(Stream stream, string name, DecodeLimits? limits = null) => Decode(stream, name, limits, asStored: false);

    /// <summary>Decodes a whole image from memory; else as <see cref="Decode(Stream, string, DecodeLimits?)"/>.</summary>
    /// <exception cref="InvalidFileException">The file is damaged, truncated, no PNG, or too large.</exception>
    public static DecodedImage Decode(byte[] file, string name, DecodeLimits? limits = null)
    {
        using var stream = new MemoryStream(file, writable: false);
        return Decode(stream, name, limits);
    }

    /// <summary>Reads size and layout without touching the pixels.</summary>
    /// <exception cref="InvalidFileException">The headers are damaged, truncated or no PNG's.</exception>
    public static ImageFileInfo ReadInfo(Stream stream, string name)
    {
        var preamble = PngPreamble.Read(new PngChunkReader(stream, name));
        return new ImageFileInfo(ImageFormat.Png, preamble.Header.Width, preamble.Header.Height, preamble.Model, preamble.BitsPerSample, preamble.MicronsPerPixel);
    }

    /// <summary>Decodes an image; <paramref name="asStored"/> keeps palette indices and unstretched values, as labels need them.</summary>
    internal static DecodedImage Decode(Stream stream, string name, DecodeLimits? limits, bool asStored)
    {
        limits ??= DecodeLimits.Default;
        var chunks = new PngChunkReader(stream, name);
        var preamble = PngPreamble.Read(chunks);
        var header = preamble.Header;
        var expander = new PngRowExpander(preamble, asStored);
        limits.DemandImage(name, header.Width, header.Height, expander.PixelBytes);
        DemandData(chunks, header);
        using var scanlines = new PngScanlines(chunks, header);
        var image = DecodedImage.Blank(header.Width, header.Height, expander.Model, preamble.BitsPerSample, preamble.MicronsPerPixel);
        if (header.Interlaced) ReadPasses(scanlines, expander, header, image);
        else ReadRows(scanlines, expander, header, image);
        scanlines.Finish();
        return image;
    }

    /// <summary>Refuses a file whose compressed bytes cannot hold the image that its header promises, before memory is taken for it.</summary>
    internal static void DemandData(PngChunkReader chunks, PngHeader header)
    {
        if (chunks.BytesToEnd is { } left && header.StoredBytes() / LargestInflation > left)
            throw chunks.Invalid($"{left} bytes cannot hold {header.Width} x {header.Height} px; the file is damaged or truncated");
    }

    private static void ReadRows(PngScanlines scanlines, PngRowExpander expander, PngHeader header, DecodedImage image)
    {
        var bytes = (int)header.StoredRowBytes(header.Width);
        for (var row = 0; row < header.Height; row++)
            expander.Expand(scanlines.Next(bytes), header.Width, image.RowBytes(row));
    }

    private static void ReadPasses(PngScanlines scanlines, PngRowExpander expander, PngHeader header, DecodedImage image)
    {
        var pixelBytes = expander.PixelBytes;
        var samples = new byte[header.Width * pixelBytes];
        foreach (var pass in Adam7.Passes)
        {
            int columns = pass.Columns(header.Width), rows = pass.Rows(header.Height);
            if (columns <= 0 || rows <= 0) continue;
            scanlines.StartPass();
            var bytes = (int)header.StoredRowBytes(columns);
            for (var row = 0; row < rows; row++)
            {
                expander.Expand(scanlines.Next(bytes), columns, samples.AsSpan(0, columns * pixelBytes));
                var target = image.RowBytes(pass.Y + row * pass.StepY);
                for (var column = 0; column < columns; column++)
                    samples.AsSpan(column * pixelBytes, pixelBytes).CopyTo(target[((pass.X + column * pass.StepX) * pixelBytes)..]);
            }
        }
    }
}
