using Karyon.Core.Rasters;

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

/// <summary>Pixels as a codec read them: interleaved samples of 8 or 16 bits, before any conversion.</summary>
public sealed class DecodedImage
{
    /// <summary>Wraps 8-bit samples, interleaved, row-major.</summary>
    public DecodedImage(int width, int height, ColorModel model, byte[] samples) =>
        (Width, Height, Model, Samples8) = (width, height, model, samples);

    /// <summary>Wraps 16-bit samples, interleaved, row-major.</summary>
    public DecodedImage(int width, int height, ColorModel model, ushort[] samples) =>
        (Width, Height, Model, Samples16) = (width, height, model, samples);

    /// <summary>Columns, px.</summary>
    public int Width { get; }

    /// <summary>Rows, px.</summary>
    public int Height { get; }

    /// <summary>What the samples mean.</summary>
    public ColorModel Model { get; }

    /// <summary>Samples per pixel.</summary>
    public int Channels => Model switch { ColorModel.Grey => 1, ColorModel.GreyAlpha => 2, ColorModel.Rgb => 3, _ => 4 };

    /// <summary>The samples of an 8-bit image, else null.</summary>
    public byte[]? Samples8 { get; }

    /// <summary>The samples of a 16-bit image, else null.</summary>
    public ushort[]? Samples16 { get; }

    /// <summary>Pixel size that the file states, µm per pixel, or null where it states none that can be trusted (a print resolution of 72 dpi says nothing).</summary>
    public double? MicronsPerPixel { get; init; }
}
