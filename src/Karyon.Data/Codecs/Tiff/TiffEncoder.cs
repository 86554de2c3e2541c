using System.Buffers;
using System.Runtime.InteropServices;
using Karyon.Core.Rasters;

namespace Karyon.Data.Codecs.Tiff;

/// <summary>Writes whole images as TIFF; see <see cref="TiffWriter"/> for images that do not fit in memory.</summary>
public static class TiffEncoder
{
    /// <summary>Writes an RGB image.</summary>
    /// <param name="stream">Where the file goes; must seek; not closed.</param>
    /// <param name="image">The pixels; not empty.</param>
    /// <param name="options">Tiles, compression, pixel size; null for deflate in strips with the predictor.</param>
    public static void Encode(Stream stream, Raster<Rgb> image, TiffWriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        Encode(stream, image.Width, image.Height, ColorModel.Rgb, 8, MemoryMarshal.Cast<Rgb, byte>(image.Pixels), options ?? TiffWriteOptions.Default with { Predictor = true });
    }

    /// <summary>Writes a decoded image as it is.</summary>
    /// <param name="stream">Where the file goes; must seek; not closed.</param>
    /// <param name="image">The pixels; not empty.</param>
    /// <param name="options">Tiles, compression, pixel size; null for deflate in strips with the image's pixel size.</param>
    public static void Encode(Stream stream, DecodedImage image, TiffWriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        options ??= TiffWriteOptions.Default with { MicronsPerPixel = image.MicronsPerPixel };
        if (image.Samples8 is { } bytes) Encode<byte>(stream, image.Width, image.Height, image.Model, 8, bytes, options);
        else if (image.Samples16 is { } words) Encode<ushort>(stream, image.Width, image.Height, image.Model, 16, words, options);
        else Encode<uint>(stream, image.Width, image.Height, image.Model, 32, image.Samples32, options);
    }

    /// <summary>Writes instance ids as grey of 16 bits where all of them fit, else of 32 bits.</summary>
    /// <param name="stream">Where the file goes; must seek; not closed.</param>
    /// <param name="labels">The ids, 0 or more; not empty.</param>
    /// <param name="options">Tiles, compression, pixel size; null for deflate in strips.</param>
    /// <exception cref="ArgumentException">An id is negative. Nothing was written then.</exception>
    public static void EncodeLabels(Stream stream, LabelMap labels, TiffWriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var largest = 0;
        foreach (var id in labels.Pixels)
        {
            if (id < 0) throw new ArgumentException($"the id {id} is negative; number labels from 1", nameof(labels));
            largest = Math.Max(largest, id);
        }
        options ??= TiffWriteOptions.Default;
        if (largest > ushort.MaxValue)
        {
            Encode<int>(stream, labels.Width, labels.Height, ColorModel.Grey, 32, labels.Pixels, options);
            return;
        }
        using var writer = new TiffWriter(stream, labels.Width, labels.Height, ColorModel.Grey, 16, options, leaveOpen: true);
        Write<int, ushort>(writer, labels.Pixels, (ids, row) =>
        {
            for (var x = 0; x < ids.Length; x++) row[x] = (ushort)ids[x];
        });
    }

    private static void Encode<T>(Stream stream, int width, int height, ColorModel model, int bits, ReadOnlySpan<T> samples, TiffWriteOptions options) where T : unmanaged
    {
        using var writer = new TiffWriter(stream, width, height, model, bits, options, leaveOpen: true);
        Write<T, T>(writer, samples, (from, to) => from.CopyTo(to));
    }

    private delegate void ConvertRow<TFrom, TTo>(ReadOnlySpan<TFrom> from, Span<TTo> to);

    /// <summary>Cuts an image into tiles; what a tile has beyond the image repeats the last column and row, which compresses best.</summary>
    private static void Write<TFrom, TTo>(TiffWriter writer, ReadOnlySpan<TFrom> samples, ConvertRow<TFrom, TTo> convert) where TFrom : unmanaged where TTo : unmanaged
    {
        var layout = writer.Layout;
        int channels = layout.SamplesPerPixel, stride = layout.TileWidth * channels;
        var tile = ArrayPool<TTo>.Shared.Rent(stride * layout.TileHeight);
        try
        {
            for (var tileRow = 0; tileRow < layout.TilesDown; tileRow++)
                for (var tileColumn = 0; tileColumn < layout.TilesAcross; tileColumn++)
                {
                    int left = tileColumn * layout.TileWidth, top = tileRow * layout.TileHeight, rows = layout.StoredRows(tileRow);
                    var width = Math.Min(layout.TileWidth, layout.Width - left);
                    for (var row = 0; row < rows; row++)
                    {
                        var y = Math.Min(top + row, layout.Height - 1);
                        var target = tile.AsSpan(row * stride, stride);
                        convert(samples.Slice((y * layout.Width + left) * channels, width * channels), target);
                        for (var x = width * channels; x < stride; x++) target[x] = target[x - channels];
                    }
                    writer.WriteTile(tileColumn, tileRow, (ReadOnlySpan<TTo>)tile.AsSpan(0, stride * rows));
                }
        }
        finally
        {
            ArrayPool<TTo>.Shared.Return(tile);
        }
        writer.Finish();
    }
}
