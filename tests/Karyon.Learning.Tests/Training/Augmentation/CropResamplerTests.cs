using Karyon.Core.Rasters;
using Karyon.Learning.Training.Augmentation;

namespace Karyon.Learning.Tests.Training.Augmentation;

public sealed class CropResamplerTests
{
    private const int Side = 24;

    [Fact]
    public void Shrinking_by_two_takes_means_of_four_pixels()
    {
        var source = Noise(60, 60);
        var result = Resample(source, new CropGeometry(4, 6, 2, false, false, false));
        for (var y = 0; y < Side; y++)
            for (var x = 0; x < Side; x++)
            {
                var sum = 0;
                for (var k = 0; k < 4; k++) sum += source[6 + 2 * y + k / 2, 4 + 2 * x + k % 2].G;
                Assert.Equal((byte)Math.Floor(sum / 4.0 + 0.5), result[y, x].G);
            }
    }

    [Theory]
    [InlineData(0.4)]
    [InlineData(0.77)]
    [InlineData(1.0)]
    [InlineData(1.31)]
    [InlineData(2.6)]
    public void A_ramp_stays_a_ramp_at_any_pixel_size(double step)
    {
        var source = new Raster<Rgb>(90, 90);
        for (var y = 0; y < 90; y++)
            for (var x = 0; x < 90; x++) source[y, x] = new Rgb((byte)(2 * x + 10), (byte)(2 * y + 10), 77);
        var result = Resample(source, new CropGeometry(7.3, 9.6, step, false, false, false));
        // Rounding, and for means over parts of pixels, which are flat, at most an eighth of the slope of 2.
        var tolerance = step > 1 ? 0.7501 : 0.5001;
        for (var y = 0; y < Side; y++)
            for (var x = 0; x < Side; x++)
            {
                Assert.Equal(2 * (7.3 + (x + 0.5) * step - 0.5) + 10, result[y, x].R, tolerance);
                Assert.Equal(2 * (9.6 + (y + 0.5) * step - 0.5) + 10, result[y, x].G, tolerance);
                Assert.Equal(77, result[y, x].B);
            }
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.8)]
    [InlineData(1.7)]
    public void Turning_the_window_turns_colours_and_labels_alike(double step)
    {
        var source = Noise(70, 70);
        var labels = new LabelMap(70, 70);
        for (var i = 0; i < labels.Pixels.Length; i++) labels.Pixels[i] = source.Pixels[i].R;
        var plain = Resample(source, new CropGeometry(5, 3, step, false, false, false));
        var plainLabels = ResampleLabels(labels, new CropGeometry(5, 3, step, false, false, false));
        for (var turn = 1; turn < 8; turn++)
        {
            var geometry = new CropGeometry(5, 3, step, (turn & 1) != 0, (turn & 2) != 0, (turn & 4) != 0);
            var turned = Resample(source, geometry);
            var turnedLabels = ResampleLabels(labels, geometry);
            for (var y = 0; y < Side; y++)
                for (var x = 0; x < Side; x++)
                {
                    var (row, column) = geometry.Transpose ? (x, y) : (y, x);
                    if (geometry.FlipX) column = Side - 1 - column;
                    if (geometry.FlipY) row = Side - 1 - row;
                    Assert.Equal(plain[row, column], turned[y, x]);
                    Assert.Equal(plainLabels[row, column], turnedLabels[y, x]);
                }
        }
    }

    [Fact]
    public void Beyond_the_border_colours_are_mirrored()
    {
        var source = Noise(30, 30);
        var result = Resample(source, new CropGeometry(-3, 12, 1, false, false, false));
        Assert.Equal(source[12, 3], result[0, 0]);
        Assert.Equal(source[12, 0], result[0, 3]);
        Assert.Equal(source[30 - 2 - 5, 4], result[Side - 1, 7]); // row 35 mirrors to 23
    }

    private static Raster<Rgb> Resample(Raster<Rgb> source, CropGeometry geometry)
    {
        var resampler = new CropResampler();
        resampler.Set(geometry, Side, source.Width, source.Height);
        var result = new Raster<Rgb>(Side, Side);
        resampler.Colours(source, result);
        return result;
    }

    private static LabelMap ResampleLabels(LabelMap source, CropGeometry geometry)
    {
        var resampler = new CropResampler();
        resampler.Set(geometry, Side, source.Width, source.Height);
        var result = new LabelMap(Side, Side);
        resampler.Labels(source, null, result, new float[Side * Side]);
        return result;
    }

    private static Raster<Rgb> Noise(int width, int height)
    {
        var random = new Random(4);
        var raster = new Raster<Rgb>(width, height);
        foreach (ref var pixel in raster.Pixels.AsSpan()) pixel = new Rgb((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256));
        return raster;
    }
}
