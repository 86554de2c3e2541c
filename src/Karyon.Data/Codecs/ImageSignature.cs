using System.Text;
using Karyon.Data.Codecs.Png;

namespace Karyon.Data.Codecs;

/// <summary>Tells what a file is from its first bytes; names are never trusted.</summary>
internal static class ImageSignature
{
    /// <summary>As many first bytes as this class wants to see, fewer for a shorter file.</summary>
    public const int Length = 256;

    /// <summary>The format of a file.</summary>
    /// <param name="start">Its first bytes, up to <see cref="Length"/>.</param>
    /// <param name="name">The file, for messages.</param>
    /// <exception cref="UnsupportedFeatureException">It is of a known format that is not read.</exception>
    /// <exception cref="InvalidFileException">It is empty, text, or nothing known.</exception>
    public static ImageFormat Detect(ReadOnlySpan<byte> start, string name)
    {
        if (start.IsEmpty) throw new InvalidFileException($"{name}: the file is empty (0 bytes); copy or download it again");
        if (start.StartsWith(PngChunkReader.Signature)) return ImageFormat.Png;
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])) return ImageFormat.Jpeg;
        if (IsTiff(start)) return ImageFormat.Tiff;
        if (KnownButNotRead(start) is { } format)
            throw new UnsupportedFeatureException($"{name}: this is {format}, which is not read; convert it to PNG, JPEG or TIFF");
        if (PngChunkReader.Signature.StartsWith(start) || start.StartsWith("II"u8) || start.StartsWith("MM"u8) || start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]))
            throw new InvalidFileException($"{name}: the file breaks off or is damaged in its first bytes; copy or download it again");
        if (IsText(start)) throw new InvalidFileException($"{name}: this is a text file, no image; give a PNG, JPEG or TIFF");
        throw new InvalidFileException($"{name}: this is no image that is known here (it starts with bytes {Convert.ToHexString(start[..Math.Min(8, start.Length)])}); give a PNG, JPEG or TIFF");
    }

    private static bool IsTiff(ReadOnlySpan<byte> start) =>
        start.StartsWith("II*\0"u8) || start.StartsWith("MM\0*"u8) || start.StartsWith("II+\0"u8) || start.StartsWith("MM\0+"u8);

    private static string? KnownButNotRead(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("GIF87a"u8) || start.StartsWith("GIF89a"u8)) return "a GIF image";
        if (start.StartsWith("BM"u8) && start.Length >= 18 && start[14] is 12 or 40 or 52 or 56 or 64 or 108 or 124 && start[15] == 0) return "a BMP image";
        if (start.StartsWith("RIFF"u8) && start.Length >= 12 && start.Slice(8, 4).SequenceEqual("WEBP"u8)) return "a WebP image";
        if (start.StartsWith((ReadOnlySpan<byte>)[0, 0, 0, 12, (byte)'j', (byte)'P', (byte)' ', (byte)' ']) || start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x4F, 0xFF, 0x51])) return "a JPEG 2000 image";
        if (start.StartsWith((ReadOnlySpan<byte>)[0, 0, 0, 12, (byte)'J', (byte)'X', (byte)'L', (byte)' ']) || start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x0A])) return "a JPEG XL image";
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF, 0xF7])) return "a JPEG-LS image";
        if (start.Length >= 12 && start.Slice(4, 4).SequenceEqual("ftyp"u8)) return IsoMedia(start.Slice(8, 4));
        if (start.Length >= 132 && start.Slice(128, 4).SequenceEqual("DICM"u8)) return "a DICOM file";
        if (start.StartsWith("8BPS"u8)) return "a Photoshop document";
        if (start.StartsWith("%PDF"u8)) return "a PDF document";
        if (start.StartsWith((ReadOnlySpan<byte>)[(byte)'I', (byte)'I', 0xBC])) return "a JPEG XR image";
        if (start.StartsWith((ReadOnlySpan<byte>)[0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'])) return "a NumPy array";
        if (start.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'H', (byte)'D', (byte)'F'])) return "an HDF5 file";
        if (start.StartsWith("MATLAB 5.0"u8)) return "a MATLAB file";
        if (start.StartsWith((ReadOnlySpan<byte>)[(byte)'P', (byte)'K', 3, 4])) return "a ZIP archive";
        if (start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B])) return "a gzip archive";
        if (start.Length >= 3 && start[0] == 'P' && start[1] is >= (byte)'1' and <= (byte)'7' && start[2] is (byte)'\n' or (byte)' ' or (byte)'\r') return "a Netpbm image";
        return null;
    }

    private static string IsoMedia(ReadOnlySpan<byte> brand) => Encoding.ASCII.GetString(brand) switch
    {
        "heic" or "heix" or "hevc" or "heim" or "heis" or "mif1" or "msf1" => "a HEIF image",
        "avif" or "avis" => "an AVIF image",
        _ => "a video or other ISO media file",
    };

    private static bool IsText(ReadOnlySpan<byte> start)
    {
        foreach (var value in start)
            if (value < 32 && value is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or 12)) return false;
        // A multi-byte character may be cut at the end of what was read.
        var whole = start.Length;
        while (whole > 0 && start.Length - whole < 4 && start[whole - 1] >= 0x80) whole--;
        return System.Text.Unicode.Utf8.IsValid(start[..whole]);
    }
}
