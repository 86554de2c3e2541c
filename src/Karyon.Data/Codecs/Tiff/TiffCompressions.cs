namespace Karyon.Data.Codecs.Tiff;

/// <summary>Names of compressions.</summary>
internal static class TiffCompressions
{
    /// <summary>Whether tiles of this compression can be decoded.</summary>
    public static bool IsRead(TiffCompression compression) => compression is TiffCompression.None or TiffCompression.Lzw
        or TiffCompression.Jpeg or TiffCompression.Deflate or TiffCompression.DeflateOld or TiffCompression.PackBits;

    /// <summary>The name and number, for messages.</summary>
    public static string Describe(int compression) => compression switch
    {
        1 => "none (1)",
        2 => "CCITT modified Huffman (2)",
        3 => "CCITT Group 3 fax (3)",
        4 => "CCITT Group 4 fax (4)",
        5 => "LZW (5)",
        6 => "old-style JPEG (6)",
        7 => "JPEG (7)",
        8 => "deflate (8)",
        22610 => "JPEG XR (22610)",
        32766 => "NeXT (32766)",
        32771 => "CCITT RLE (32771)",
        32773 => "PackBits (32773)",
        32809 => "ThunderScan (32809)",
        32946 => "deflate (32946)",
        33003 or 33004 or 33005 or 34712 => $"JPEG 2000 ({compression})",
        34661 => "JBIG (34661)",
        34676 or 34677 => $"SGI LogLuv ({compression})",
        34887 => "LERC (34887)",
        34892 => "lossy JPEG (34892)",
        34925 => "LZMA (34925)",
        34926 or 50000 => $"Zstandard ({compression})",
        34927 or 50001 => $"WebP ({compression})",
        34934 or 50002 or 52546 => $"JPEG XL or XR ({compression})",
        _ => $"number {compression}",
    };

    /// <summary>The most bytes that so many compressed ones can give, so that no memory is taken for what cannot be there.</summary>
    public static long LargestOutput(TiffCompression compression, long packed) => compression switch
    {
        TiffCompression.None => packed,
        // 127 literal bytes need 128; a run of 128 needs 2.
        TiffCompression.PackBits => packed * 64,
        // zlib's technical notes: 1032 to 1.
        TiffCompression.Deflate or TiffCompression.DeflateOld => packed > long.MaxValue / 1032 ? long.MaxValue : packed * 1032,
        // A code of 9 bits or more stands for at most 3,839 bytes.
        TiffCompression.Lzw => packed > long.MaxValue / 4096 ? long.MaxValue : packed * 4096,
        _ => long.MaxValue,
    };
}
