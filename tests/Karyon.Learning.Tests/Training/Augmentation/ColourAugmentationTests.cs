using Karyon.Core.Rasters;
using Karyon.Learning.Training.Augmentation;
using Karyon.Tensors;

namespace Karyon.Learning.Tests.Training.Augmentation;

public sealed class ColourAugmentationTests
{
    private const int Side = 48;

    [Fact]
    public void Off_leaves_every_pixel_as_it_is()
    {
        var crop = Picture();
        var planes = Apply(AugmentationOptions.Off, crop);
        for (var i = 0; i < Side * Side; i++)
            Assert.Equal((crop.Pixels[i].R, crop.Pixels[i].G, crop.Pixels[i].B), ((byte)planes[i], (byte)planes[Side * Side + i], (byte)planes[2 * Side * Side + i]));
    }

    [Fact]
    public void Tones_follow_their_formula()
    {
        var options = AugmentationOptions.Off with { Gamma = new(1, 1.3, 1.3), Contrast = new(1, 0.8, 0.8), Brightness = new(1, -7, -7), ChannelGain = new(1, 1.05, 1.05) };
        var crop = Picture();
        var planes = Apply(options, crop);
        for (var i = 0; i < Side * Side; i++)
            Assert.Equal(Math.Clamp(((255 * Math.Pow(crop.Pixels[i].G / 255.0, 1.3) - 128) * 0.8 + 128 - 7) * 1.05, 0, 255), planes[Side * Side + i], 1e-3);
    }

    [Fact]
    public void Saturation_zero_is_grey()
    {
        var planes = Apply(AugmentationOptions.Off with { Saturation = new(1, 0, 0) }, Picture());
        for (var i = 0; i < Side * Side; i++) Assert.Equal((planes[i], planes[i]), (planes[Side * Side + i], planes[2 * Side * Side + i]));
    }

    [Fact]
    public void Noise_has_the_drawn_deviation_and_no_mean()
    {
        var flat = new Raster<Rgb>(Side, Side);
        flat.Pixels.AsSpan().Fill(new Rgb(128, 128, 128));
        var planes = Apply(AugmentationOptions.Off with { Noise = new(1, 5, 5) }, flat);
        Assert.Equal(128, planes.Average(), 0.25);
        Assert.Equal(5, Math.Sqrt(planes.Average(value => (value - 128.0) * (value - 128))), 0.2);
    }

    [Fact]
    public void Blur_is_a_gaussian_and_sharpening_its_opposite()
    {
        var dot = new Raster<Rgb>(Side, Side);
        dot.Pixels.AsSpan().Fill(new Rgb(100, 100, 100));
        dot[24, 24] = new Rgb(200, 100, 100);
        var blurred = Apply(AugmentationOptions.Off with { Blur = new(1, 1.2, 1.2) }, dot);
        Assert.Equal(100 * Side * Side + 100, blurred[..(Side * Side)].Sum(value => (double)value), 0.1);
        var centre = blurred[24 * Side + 24] - 100;
        Assert.Equal(Math.Exp(-1 / (2 * 1.44)), (blurred[24 * Side + 25] - 100) / centre, 1e-3);
        Assert.Equal(Math.Exp(-4 / (2 * 1.44)), (blurred[26 * Side + 24] - 100) / centre, 1e-3);
        var sharpened = Apply(AugmentationOptions.Off with { Sharpen = new(1, 0.4, 0.4) }, dot);
        Assert.True(sharpened[24 * Side + 24] > 200 && sharpened[24 * Side + 25] < 100);
    }

    [Fact]
    public void Stain_amounts_scale_hematoxylin_apart_from_eosin()
    {
        var stains = Karyon.Core.Stains.StainMatrix.HematoxylinEosin;
        var crop = new Raster<Rgb>(Side, Side);
        crop.Pixels.AsSpan().Fill(stains.Combine(new(0.8, 0.3, 0)));
        var planes = Apply(AugmentationOptions.Off with { StainScale = new(1, 1.2, 1.2) }, crop);
        var amounts = stains.Separate(new Rgb((byte)planes[0], (byte)planes[Side * Side], (byte)planes[2 * Side * Side]));
        Assert.Equal(0.96, amounts.First, 0.02);
        Assert.Equal(0.36, amounts.Second, 0.02);
    }

    [Fact]
    public void A_property_switched_off_leaves_the_draws_of_the_others()
    {
        var with = AugmentationOptions.Off with { Brightness = new(1, -20, 20), Gamma = new(1, 1, 1) };
        Assert.Equal(Apply(with with { Gamma = default }, Picture()), Apply(with, Picture()));
    }

    [Fact]
    public void Every_strong_sample_stays_in_range()
    {
        for (var k = 0UL; k < 60; k++) Assert.All(Apply(AugmentationOptions.Strong, Picture(), k), value => Assert.InRange(value, 0, 255));
    }

    private static float[] Apply(AugmentationOptions options, Raster<Rgb> crop, ulong sample = 0)
    {
        var planes = new float[3 * Side * Side];
        new ColourAugmentation(options).Apply(new Raster<Rgb>(Side, Side, [.. crop.Pixels]), planes, new CounterRandom(1, 2, sample));
        return planes;
    }

    private static Raster<Rgb> Picture()
    {
        var raster = new Raster<Rgb>(Side, Side);
        for (var i = 0; i < raster.Pixels.Length; i++) raster.Pixels[i] = new Rgb((byte)(i * 37), (byte)(i * 91 + 3), (byte)(i * 53 + 7));
        return raster;
    }
}
