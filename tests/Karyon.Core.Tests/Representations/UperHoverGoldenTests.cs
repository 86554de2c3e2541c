using Karyon.Core.Filters;
using Karyon.Core.Labelling;
using Karyon.Core.Rasters;
using Karyon.Core.Representations;
using Karyon.Core.Representations.Hover;
using Karyon.Core.Representations.UperHover;
using Karyon.Core.Tests.Goldens;

namespace Karyon.Core.Tests.Representations;

public class UperHoverGoldenTests
{
    private const string Folder = "goldens/postproc";

    public static TheoryData<string> Cases => ["ellipses128", "specials96", "real_2dd3356f", "empty32", "full32"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Targets_synthesised_from_semantic_maps_are_the_stored_ones(string name)
    {
        var entry = GoldenIndex.Case(Folder, "uperhover", name);
        var semantic = GoldenIndex.Array(Folder, entry, "semantic").ToRaster<byte>();
        Assert.Equal(GoldenIndex.Array(Folder, entry, "components_perclass").ToLabels().Pixels, UperHoverTargets.OfSemantic(semantic).Nuclei.Pixels);
        var compared = 0;
        foreach (var (key, source, scaling) in (ReadOnlySpan<(string, HvSource, HvScaling)>)
            [("hv_perclass_maxabs", HvSource.ClassComponents, HvScaling.Farthest), ("hv_perclass_sides", HvSource.ClassComponents, HvScaling.EachSide),
            ("hv_binary_maxabs", HvSource.ForegroundComponents, HvScaling.Farthest)])
        {
            if (!entry.TryGetProperty(key, out _)) continue;
            var expected = GoldenIndex.Array(Folder, entry, key).Values;
            var targets = UperHoverTargets.OfSemantic(semantic, source, scaling);
            Assert.Equal(expected.Where((_, i) => i % 2 == 0), targets.Horizontal.Pixels.Select(value => (double)value));
            Assert.Equal(expected.Where((_, i) => i % 2 == 1), targets.Vertical.Pixels.Select(value => (double)value));
            compared++;
        }
        Assert.Equal(name.StartsWith("real", StringComparison.Ordinal) ? 1 : 3, compared);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Published_nuclei_and_classes_are_the_stored_ones(string name)
    {
        var entry = GoldenIndex.Case(Folder, "uperhover", name);
        var decoded = new UperHoverDecoder(UperHoverOptions.Published).Decode(Maps(name));
        var expected = GoldenIndex.Array(Folder, entry, "inst").ToLabels();
        Assert.True(expected.Pixels.AsSpan().SequenceEqual(decoded.Labels.Pixels), "the instance maps differ");
        var classes = entry.GetProperty("class_of_instance").EnumerateArray().Skip(1).Select(item => item.GetInt32());
        Assert.Equal(classes, decoded.Nuclei.Select(nucleus => nucleus.ClassIndex + 1));
    }

    /// <summary>Without any background (full32) SciPy measures to a point outside of the image, which nothing should rely on.</summary>
    [Theory]
    [InlineData("ellipses128")]
    [InlineData("specials96")]
    [InlineData("real_2dd3356f")]
    [InlineData("empty32")]
    public void Seeds_are_the_stored_markers(string name)
    {
        var entry = GoldenIndex.Case(Folder, "uperhover", name);
        var semantic = GoldenIndex.Array(Folder, entry, "semantic").ToRaster<byte>();
        var foreground = new Raster<byte>(semantic.Width, semantic.Height, [.. semantic.Pixels.Select(c => c is > 0 and < 255 ? (byte)1 : (byte)0)]);
        var seeds = UperHoverSeeds.Find(DistanceTransform.Squared(foreground), ConnectedComponents.Label(foreground, Connectivity.Eight), 5);
        var markers = new int[semantic.Pixels.Length];
        for (var k = 0; k < seeds.Count; k++) markers[seeds[k]] = k + 1;
        Assert.Equal(GoldenIndex.Array(Folder, entry, "markers").ToLabels().Pixels, markers);
    }

    /// <summary>Our stated answer where nothing is background: every pixel is equally far from it, and the nucleus has one seed all the same.</summary>
    [Fact]
    public void Without_background_there_is_one_seed_wherever_it_lies()
    {
        var entry = GoldenIndex.Case(Folder, "uperhover", "full32");
        Assert.Equal(1, GoldenIndex.Array(Folder, entry, "markers").ToLabels().Pixels.Count(id => id > 0));
        var foreground = new Raster<byte>(32, 32, [.. Enumerable.Repeat((byte)1, 32 * 32)]);
        Assert.Single(UperHoverSeeds.Find(DistanceTransform.Squared(foreground), ConnectedComponents.Label(foreground, Connectivity.Eight), 5));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_corrected_rule_loses_no_foreground_and_parts_blobs_no_otherwise_but_in_ties(string name)
    {
        var maps = Maps(name);
        var decoded = new UperHoverDecoder().Decode(maps);
        for (var i = 0; i < decoded.Labels.Pixels.Length; i++)
            Assert.Equal(maps.Classes!.Pixels[i] is > 0 and < 255, decoded.Labels.Pixels[i] > 0);
        var published = new UperHoverDecoder(UperHoverOptions.Published).Decode(maps);
        var same = decoded.Nuclei.Select(Shape).ToHashSet();
        var shared = published.Nuclei.Count(nucleus => same.Contains(Shape(nucleus)));
        Assert.True(shared >= 0.9 * published.Nuclei.Count, $"{shared} of {published.Nuclei.Count}");

        static string Shape(Nuclei.Nucleus nucleus) => string.Join(' ', nucleus.Mask.Runs.ToArray());
    }

    [Fact]
    public void Published_stitching_gives_the_stored_maps()
    {
        var entry = GoldenIndex.Section(Folder, "uperhover").GetProperty("stitch");
        NpyFile classes = GoldenIndex.Array(Folder, entry, "semantic_tiles"), hv = GoldenIndex.Array(Folder, entry, "hv_tiles");
        int height = entry.GetProperty("shape")[0].GetInt32(), width = entry.GetProperty("shape")[1].GetInt32(), size = 32;
        var stitcher = new TileStitcher(width, height, size, 16, TileOverlap.Published);
        Assert.Equal((entry.GetProperty("rows").GetArrayLength(), entry.GetProperty("cols").GetArrayLength()), (stitcher.TileRows, stitcher.TileColumns));
        for (var k = 0; k < stitcher.TileRows * stitcher.TileColumns; k++)
        {
            var (row, column) = Math.DivRem(k, stitcher.TileColumns);
            Assert.Equal(entry.GetProperty("rows")[row].GetInt32(), stitcher.Tile(row, column).Y);
            Assert.Equal(entry.GetProperty("cols")[column].GetInt32(), stitcher.Tile(row, column).X);
            var pixels = size * size;
            stitcher.Write(
                row, column, new Raster<byte>(size, size, [.. classes.Values.Skip(k * pixels).Take(pixels).Select(value => (byte)value)]),
                Channel(0), Channel(1));

            Raster<float> Channel(int channel) =>
                new(size, size, [.. Enumerable.Range(0, pixels).Select(i => (float)hv.Values[2 * (k * pixels + i) + channel])]);
        }
        var maps = stitcher.ToMaps(6);
        Assert.Equal(GoldenIndex.Array(Folder, entry, "semantic").ToRaster<byte>().Pixels, maps.Classes!.Pixels);
        var expected = GoldenIndex.Array(Folder, entry, "hv").Values;
        Assert.Equal(expected.Where((_, i) => i % 2 == 0), maps[HoverChannels.Horizontal].Pixels.Select(value => (double)value));
        Assert.Equal(expected.Where((_, i) => i % 2 == 1), maps[HoverChannels.Vertical].Pixels.Select(value => (double)value));
    }

    private static PixelMaps Maps(string name)
    {
        var entry = GoldenIndex.Case(Folder, "uperhover", name);
        var semantic = GoldenIndex.Array(Folder, entry, "semantic").ToRaster<byte>();
        return new PixelMaps(semantic.Width, semantic.Height).WithClasses(semantic, 6)
            .With(HoverChannels.Horizontal, GoldenIndex.Array(Folder, entry, "h").ToRaster<float>())
            .With(HoverChannels.Vertical, GoldenIndex.Array(Folder, entry, "v").ToRaster<float>());
    }
}
