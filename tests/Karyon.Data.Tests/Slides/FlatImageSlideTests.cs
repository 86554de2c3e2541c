using Karyon.Core.Rasters;
using Karyon.Data.Slides;

namespace Karyon.Data.Tests.Slides;

public sealed class FlatImageSlideTests
{
    private const int Width = 7, Height = 5;
    private static readonly Rgb White = new(255, 255, 255);

    private static Rgb Expected(int x, int y) => x is >= 0 and < Width && y is >= 0 and < Height ? new Rgb((byte)x, (byte)y, 9) : White;

    private static FlatImageSlide Slide()
    {
        var image = new Raster<Rgb>(Width, Height);
        for (var y = 0; y < Height; y++)
            for (var x = 0; x < Width; x++) image[y, x] = Expected(x, y);
        return new FlatImageSlide("tile", image, new StatedPixelSize(0.25, "test"));
    }

    [Theory]
    [InlineData(0, 0, 7, 5)]
    [InlineData(2, 1, 3, 2)]
    [InlineData(-3, -2, 6, 4)]
    [InlineData(5, 3, 6, 6)]
    [InlineData(-4, -4, 20, 20)]
    [InlineData(-9, 0, 5, 5)]
    [InlineData(7, 0, 3, 3)]
    [InlineData(0, 5, 3, 3)]
    [InlineData(int.MinValue, 0, 4, 4)]
    [InlineData(int.MaxValue - 1, int.MaxValue - 1, 4, 4)]
    [InlineData(3, 3, 0, 0)]
    public void A_region_holds_the_image_inside_and_white_outside(int x, int y, int width, int height)
    {
        using var slide = Slide();
        var region = new Raster<Rgb>(width, height);
        slide.ReadRegion(0, new Rect(x, y, width, height), region);
        for (var row = 0; row < height; row++)
            for (var column = 0; column < width; column++)
            {
                long px = (long)x + column, py = (long)y + row;
                Assert.Equal(px is >= 0 and < Width && py is >= 0 and < Height ? Expected((int)px, (int)py) : White, region[row, column]);
            }
    }

    [Fact]
    public void It_is_a_slide_of_one_level_that_tells_its_pixel_size_and_who_says_so()
    {
        using var slide = Slide();
        Assert.Equal([new SlideLevel(Width, Height, 1)], slide.Levels);
        Assert.Equal(new Rect(0, 0, Width, Height), slide.Bounds);
        Assert.Equal(new StatedPixelSize(0.25, "test"), slide.PixelSize);
    }

    [Fact]
    public void Callers_slips_are_refused()
    {
        var slide = Slide();
        Assert.Throws<ArgumentException>(() => slide.ReadRegion(0, new Rect(0, 0, 2, 2), new Raster<Rgb>(2, 3)));
        Assert.Throws<ArgumentOutOfRangeException>(() => slide.ReadRegion(1, new Rect(0, 0, 2, 2), new Raster<Rgb>(2, 2)));
        slide.Dispose();
        Assert.Throws<ObjectDisposedException>(() => slide.ReadRegion(0, new Rect(0, 0, 2, 2), new Raster<Rgb>(2, 2)));
    }
}
