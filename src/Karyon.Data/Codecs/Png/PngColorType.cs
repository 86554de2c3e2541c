namespace Karyon.Data.Codecs.Png;

/// <summary>The colour types of the PNG specification, by their numbers in the file.</summary>
internal enum PngColorType : byte
{
    /// <summary>Grey, 1 to 16 bits.</summary>
    Grey = 0,

    /// <summary>Red, green, blue, 8 or 16 bits.</summary>
    Rgb = 2,

    /// <summary>Index into a palette, 1 to 8 bits.</summary>
    Palette = 3,

    /// <summary>Grey and alpha, 8 or 16 bits.</summary>
    GreyAlpha = 4,

    /// <summary>Red, green, blue, alpha, 8 or 16 bits.</summary>
    Rgba = 6,
}
