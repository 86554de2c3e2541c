namespace Karyon.Data.Codecs.Jpeg;

/// <summary>What the stored components are.</summary>
internal enum StoredColor
{
    /// <summary>One luminance.</summary>
    Grey,

    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Luma and chroma.</summary>
    YCbCr,

    /// <summary>Inks, 0 is none.</summary>
    Cmyk,

    /// <summary>Inks, 255 is none: what Adobe's programs write.</summary>
    InvertedCmyk,

    /// <summary>Luma and chroma of inverted cyan, magenta and yellow; inverted black beside.</summary>
    InvertedYcck,
}
