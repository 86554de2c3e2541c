using Karyon.Core.Rasters;
using Karyon.Core.Representations;
using Karyon.Core.Representations.Hover;
using Karyon.Core.Representations.UperHover;

namespace Karyon.Core.Tests.Representations;

public class UperHoverTests
{
    [Fact]
    public void Distances_run_from_the_mean_pixel_and_are_scaled_as_asked()
    {
        // An L: columns 0, 0, 0, 1, 2, mean 0.6; rows 0, 1, 2, 2, 2, mean 1.4.
        var labels = new LabelMap(new Raster<int>(3, 3, [5, 0, 0, 5, 0, 0, 5, 5, 5]));
        Same([-0.6 / 1.4, 0, 0, -0.6 / 1.4, 0, 0, -0.6 / 1.4, 0.4 / 1.4, 1], UperHoverTargets.OfInstances(labels, HvScaling.Farthest).Horizontal);
        Same([-1, 0, 0, -0.4 / 1.4, 0, 0, 0.6 / 1.4, 0.6 / 1.4, 0.6 / 1.4], UperHoverTargets.OfInstances(labels, HvScaling.Farthest).Vertical);
        Same([-1, 0, 0, -1, 0, 0, -1, 0.4 / 1.4, 1], UperHoverTargets.OfInstances(labels).Horizontal);
        Same([-1, 0, 0, -0.4 / 1.4, 0, 0, 1, 1, 1], UperHoverTargets.OfInstances(labels).Vertical);

        static void Same(double[] expected, Raster<float> actual)
        {
            for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual.Pixels[i], 1e-6);
        }
    }

    [Fact]
    public void A_speck_has_no_distances_and_a_line_none_across_it()
    {
        var targets = UperHoverTargets.OfInstances(new LabelMap(new Raster<int>(3, 3, [1, 0, 0, 0, 0, 0, 2, 2, 2])));
        Assert.Equal([0, 0, 0, 0, 0, 0, -1, 0, 1], targets.Horizontal.Pixels);
        Assert.All(targets.Vertical.Pixels, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Components_join_touching_nuclei_of_a_class_and_leave_void_out()
    {
        var semantic = new Raster<byte>(6, 2, [2, 2, 1, 0, 1, 255, 0, 0, 0, 1, 0, 255]);
        Assert.Equal([2, 2, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0], UperHoverTargets.OfSemantic(semantic).Nuclei.Pixels);
        Assert.Equal([1, 1, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0], UperHoverTargets.OfSemantic(semantic, HvSource.ForegroundComponents).Nuclei.Pixels);
        Assert.Throws<ArgumentException>(() => UperHoverTargets.OfSemantic(semantic, HvSource.Instances));
    }

    [Fact]
    public void Instance_targets_are_component_targets_where_no_two_nuclei_of_a_class_touch()
    {
        var labels = DrawnNuclei.Disks(90, 50, (20, 20, 10), (50, 25, 12), (80, 30, 9));
        var semantic = new Raster<byte>(90, 50, [.. labels.Pixels.Select(id => (byte)(id == 0 ? 0 : 1 + id % 2))]);
        foreach (var scaling in Enum.GetValues<HvScaling>())
        {
            UperHoverTargets instances = UperHoverTargets.OfInstances(labels, scaling), components = UperHoverTargets.OfSemantic(semantic, HvSource.ClassComponents, scaling);
            Assert.Equal(instances.Horizontal.Pixels, components.Horizontal.Pixels);
            Assert.Equal(instances.Vertical.Pixels, components.Vertical.Pixels);
        }
    }

    /// <summary>A 7 x 7 square and, at its corner, a pixel that the flood over edges does not reach and whose own peak the square's rules out.</summary>
    [Fact]
    public void A_piece_that_hangs_by_a_corner_is_lost_by_the_published_rule_alone()
    {
        var classes = new Raster<byte>(12, 12);
        for (var row = 2; row < 9; row++) classes.Row(row)[2..9].Fill(1);
        classes[9, 9] = 1;
        var maps = new PixelMaps(12, 12).WithClasses(classes, 2)
            .With(HoverChannels.Horizontal, new Raster<float>(12, 12)).With(HoverChannels.Vertical, new Raster<float>(12, 12));
        var published = new UperHoverDecoder(UperHoverOptions.Published).Decode(maps);
        Assert.Equal(49, Assert.Single(published.Nuclei).AreaPx);
        Assert.Equal(0, published.Labels[9, 9]);
        Assert.Equal([49, 1], new UperHoverDecoder().Decode(maps).Nuclei.Select(nucleus => nucleus.AreaPx));
        Assert.Equal(49, Assert.Single(new UperHoverDecoder(new UperHoverOptions { MinimumArea = 2 }).Decode(maps).Nuclei).AreaPx);
    }

    [Fact]
    public void Maps_without_classes_and_options_out_of_range_are_refused()
    {
        var maps = new PixelMaps(2, 2).With(HoverChannels.Horizontal, new Raster<float>(2, 2)).With(HoverChannels.Vertical, new Raster<float>(2, 2));
        Assert.Contains("class map", Assert.Throws<ArgumentException>(() => new UperHoverDecoder().Decode(maps)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new UperHoverDecoder(new UperHoverOptions { MinimumSeedDistance = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new UperHoverDecoder(new UperHoverOptions { Compactness = double.NaN }));
    }

    [Theory]
    [InlineData(70, 90, 32, 16)]
    [InlineData(33, 32, 32, 9)]
    [InlineData(10, 5, 32, 16)]
    [InlineData(64, 96, 32, 32)]
    [InlineData(0, 7, 8, 3)]
    public void Stitched_tiles_of_a_map_are_the_map_in_any_order_and_take_no_pixel_from_a_tiles_rim(int width, int height, int size, int stride)
    {
        var random = new Random(1);
        var classes = new Raster<byte>(width, height);
        var horizontal = new Raster<float>(width, height);
        random.NextBytes(classes.Pixels);
        foreach (ref var pixel in horizontal.Pixels.AsSpan()) pixel = random.NextSingle();
        var stitcher = new TileStitcher(width, height, size, stride);
        var tiles = Enumerable.Range(0, stitcher.TileRows * stitcher.TileColumns).ToArray();
        random.Shuffle(tiles);
        foreach (var tile in tiles)
        {
            var (row, column) = Math.DivRem(tile, stitcher.TileColumns);
            var at = stitcher.Tile(row, column);
            var (tileClasses, tileHorizontal) = (new Raster<byte>(size, size), new Raster<float>(size, size));
            for (var y = 0; y < size; y++)
                for (var x = 0; x < size; x++)
                {
                    int imageRow = at.Y + y, imageColumn = at.X + x;
                    // Where another tile's centre is nearer, this one lies.
                    var lies = OtherIsNearer(imageRow, row, stitcher.TileRows, size, stride) || OtherIsNearer(imageColumn, column, stitcher.TileColumns, size, stride);
                    if (imageRow >= height || imageColumn >= width) continue;
                    tileClasses[y, x] = (byte)(classes[imageRow, imageColumn] ^ (lies ? 255 : 0));
                    tileHorizontal[y, x] = horizontal[imageRow, imageColumn] + (lies ? 5 : 0);
                }
            stitcher.Write(row, column, tileClasses, tileHorizontal, tileHorizontal);
        }
        var maps = stitcher.ToMaps(6);
        Assert.Equal(classes.Pixels, maps.Classes!.Pixels);
        Assert.Equal(horizontal.Pixels, maps[HoverChannels.Horizontal].Pixels);
        Assert.Equal(horizontal.Pixels, maps[HoverChannels.Vertical].Pixels);
    }

    private static bool OtherIsNearer(int at, int tile, int tiles, int size, int stride)
    {
        double Distance(int index) => Math.Abs(at + 0.5 - (index * stride + size / 2.0));
        return Enumerable.Range(0, tiles).Any(other => Distance(other) < Distance(tile));
    }
}
