using Karyon.Core.Rasters;
using Karyon.Learning.Inference;

namespace Karyon.Learning.Tests.Inference;

public class TileLayoutTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(31, 33)]
    [InlineData(1000, 1000)]
    [InlineData(5000, 129)]
    [InlineData(895, 897)]
    [InlineData(1153, 450)]
    [InlineData(449, 417)]
    public void Cores_cover_every_pixel_once_and_tiles_lie_on_the_grid(int width, int height)
    {
        foreach (var (size, context, border) in new[] { (128, 64, 32), (256, 96, 32), (512, 96, 96), (1024, 64, 0), (256, 0, 0) })
        {
            var layout = TileLayout.For(width, height, size, context, border);
            Rect image = new(0, 0, width, height), last = layout.Tile(layout.Columns - 1, layout.Rows - 1);
            var seen = new byte[width * height];
            for (var row = 0; row < layout.Rows; row++)
            {
                for (var column = 0; column < layout.Columns; column++)
                {
                    var (core, tile) = (layout.Core(column, row), layout.Tile(column, row));
                    Assert.False(core.IsEmpty);
                    var needed = core.Inflate(context).Intersect(image);
                    Assert.Equal(needed, needed.Intersect(tile));
                    Assert.Equal((0, 0, 0, 0), (tile.X % 32, tile.Y % 32, tile.Width % 32, tile.Height % 32));
                    Assert.True(tile.Width <= size + 2 * context && tile.Height <= size + 2 * context);
                    for (var y = core.Y; y < core.Bottom; y++)
                        for (var x = core.X; x < core.Right; x++) seen[y * width + x]++;
                }
            }
            Assert.DoesNotContain(seen, count => count != 1);
            Assert.Equal((-border, -border), (layout.Tile(0, 0).X, layout.Tile(0, 0).Y));
            Assert.InRange(last.Right - width - border, 0, 31);
            Assert.InRange(last.Bottom - height - border, 0, 31);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(223, 224)]
    [InlineData(225, 336)]
    [InlineData(337, 1000)]
    [InlineData(1153, 450)]
    public void Tiles_of_one_size_overlap_by_half_lie_in_the_image_and_keep_a_quarter_of_context(int width, int height)
    {
        foreach (var side in new[] { 224, 56, 210 })
        {
            var layout = TileLayout.Overlapping(width, height, side);
            Rect image = new(0, 0, width, height);
            var seen = new byte[width * height];
            for (var row = 0; row < layout.Rows; row++)
            {
                for (var column = 0; column < layout.Columns; column++)
                {
                    var (core, tile) = (layout.Core(column, row), layout.Tile(column, row));
                    Assert.Equal((side, side), (tile.Width, tile.Height));
                    Assert.Equal((width < side ? 0 : tile.X, height < side ? 0 : tile.Y), (tile.X, tile.Y));
                    if (width >= side && height >= side) Assert.Equal(tile, tile.Intersect(image));
                    var needed = core.Inflate(layout.ContextPx).Intersect(image);
                    Assert.Equal(needed, needed.Intersect(tile));
                    for (var y = core.Y; y < core.Bottom; y++)
                        for (var x = core.X; x < core.Right; x++) seen[y * width + x]++;
                }
            }
            Assert.DoesNotContain(seen, count => count != 1);
            Assert.Equal(Math.Max(1, (int)Math.Ceiling((width - side) / (side / 2.0)) + 1), layout.Columns);
        }
    }

    [Fact]
    public void Tiles_are_as_few_as_the_size_allows_and_no_larger_than_needed()
    {
        var layout = TileLayout.For(1400, 200, 1024, 64, 32);

        Assert.Equal((2, 1), (layout.Columns, layout.Rows));
        Assert.Equal((800, 288), (layout.TileWidth, layout.TileHeight)); // 32 + 1440 + 2 x 64 over two; 32 + 200 + 32 up to the grid
    }
}
