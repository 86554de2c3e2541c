using Karyon.Data.Codecs.Jpeg;
using Karyon.Data.Codecs.Tiff;

namespace Karyon.Data.Codecs;

/// <summary>Where the other rooms of the codecs reach the JPEG decoder, in their own terms.</summary>
internal static class JpegGate
{
    /// <summary>Decodes a whole file.</summary>
    public static DecodedImage Decode(ReadOnlySpan<byte> file, string name, DecodeLimits limits) => JpegDecoder.Decode(file, name, limits);

    /// <summary>Reads a file's headers.</summary>
    public static ImageFileInfo ReadInfo(ReadOnlySpan<byte> file, string name)
    {
        var info = JpegDecoder.ReadInfo(file, name);
        return new ImageFileInfo(ImageFormat.Jpeg, info.Width, info.Height, info.Model, 8, info.MicronsPerPixel);
    }

    /// <summary>Decodes a JPEG stream inside a TIFF.</summary>
    /// <param name="tables">The shared tables of the directory; empty without any.</param>
    /// <param name="stream">The tile's own stream.</param>
    /// <param name="photometric">What the TIFF says of its samples.</param>
    /// <param name="name">File and tile, for messages.</param>
    /// <param name="limits">Bounds on the tile's size.</param>
    public static DecodedImage DecodeTile(ReadOnlySpan<byte> tables, ReadOnlySpan<byte> stream, TiffPhotometric photometric, string name, DecodeLimits limits)
    {
        var hint = photometric switch
        {
            TiffPhotometric.Rgb => JpegColorHint.Rgb,
            TiffPhotometric.YCbCr => JpegColorHint.YCbCr,
            TiffPhotometric.Separated => JpegColorHint.Cmyk,
            _ => JpegColorHint.Grey,
        };
        return JpegDecoder.DecodeAbbreviated(tables, stream, hint, name, limits);
    }
}
