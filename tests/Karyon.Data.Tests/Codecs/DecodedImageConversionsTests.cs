using Karyon.Core.Rasters;
using Karyon.Data.Codecs;

namespace Karyon.Data.Tests.Codecs;

public sealed class DecodedImageConversionsTests
{
    [Fact]
    public void Grey_is_repeated_alpha_dropped_and_16_bits_keep_their_high_byte()
    {
        Assert.Equal([new Rgb(9, 9, 9)], new DecodedImage(1, 1, ColorModel.Grey, [9]).ToRgb().Pixels);
        Assert.Equal([new Rgb(9, 9, 9)], new DecodedImage(1, 1, ColorModel.GreyAlpha, [9, 0]).ToRgb().Pixels);
        Assert.Equal([new Rgb(1, 2, 3)], new DecodedImage(1, 1, ColorModel.Rgba, [1, 2, 3, 0]).ToRgb().Pixels);
        Assert.Equal([new Rgb(1, 2, 255)], new DecodedImage(1, 1, ColorModel.Rgb, new ushort[] { 0x01FF, 0x0200, 0xFFFF }).ToRgb().Pixels);
    }

    [Theory] // By Pillow 9.4: Image.new("CMYK", (1, 1), inks).convert("RGB").
    [InlineData(0, 0, 0, 0, 255, 255, 255)]
    [InlineData(255, 128, 1, 0, 0, 127, 254)]
    [InlineData(10, 200, 30, 40, 207, 46, 190)]
    [InlineData(77, 33, 250, 201, 38, 47, 1)]
    [InlineData(0, 0, 0, 255, 0, 0, 0)]
    public void Inks_become_the_colours_that_Pillow_gives(byte c, byte m, byte y, byte k, byte red, byte green, byte blue) =>
        Assert.Equal([new Rgb(red, green, blue)], new DecodedImage(1, 1, ColorModel.Cmyk, [c, m, y, k]).ToRgb().Pixels);

    [Fact]
    public void Ids_beyond_31_bits_are_refused_with_their_place()
    {
        var image = new DecodedImage(2, 2, ColorModel.Grey, [1u, 2, 3, 0xFFFFFFFF]);
        var error = Assert.Throws<InvalidFileException>(() => image.ToLabels("a.tif"));
        Assert.StartsWith("a.tif: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("column 1, row 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_are_no_colours() =>
        Assert.Throws<UnsupportedFeatureException>(() => new DecodedImage(1, 1, ColorModel.Grey, [1u]).ToRgb());

    [Fact]
    public void Print_resolutions_are_no_pixel_sizes()
    {
        foreach (var dpi in (double[])[72, 96, 300, 600, 0, -1, double.NaN, double.PositiveInfinity])
            Assert.Null(PixelSize.FromPixelsPerMetre(dpi / 0.0254, dpi / 0.0254));
        Assert.Equal(0.25, PixelSize.FromPixelsPerMetre(4e6, 4e6));
        Assert.Null(PixelSize.FromPixelsPerMetre(4e6, 2e6));
    }
}
