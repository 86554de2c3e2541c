namespace Karyon.Data.Codecs;

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
