namespace Karyon.Data.Codecs.Tiff;

/// <summary>Compressions of TIFF tiles that are read; files may name others.</summary>
public enum TiffCompression
{
    /// <summary>None.</summary>
    None = 1,

    /// <summary>LZW as in TIFF 6.0, section 13.</summary>
    Lzw = 5,

    /// <summary>JPEG as in Technical Note 2.</summary>
    Jpeg = 7,

    /// <summary>Deflate in a zlib wrapping.</summary>
    Deflate = 8,

    /// <summary>Runs of bytes.</summary>
    PackBits = 32773,

    /// <summary>Deflate by its older number.</summary>
    DeflateOld = 32946,
}
