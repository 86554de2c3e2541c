using Karyon.Core.Rasters;
using Karyon.Core.Stains;

namespace Karyon.Core.Tests.Stains;

public class StainTests
{
    [Fact]
    public void Densities_follow_their_formula_and_every_value_comes_back()
    {
        for (var value = 0; value < 256; value++)
        {
            Assert.Equal(-Math.Log((value + 1) / 256.0), OpticalDensity.Of((byte)value), 1e-6);
            Assert.Equal(value, OpticalDensity.ToByte(OpticalDensity.Of((byte)value)));
        }
        Assert.Equal(255, OpticalDensity.ToByte(-0.3f));
        Assert.Equal(255, OpticalDensity.ToByte(float.NaN));
        Assert.Equal(0, OpticalDensity.ToByte(float.PositiveInfinity));
        Assert.Equal(0, OpticalDensity.ToByte(30));
    }

    [Fact]
    public void The_way_back_is_within_one_level_of_the_exact_one()
    {
        for (var density = 0f; density < 6; density += 0.00037f)
            Assert.InRange(OpticalDensity.ToByte(density) - (256 * Math.Exp(-density) - 1), -1, 1);
    }

    [Fact]
    public void A_pixel_of_one_stain_has_that_stain_alone()
    {
        var matrix = StainMatrix.HematoxylinEosin;
        for (var stain = 0; stain < 2; stain++)
        {
            var vector = matrix.Vectors[stain];
            var pixel = new Rgb(Value(0.7 * vector.R), Value(0.7 * vector.G), Value(0.7 * vector.B));
            var amounts = matrix.Separate(pixel);
            Assert.Equal(stain == 0 ? 0.7 : 0, amounts.First, 0.02);
            Assert.Equal(stain == 1 ? 0.7 : 0, amounts.Second, 0.02);
            Assert.Equal(0, amounts.Residual, 0.02);
            Assert.Equal(pixel, matrix.Combine(amounts));
        }

        static byte Value(double density) => (byte)Math.Round(256 * Math.Exp(-density) - 1);
    }

    [Fact]
    public void Separation_and_recombination_give_every_colour_back()
    {
        var matrix = StainMatrix.HematoxylinEosin;
        for (var r = 0; r < 256; r += 15)
            for (var g = 0; g < 256; g += 15)
                for (var b = 0; b < 256; b += 15)
                {
                    var pixel = new Rgb((byte)r, (byte)g, (byte)b);
                    Assert.Equal(pixel, matrix.Combine(matrix.Separate(pixel)));
                }
    }

    [Fact]
    public void An_augmentation_does_what_separating_scaling_and_combining_does()
    {
        var random = new Random(2);
        var pixels = new Rgb[500];
        foreach (ref var pixel in pixels.AsSpan()) pixel = new Rgb((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256));
        double[] scales = [1.2, 0.8, 1], shifts = [0.03, -0.02, 0];
        var result = new Rgb[pixels.Length];
        new StainAugmentation(scales, shifts).Apply(pixels, result);
        var matrix = StainMatrix.HematoxylinEosin;
        for (var i = 0; i < pixels.Length; i++)
        {
            var amounts = matrix.Separate(pixels[i]);
            var expected = matrix.Combine(new StainAmounts(1.2 * amounts.First + 0.03, 0.8 * amounts.Second - 0.02, amounts.Residual));
            Assert.InRange(Math.Max(Math.Abs(expected.R - result[i].R), Math.Max(Math.Abs(expected.G - result[i].G), Math.Abs(expected.B - result[i].B))), 0, 1);
        }
        new StainAugmentation([1, 1, 1], [0, 0, 0]).Apply(pixels, result);
        Assert.Equal(pixels, result);
    }

    [Fact]
    public void Stains_of_one_colour_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new StainMatrix(new(1, 2, 3), new(2, 4, 6)));
        Assert.Throws<ArgumentException>(() => new StainMatrix(new(0, 0, 0), new(2, 4, 6)));
    }
}
