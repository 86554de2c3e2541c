using Karyon.Core.Rasters;
using Karyon.Core.Representations;
using Karyon.Core.Representations.Hover;
using Karyon.Core.Representations.UperHover;
using Karyon.Data.Slides;
using Karyon.Learning.Inference.Published;
using Karyon.Learning.Models;

namespace Karyon.Learning.Tests.Inference.Published;

/// <summary>The published way of UNI2-UperHoVer: windows over black, foreground first.</summary>
public class PublishedUperHoverTests
{
    private static readonly NetworkDescription Network = new() { Architecture = NetworkDescription.UperHoverArchitecture, UperHover = UperHoverSize.Uni2H };

    [Theory]
    [InlineData(1, new[] { 0 })]
    [InlineData(224, new[] { 0 })]
    [InlineData(225, new[] { 0, 112 })]
    [InlineData(336, new[] { 0, 112 })]
    [InlineData(500, new[] { 0, 112, 224, 336 })]
    public void Windows_of_224_px_step_by_half_until_the_image_is_covered_and_write_all_that_they_see_of_it(int size, int[] expected)
    {
        var windows = PublishedGrid.For(Network).Along(size);

        Assert.Equal(expected, windows.Select(window => window.Output));
        Assert.All(windows, window => Assert.Equal((window.Output, Math.Min(size, window.Output + 224)), (window.From, window.To)));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 90)]
    [InlineData(56, 56)]
    [InlineData(57, 140)]
    [InlineData(200, 83)]
    public void Windows_see_black_beyond_the_image_and_are_joined_as_by_the_stitcher(int width, int height)
    {
        const int side = 56;
        var image = new Raster<Rgb>(width, height);
        new Random(3).NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(image.Pixels.AsSpan()));
        var spy = new WindowSpy();
        using var segmenter = new PublishedSegmenter(spy, PublishedGrid.UperHover(side));
        using var slide = new FlatImageSlide("noise", image);

        var joined = segmenter.Join(slide).ToPixelMaps();

        var stitcher = new TileStitcher(width, height, side, side / 2, TileOverlap.Published);
        Assert.Equal(stitcher.TileRows * stitcher.TileColumns, spy.Seen.Count);
        for (var index = 0; index < spy.Seen.Count; index++)
        {
            var (row, column) = Math.DivRem(index, stitcher.TileColumns);
            var tile = stitcher.Tile(row, column);
            var seen = spy.Seen[index];
            Raster<float> h = new(side, side), v = new(side, side);
            var classes = new Raster<byte>(side, side);
            for (var y = 0; y < side; y++)
            {
                for (var x = 0; x < side; x++)
                {
                    var inside = tile.X + x < width && tile.Y + y < height;
                    Assert.Equal(inside ? image[tile.Y + y, tile.X + x] : default, seen[y, x]);
                    // The spy's word for it. A pixel has one class in all windows; how classes are joined where they differ, the next test shows.
                    (h[y, x], v[y, x], classes[y, x]) = ((index + 1) * 1000 + x, y, (byte)(seen[y, x].B % 3));
                }
            }
            stitcher.Write(row, column, classes, h, v);
        }
        AssertSame(stitcher.ToMaps(3), joined);
    }

    [Fact]
    public void A_later_window_s_background_leaves_the_class_and_takes_the_distances()
    {
        const int side = 4;
        var random = new Random(4);
        var joined = new JoinedMaps(7, 5, 3, PublishedJoining.ForegroundFirst);
        var stitcher = new TileStitcher(7, 5, side, 2, TileOverlap.Published);
        var grid = PublishedGrid.UperHover(side);
        var maps = new Learning.Inference.MapTile();
        for (var row = 0; row < stitcher.TileRows; row++)
        {
            for (var column = 0; column < stitcher.TileColumns; column++)
            {
                Raster<float> h = new(side, side), v = new(side, side);
                var classes = new Raster<byte>(side, side);
                maps.Reshape(side, side, 3);
                maps.All.Clear();
                for (var i = 0; i < side * side; i++)
                {
                    (h.Pixels[i], v.Pixels[i], classes.Pixels[i]) = (random.NextSingle(), random.NextSingle(), (byte)random.Next(3));
                    (maps.Horizontal[i], maps.Vertical[i], maps.Type(classes.Pixels[i])[i]) = (h.Pixels[i], v.Pixels[i], 1);
                }
                stitcher.Write(row, column, classes, h, v);
                var (across, down) = (grid.Along(7)[column], grid.Along(5)[row]);
                joined.Write(new Rect(across.From, down.From, across.To - across.From, down.To - down.From), maps, 0, 0);
            }
        }
        AssertSame(stitcher.ToMaps(3), joined.ToPixelMaps());
    }

    [Fact]
    public void The_whole_map_is_decoded_at_once_in_no_more_memory_than_is_counted()
    {
        const int width = 1500, height = 1300;
        var image = PaintedTissue.Paint(PaintedTissue.Discs(width, height, seed: 7, pitch: 15));
        Raster<float> h = new(width, height), v = new(width, height);
        var classes = new Raster<byte>(width, height);
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            (var p, h.Pixels[i], v.Pixels[i]) = PaintedTissue.Read(image.Pixels[i]);
            classes.Pixels[i] = (byte)p;
        }
        var maps = new PixelMaps(width, height).With(HoverChannels.Horizontal, h).With(HoverChannels.Vertical, v).WithClasses(classes, 2);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var whole = new UperHoverDecoder(UperHoverOptions.Published).Decode(maps).Nuclei;
        var decoding = GC.GetAllocatedBytesForCurrentThread() - before - whole.Sum(nucleus => 150L + 12 * nucleus.Mask.Runs.Length);
        Assert.InRange(decoding + 13L * width * height, 0, JoinedMaps.Bytes(width, height, typed: true));
        using var segmenter = new PublishedSegmenter(new PaintedPredictor(tiles: new TileDemand(56, 14)), PublishedGrid.UperHover(56));
        using var slide = new FlatImageSlide("image", image);

        var nuclei = segmenter.Segment(slide).Nuclei;

        Assert.True(whole.Count > 1000, $"{whole.Count} nuclei");
        Assert.Empty(nuclei.MapOnly);
        Assert.Equal(whole.Select(nucleus => nucleus.Id), nuclei.Recorded.Select(nucleus => nucleus.Id));
        Assert.Equal(PaintedTissue.Shapes(whole), PaintedTissue.Shapes(nuclei.Recorded));
    }

    [Fact]
    public void Another_step_is_refused() =>
        Assert.Contains("112 px", Assert.Throws<ArgumentException>(() => PublishedGrid.For(Network, 100)).Message);

    private static void AssertSame(PixelMaps expected, PixelMaps actual)
    {
        Assert.Equal(expected.Classes!.Pixels, actual.Classes!.Pixels);
        Assert.Equal(expected[HoverChannels.Horizontal].Pixels, actual[HoverChannels.Horizontal].Pixels);
        Assert.Equal(expected[HoverChannels.Vertical].Pixels, actual[HoverChannels.Vertical].Pixels);
    }
}
