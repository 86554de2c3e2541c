using Karyon.Core.Rasters;

namespace Karyon.Data.Codecs.Png;

/// <summary>Decodes a PNG straight to RGB, row by row: what <see cref="PngDecoder"/> and the conversion give, without the samples in between.</summary>
internal static class PngRgbDecoder
{
    /// <summary>Decodes an 8-bit image that is not interlaced.</summary>
    /// <param name="stream">A stream at the start of the PNG, which can seek; not closed.</param>
    /// <param name="name">The file, for messages.</param>
    /// <param name="limits">Bounds on the size; null for the default.</param>
    /// <returns>The pixels and their size in µm; null, with the stream at its start, where the image is of another kind.</returns>
    /// <exception cref="InvalidFileException">The file is damaged, truncated, no PNG, or too large.</exception>
    public static (Raster<Rgb> Pixels, double? MicronsPerPixel)? TryDecode(Stream stream, string name, DecodeLimits? limits)
    {
        var preamble = PngPreamble.Read(new PngChunkReader(stream, name));
        stream.Position = 0;
        if (preamble.Header.Interlaced || preamble.BitsPerSample != 8) return null;
        limits ??= DecodeLimits.Default;
        limits.DemandImage(name, preamble.Header.Width, preamble.Header.Height, 3);
        using var reader = new PngRowReader(stream, name, limits, leaveOpen: true);
        var pixels = new Raster<Rgb>(reader.Width, reader.Height);
        var samples = new byte[reader.Width * reader.Model.ChannelCount()];
        for (var row = 0; row < reader.Height; row++)
        {
            reader.ReadRow(samples);
            DecodedImageConversions.ConvertRow(samples, reader.Model, pixels.Row(row));
        }
        return (pixels, reader.MicronsPerPixel);
    }
}
