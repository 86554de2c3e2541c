using System.Diagnostics.CodeAnalysis;

namespace Karyon.Data.Codecs.Jpeg;

/// <summary>The one-line errors that several parts of the decoder raise.</summary>
internal static class JpegFault
{
    [DoesNotReturn]
    public static void Truncated(string name, long offset) =>
        throw new InvalidFileException($"{name}: JPEG data ends at offset {offset} before the image is complete; the file is truncated, fetch it again");

    [DoesNotReturn]
    public static void Corrupt(string name, string what, long offset) =>
        throw new InvalidFileException($"{name}: {what} near offset {offset}; the JPEG data are damaged, fetch the file again");

    [DoesNotReturn]
    public static void Unsupported(string name, string feature) =>
        throw new UnsupportedFeatureException($"{name}: {feature} is not read; convert the file to a baseline or progressive 8-bit JPEG (djpeg, then cjpeg)");

    [DoesNotReturn]
    public static void TooLarge(string name, string what) =>
        throw new InvalidFileException($"{name}: {what}; raise the limits if the file can be trusted");
}
