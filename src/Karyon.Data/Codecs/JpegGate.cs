using Karyon.Data.Codecs.Tiff;

namespace Karyon.Data.Codecs;

/// <summary>Where the other rooms of the codecs reach the JPEG decoder.</summary>
internal static class JpegGate
{
    /// <summary>Decodes a whole file.</summary>
    public static DecodedImage Decode(ReadOnlySpan<byte> file, string name, DecodeLimits limits) => throw Absent(name);

    /// <summary>Reads a file's headers.</summary>
    public static ImageFileInfo ReadInfo(ReadOnlySpan<byte> file, string name) => throw Absent(name);

    /// <summary>Decodes a JPEG stream inside a TIFF.</summary>
    /// <param name="tables">The shared tables of the directory; empty without any.</param>
    /// <param name="stream">The tile's own stream.</param>
    /// <param name="photometric">What the TIFF says of its samples.</param>
    /// <param name="name">File and tile, for messages.</param>
    /// <param name="limits">Bounds on the tile's size.</param>
    public static DecodedImage DecodeTile(ReadOnlySpan<byte> tables, ReadOnlySpan<byte> stream, TiffPhotometric photometric, string name, DecodeLimits limits) =>
        throw Absent(name);

    private static UnsupportedFeatureException Absent(string name) => new($"{name}: JPEG is not read by this build");
}
