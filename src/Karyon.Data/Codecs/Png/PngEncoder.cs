using System.Runtime.InteropServices;
using Karyon.Core.Rasters;

namespace Karyon.Data.Codecs.Png;

/// <summary>Writes whole images as PNG; see <see cref="PngRowWriter"/> for images that do not fit in memory.</summary>
public static class PngEncoder
{
    /// <summary>Writes an RGB image.</summary>
    /// <param name="stream">Where the file goes; not closed.</param>
    /// <param name="image">The pixels; not empty.</param>
    /// <param name="options">Compression, filter, pixel size; null for <see cref="PngWriteOptions.Default"/>.</param>
    public static void Encode(Stream stream, Raster<Rgb> image, PngWriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var writer = new PngRowWriter(stream, image.Width, image.Height, ColorModel.Rgb, 8, options, leaveOpen: true);
        for (var row = 0; row < image.Height; row++) writer.WriteRow(MemoryMarshal.AsBytes(image.Row(row)));
    }

    /// <summary>Writes an 8-bit grey image.</summary>
    /// <param name="stream">Where the file goes; not closed.</param>
    /// <param name="image">The pixels; not empty.</param>
    /// <param name="options">Compression, filter, pixel size; null for <see cref="PngWriteOptions.Default"/>.</param>
    public static void Encode(Stream stream, Raster<byte> image, PngWriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var writer = new PngRowWriter(stream, image.Width, image.Height, ColorModel.Grey, 8, options, leaveOpen: true);
        for (var row = 0; row < image.Height; row++) writer.WriteRow((ReadOnlySpan<byte>)image.Row(row));
    }

    /// <summary>Writes a decoded image of 8 or 16 bits as it is.</summary>
    /// <param name="stream">Where the file goes; not closed.</param>
    /// <param name="image">The pixels; not empty, not CMYK.</param>
    /// <param name="options">Compression, filter, pixel size; null for <see cref="PngWriteOptions.Default"/> with the image's pixel size.</param>
    /// <exception cref="ArgumentException">PNG has no such layout.</exception>
    public static void Encode(Stream stream, DecodedImage image, PngWriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        options ??= PngWriteOptions.Default with { MicronsPerPixel = image.MicronsPerPixel };
        using var writer = new PngRowWriter(stream, image.Width, image.Height, image.Model, image.BitsPerSample, options, leaveOpen: true);
        for (var row = 0; row < image.Height; row++)
        {
            if (image.BitsPerSample == 8) writer.WriteRow((ReadOnlySpan<byte>)image.RowBytes(row));
            else writer.WriteRow(MemoryMarshal.Cast<byte, ushort>(image.RowBytes(row)));
        }
    }

    /// <summary>Writes instance ids as 16-bit grey.</summary>
    /// <param name="stream">Where the file goes; not closed.</param>
    /// <param name="labels">The ids, 0 to 65,535; not empty.</param>
    /// <param name="options">Compression, filter, pixel size; null for <see cref="PngWriteOptions.Labels"/>.</param>
    /// <exception cref="ArgumentException">An id does not fit 16 bits: write a TIFF of 32 bits instead. Nothing was written then.</exception>
    public static void EncodeLabels(Stream stream, LabelMap labels, PngWriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        foreach (var id in labels.Pixels)
            if ((uint)id > ushort.MaxValue) throw new ArgumentException($"the id {id} does not fit the 16 bits of a PNG; write the labels as TIFF", nameof(labels));
        using var writer = new PngRowWriter(stream, labels.Width, labels.Height, ColorModel.Grey, 16, options ?? PngWriteOptions.Labels, leaveOpen: true);
        var row = new ushort[labels.Width];
        for (var y = 0; y < labels.Height; y++)
        {
            var ids = labels.Raster.Row(y);
            for (var x = 0; x < row.Length; x++) row[x] = (ushort)ids[x];
            writer.WriteRow((ReadOnlySpan<ushort>)row);
        }
    }
}
