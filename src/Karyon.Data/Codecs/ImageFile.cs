using Karyon.Core.Rasters;
using Karyon.Data.Codecs.Png;
using Karyon.Data.Codecs.Tiff;

namespace Karyon.Data.Codecs;

/// <summary>Reads flat image files: PNG, JPEG and TIFF, told apart by their content, never by their names.</summary>
public static class ImageFile
{
    /// <summary>Decodes an image (the first directory of a TIFF).</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">Bounds on its size; null for <see cref="DecodeLimits.Default"/>.</param>
    /// <exception cref="InvalidFileException">The file is missing, unreadable, damaged, too large or no image; one line says which.</exception>
    /// <exception cref="UnsupportedFeatureException">The file is an image of a kind that is not read; the message names it.</exception>
    public static DecodedImage Read(string path, DecodeLimits? limits = null) => Open(path, (stream, format) => format switch
    {
        ImageFormat.Png => PngDecoder.Decode(stream, path, limits),
        ImageFormat.Jpeg => JpegGate.Decode(ReadAll(stream, path, limits), path, limits ?? DecodeLimits.Default),
        _ => FromTiff(path, limits, directory => directory.Read()),
    });

    /// <summary>Decodes an image as 8-bit RGB, as <see cref="DecodedImageConversions.ToRgb"/> makes it of <see cref="Read"/>; a PNG goes row by row, so that its pixels are in memory once.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">Bounds on its size; null for <see cref="DecodeLimits.Default"/>.</param>
    /// <returns>The pixels, and their size in µm or null where the file states none that microscopy can have.</returns>
    /// <exception cref="InvalidFileException">As <see cref="Read"/>.</exception>
    /// <exception cref="UnsupportedFeatureException">As <see cref="Read"/>; or the image holds labels.</exception>
    public static (Raster<Rgb> Pixels, double? MicronsPerPixel) ReadRgb(string path, DecodeLimits? limits = null)
    {
        if (Open(path, (stream, format) => format == ImageFormat.Png ? PngRgbDecoder.TryDecode(stream, path, limits) : null) is { } rows) return rows;
        var image = Read(path, limits);
        return (image.ToRgb(), image.MicronsPerPixel);
    }

    /// <summary>
    /// Decodes a label image: PNG or TIFF with one channel whose stored values are instance ids. Palette indices and
    /// values below 8 bits are taken as they stand; 32-bit TIFF reaches ids beyond 65,535.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">Bounds on its size; null for <see cref="DecodeLimits.Default"/>.</param>
    /// <exception cref="InvalidFileException">As <see cref="Read"/>; or the image has colours, is JPEG (which alters ids), or holds an id beyond 31 bits.</exception>
    public static LabelMap ReadLabels(string path, DecodeLimits? limits = null) => Open(path, (stream, format) => format switch
    {
        ImageFormat.Png => PngDecoder.Decode(stream, path, limits, asStored: true),
        ImageFormat.Jpeg => throw new InvalidFileException($"{path}: labels cannot be JPEG, which alters values; save them as PNG or TIFF"),
        _ => FromTiff(path, limits, directory => directory.ReadAsStored()),
    }).ToLabels(path);

    /// <summary>Reads an image's size and layout without decoding its pixels.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidFileException">As <see cref="Read"/>, as far as the headers show it.</exception>
    public static ImageFileInfo ReadInfo(string path) => Open(path, (stream, format) => format switch
    {
        ImageFormat.Png => PngDecoder.ReadInfo(stream, path),
        ImageFormat.Jpeg => JpegGate.ReadInfo(ReadAll(stream, path, null), path),
        _ => FromTiff(path, null, directory => directory.Describe()),
    });

    /// <summary>The format of a file, from its first bytes.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidFileException">The file is missing, empty, text or nothing known.</exception>
    /// <exception cref="UnsupportedFeatureException">It is of a known format that is not read; the message names it.</exception>
    public static ImageFormat DetectFormat(string path) => Open(path, (_, format) => format);

    private static T Open<T>(string path, Func<Stream, ImageFormat, T> read)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
            var start = new byte[ImageSignature.Length];
            var length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            var format = ImageSignature.Detect(start.AsSpan(0, length), path);
            stream.Position = 0;
            return read(stream, format);
        }
        catch (Exception cause) when (cause is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidFileException($"{path}: there is no such file; check the path", cause);
        }
        catch (UnauthorizedAccessException cause)
        {
            throw new InvalidFileException(Directory.Exists(path) ? $"{path}: this is a folder, not an image file" : $"{path}: the file may not be read; check its permissions", cause);
        }
        catch (IOException cause) when (cause is not InvalidFileException)
        {
            throw new InvalidFileException($"{path}: the file cannot be read: {cause.Message}", cause);
        }
    }

    private static T FromTiff<T>(string path, DecodeLimits? limits, Func<TiffDirectory, T> read)
    {
        using var file = TiffFile.Open(path, limits);
        return read(file.Directories[0]);
    }

    private static byte[] ReadAll(Stream stream, string path, DecodeLimits? limits)
    {
        (limits ?? DecodeLimits.Default).DemandBytes(path, "the compressed file", stream.Length);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
