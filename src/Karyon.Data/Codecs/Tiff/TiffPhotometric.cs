namespace Karyon.Data.Codecs.Tiff;

/// <summary>What the samples of a TIFF mean, as far as they are read.</summary>
public enum TiffPhotometric
{
    /// <summary>Grey, 0 is white.</summary>
    WhiteIsZero = 0,

    /// <summary>Grey, 0 is black.</summary>
    BlackIsZero = 1,

    /// <summary>Red, green, blue.</summary>
    Rgb = 2,

    /// <summary>Index into a colour map.</summary>
    Palette = 3,

    /// <summary>A mask of another image; read as grey.</summary>
    Mask = 4,

    /// <summary>Cyan, magenta, yellow, black.</summary>
    Separated = 5,

    /// <summary>Luma and chroma; read inside JPEG only.</summary>
    YCbCr = 6,
}
