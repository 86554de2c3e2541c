namespace Karyon.Data.Codecs;

/// <summary>Where the other rooms of the codecs reach the JPEG decoder.</summary>
internal static class JpegGate
{
    /// <summary>Decodes a whole file.</summary>
    public static DecodedImage Decode(ReadOnlySpan<byte> file, string name, DecodeLimits limits) => throw Absent(name);

    /// <summary>Reads a file's headers.</summary>
    public static ImageFileInfo ReadInfo(ReadOnlySpan<byte> file, string name) => throw Absent(name);

    private static UnsupportedFeatureException Absent(string name) => new($"{name}: JPEG is not read by this build");
}
