using System.IO.Compression;

namespace Karyon.Data.Codecs.Tiff;

/// <summary>The simple compressions of TIFF. Each writes at most the raw length and returns how many bytes it had.</summary>
internal static class TiffPacking
{
    /// <summary>No compression.</summary>
    public static int Copy(ReadOnlySpan<byte> packed, Span<byte> raw)
    {
        var length = Math.Min(packed.Length, raw.Length);
        packed[..length].CopyTo(raw);
        return length;
    }

    /// <summary>PackBits: TIFF 6.0, section 9.</summary>
    public static int UnpackBits(ReadOnlySpan<byte> packed, Span<byte> raw)
    {
        int from = 0, to = 0;
        while (from < packed.Length && to < raw.Length)
        {
            var head = (sbyte)packed[from++];
            if (head >= 0)
            {
                var count = Math.Min(Math.Min(head + 1, packed.Length - from), raw.Length - to);
                packed.Slice(from, count).CopyTo(raw[to..]);
                from += head + 1;
                to += count;
            }
            else if (head != -128 && from < packed.Length)
            {
                var count = Math.Min(1 - head, raw.Length - to);
                raw.Slice(to, count).Fill(packed[from++]);
                to += count;
            }
        }
        return to;
    }

    /// <summary>Deflate in a zlib wrapping.</summary>
    /// <exception cref="InvalidDataException">The data are damaged.</exception>
    public static int Inflate(byte[] packed, int length, Span<byte> raw)
    {
        using var stream = new MemoryStream(packed, 0, length, writable: false);
        using var inflater = new ZLibStream(stream, CompressionMode.Decompress);
        try
        {
            return inflater.ReadAtLeast(raw, raw.Length, throwOnEndOfStream: false);
        }
        catch (IOException cause)
        {
            // zlib's own errors, where the data ask for what TIFF does not have (a preset dictionary).
            throw new InvalidDataException(cause.Message, cause);
        }
    }
}
