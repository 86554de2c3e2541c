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

/// <summary>Facts about colour models.</summary>
public static class ColorModels
{
    /// <summary>Samples per pixel.</summary>
    public static int ChannelCount(this ColorModel model) => model switch
    {
        ColorModel.Grey => 1,
        ColorModel.GreyAlpha => 2,
        ColorModel.Rgb => 3,
        _ => 4,
    };
}
