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
    public void Cores_cover_every_pixel_once_and_tiles_lie_on_the_grid(int width, int height)
    {
        foreach (var size in new[] { 256, 512, 1024 })
        {
            var layout = TileLayout.For(width, height, size, 64);
            var seen = new byte[width * height];
            for (var row = 0; row < layout.Rows; row++)
            {
                for (var column = 0; column < layout.Columns; column++)
                {
                    var (core, tile) = (layout.Core(column, row), layout.Tile(column, row));
                    Assert.False(core.IsEmpty);
                    Assert.Equal(core, core.Intersect(tile.Inflate(-64)));
                    Assert.Equal((0, 0, 0, 0), (tile.X % 32, tile.Y % 32, tile.Width % 32, tile.Height % 32));
                    Assert.True(tile.Width <= size && tile.Height <= size);
                    for (var y = core.Y; y < core.Bottom; y++)
                        for (var x = core.X; x < core.Right; x++) seen[y * width + x]++;
                }
            }
            Assert.All(seen, count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public void Tiles_are_as_few_as_the_size_allows_and_no_larger_than_needed()
    {
        var layout = TileLayout.For(1000, 200, 1024, 64);

        Assert.Equal((2, 1), (layout.Columns, layout.Rows));
        Assert.Equal((512 + 128, 224 + 128), (layout.TileWidth, layout.TileHeight));
    }
}
