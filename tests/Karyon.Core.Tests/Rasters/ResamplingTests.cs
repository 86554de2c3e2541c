using Karyon.Core.Rasters;

namespace Karyon.Core.Tests.Rasters;

public class ResamplingTests
{
    [Theory]
    [InlineData(17, 5)]
    [InlineData(5, 17)]
    [InlineData(10, 10)]
    [InlineData(1, 3)]
    [InlineData(3, 1)]
    public void One_colour_stays_that_colour(int from, int to)
    {
        var image = new Raster<Rgb>(from, from);
        Array.Fill(image.Pixels, new Rgb(255, 1, 128));

        Assert.All(Resampling.Resize(image, to, to).Pixels, pixel => Assert.Equal(new Rgb(255, 1, 128), pixel));
    }

    [Fact]
    public void The_same_size_gives_the_same_pixels()
    {
        var image = Noise(13, 7);

        Assert.Equal(image.Pixels, Resampling.Resize(image, 13, 7).Pixels);
    }

    [Fact]
    public void Halving_averages_four_pixels()
    {
        var image = Noise(20, 14);
        var half = Resampling.Resize(image, 10, 7);
        for (var y = 0; y < 7; y++)
        {
            for (var x = 0; x < 10; x++)
            {
                var sum = image[2 * y, 2 * x].G + image[2 * y, 2 * x + 1].G + image[2 * y + 1, 2 * x].G + image[2 * y + 1, 2 * x + 1].G;
                Assert.Equal((sum + 2) / 4, half[y, x].G);
            }
        }
    }

    [Fact]
    public void A_reduction_weights_pixels_by_the_area_under_the_target()
    {
        var image = new Raster<Rgb>(3, 1, [new Rgb(30, 0, 0), new Rgb(90, 0, 0), new Rgb(240, 0, 0)]);

        var reduced = Resampling.Resize(image, 2, 1);

        Assert.Equal([50, 190], reduced.Pixels.Select(pixel => (int)pixel.R)); // (30 + 90 / 2) / 1.5, (90 / 2 + 240) / 1.5
    }

    [Fact]
    public void An_enlargement_interpolates_between_centres_and_repeats_the_edge()
    {
        var image = new Raster<Rgb>(2, 1, [new Rgb(0, 0, 0), new Rgb(100, 0, 0)]);

        Assert.Equal([0, 25, 75, 100], Resampling.Resize(image, 4, 1).Pixels.Select(pixel => (int)pixel.R));
    }

    [Theory]
    [InlineData(50, 40, 23, 19)]
    [InlineData(23, 19, 50, 40)]
    [InlineData(60, 60, 7, 59)]
    public void A_window_gets_the_pixels_of_the_whole(int width, int height, int newWidth, int newHeight)
    {
        var image = Noise(width, height);
        var whole = Resampling.Resize(image, newWidth, newHeight);
        ResamplingAxis axisX = new(width, newWidth), axisY = new(height, newHeight);
        var resampling = new Resampling();
        foreach (var window in new[] { new Rect(0, 0, 3, 5), new Rect(2, 6, 5, 4), new Rect(newWidth - 2, newHeight - 9, 2, 9) })
        {
            var (left, right) = axisX.SourceRange(window.X, window.Right);
            var (top, bottom) = axisY.SourceRange(window.Y, window.Bottom);
            var source = new Rect(left, top, right - left, bottom - top);
            var target = new Raster<Rgb>(window.Width, window.Height);

            resampling.Resize(image.Crop(source), source, axisX, axisY, window, target);

            Assert.Equal(whole.Crop(window).Pixels, target.Pixels);
        }
    }

    [Theory]
    [InlineData(1000, 377)]
    [InlineData(377, 1000)]
    [InlineData(7, 7)]
    public void Weights_sum_to_one_and_taps_lie_in_the_source(int source, int target)
    {
        var axis = new ResamplingAxis(source, target);
        for (var i = 0; i < target; i++)
        {
            var (first, count) = axis.Taps(i);
            Assert.True(first >= 0 && count >= 1 && first + count <= source);
            Assert.Equal(1, Enumerable.Range(first, count).Sum(tap => (double)axis.Weight(i, tap)), 1e-6);
        }
    }

    private static Raster<Rgb> Noise(int width, int height)
    {
        var image = new Raster<Rgb>(width, height);
        new Random(3).NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(image.Pixels.AsSpan()));
        return image;
    }
}
