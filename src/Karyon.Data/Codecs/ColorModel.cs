namespace Karyon.Data.Codecs;

/// <summary>What the samples of a decoded image mean.</summary>
public enum ColorModel
{
    /// <summary>One channel, black is 0.</summary>
    Grey,

    /// <summary>Grey and alpha.</summary>
    GreyAlpha,

    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Red, green, blue, alpha.</summary>
    Rgba,

    /// <summary>Cyan, magenta, yellow, black; 0 is no ink.</summary>
    Cmyk,
}
