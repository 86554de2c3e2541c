using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;
using Karyon.Core.Representations;
using Karyon.Core.Representations.Hover;
using Karyon.Core.Tests.Goldens;
using Karyon.Testing;

namespace Karyon.Core.Tests.Representations;

public class HoverLawTests
{
    [Theory]
    [InlineData(HvNormalization.Fixed)]
    [InlineData(HvNormalization.Published)]
    public void Touching_nuclei_come_back_from_their_own_targets_with_class_and_centroid(HvNormalization normalization)
    {
        var labels = DrawnNuclei.Disks(160, 120, (30, 30, 12), (53, 30, 12), (42, 50, 11), (100, 60, 15), (129, 60, 15), (10, 100, 9), (150, 110, 14));
        var classOf = Enumerable.Range(1, 7).ToDictionary(id => id, id => 1 + id % 3);
        var representation = new HoverRepresentation(new HoverOptions { Normalization = normalization });
        var decoded = representation.Decode(representation.Encode(labels, classOf));
        Assert.Equal(7, decoded.Nuclei.Count);
        foreach (var nucleus in decoded.Nuclei)
        {
            var truth = labels[(int)nucleus.CentroidY, (int)nucleus.CentroidX];
            var overlap = 0;
            double area = 0, sumX = 0, sumY = 0;
            foreach (var run in nucleus.Mask.Runs)
                for (var x = run.Start; x < run.End; x++)
                {
                    if (labels[run.Row, x] == truth) overlap++;
                    Assert.Equal(nucleus.Id, decoded.Labels[run.Row, x]);
                    (area, sumX, sumY) = (area + 1, sumX + x + 0.5, sumY + run.Row + 0.5);
                }
            Assert.True(overlap > 0.95 * labels.Pixels.Count(id => id == truth));
            Assert.Equal(classOf[truth] - 1, nucleus.ClassIndex);
            Assert.InRange(nucleus.Probability, 0.9, 1);
            Assert.Equal(area, nucleus.AreaPx);
            Assert.Equal(sumX / area, nucleus.CentroidX, 1e-9);
            Assert.Equal(sumY / area, nucleus.CentroidY, 1e-9);
        }
        Assert.Equal(decoded.Nuclei.Sum(nucleus => nucleus.AreaPx), decoded.Labels.Pixels.Count(id => id != 0));
    }

    [Fact]
    public void Untyped_nuclei_have_the_mean_probability()
    {
        var maps = new HoverRepresentation().Encode(DrawnNuclei.Disks(60, 60, (30, 30, 12)));
        var probability = maps[HoverChannels.Probability];
        for (var i = 0; i < probability.Pixels.Length; i++) probability.Pixels[i] *= i % 2 == 0 ? 0.75f : 1;
        var nucleus = Assert.Single(new HoverRepresentation().Decode(maps).Nuclei);
        Assert.Equal(0, nucleus.ClassIndex);
        Assert.Equal(0.875, nucleus.Probability, 0.01);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(1, 40)]
    [InlineData(3, 2)]
    public void The_smallest_maps_decode_to_nothing(int width, int height)
    {
        foreach (var normalization in Enum.GetValues<HvNormalization>())
        {
            var pixels = Enumerable.Repeat(0.9f, width * height).ToArray();
            var decoded = new HoverDecoder(new HoverOptions { Normalization = normalization, MinimumBlobArea = 0 })
                .Decode(new HoverMaps(width, height, width, pixels, pixels, pixels), new HoverWorkspace());
            Assert.Empty(decoded.Nuclei);
        }
    }

    [Fact]
    public void Values_that_are_no_numbers_harm_nothing_beyond_their_surroundings()
    {
        var maps = new HoverRepresentation().Encode(DrawnNuclei.Disks(160, 60, (30, 30, 12), (120, 30, 12)));
        maps[HoverChannels.Horizontal][30, 30] = float.NaN;
        maps[HoverChannels.Probability][29, 30] = float.NaN;
        foreach (var normalization in Enum.GetValues<HvNormalization>())
        {
            var decoded = new HoverRepresentation(new HoverOptions { Normalization = normalization }).Decode(maps);
            Assert.Contains(decoded.Nuclei, nucleus => Math.Abs(nucleus.CentroidX - 120.5) < 0.5);
        }
    }

    [Fact]
    public void Small_nuclei_are_left_out_of_map_and_list()
    {
        var maps = new HoverRepresentation().Encode(DrawnNuclei.Disks(100, 60, (30, 30, 12), (70, 30, 5)));
        var all = new HoverRepresentation().Decode(maps);
        Assert.Equal(2, all.Nuclei.Count);
        var large = new HoverRepresentation(new HoverOptions { MinimumArea = 200 }).Decode(maps);
        Assert.Equal(1, Assert.Single(large.Nuclei).Id);
        Assert.Equal([0, 1], large.Labels.Pixels.Distinct().Order());
    }

    [Theory]
    [InlineData("real_0121d675")]
    [InlineData("real_2dd3356f")]
    [InlineData("real_6b0ac2ab")]
    [InlineData("real_mosaic512")]
    public void The_fixed_range_finds_what_the_published_one_finds_on_real_maps(string name)
    {
        var maps = HoverCase.Load(SharedFolder.Require($"goldens/postproc/hovernet/{name}"));
        var ours = new HoverDecoder().Decode(maps.View(), new HoverWorkspace());
        var published = new HoverDecoder(new HoverOptions { Normalization = HvNormalization.Published }).Decode(maps.View(), new HoverWorkspace());
        var (precision, recall) = (Matched(ours, published.Labels), Matched(published, ours.Labels));
        TestContext.Current.SendDiagnosticMessage($"{name}: {ours.Nuclei.Count} and {published.Nuclei.Count} nuclei; matched {precision:F3}, {recall:F3}");
        Assert.True(precision >= 0.9 && recall >= 0.9, $"{ours.Nuclei.Count} and {published.Nuclei.Count} nuclei; matched {precision:F3}, {recall:F3}");
    }

    [Fact]
    public void Windows_with_a_halo_find_the_nuclei_of_the_whole_map()
    {
        var maps = HoverCase.Load(SharedFolder.Require("goldens/postproc/hovernet/real_mosaic512"));
        var (decoder, workspace) = (new HoverDecoder(), new HoverWorkspace());
        var whole = decoder.DecodeNuclei(maps.View(), workspace).Select(Key).ToHashSet();
        var halo = new HoverRepresentation().HaloPx;
        var found = new List<string>();
        for (var y = 0; y < maps.Height; y += 160)
            for (var x = 0; x < maps.Width; x += 160)
            {
                var core = new Rect(x, y, 160, 160);
                var window = core.Inflate(halo).Intersect(new Rect(0, 0, maps.Width, maps.Height));
                foreach (var nucleus in decoder.DecodeNuclei(maps.View().Window(window), workspace))
                {
                    if (!core.Contains((int)(nucleus.CentroidX + window.X), (int)(nucleus.CentroidY + window.Y))) continue;
                    found.Add(Key(nucleus with { Mask = nucleus.Mask.Offset(window.X, window.Y) }));
                }
            }
        Assert.Equal(found.Count, found.Distinct().Count());
        Assert.True(whole.SetEquals(found), $"{whole.Except(found).Count()} of {whole.Count} nuclei differ");

        static string Key(Nucleus nucleus) => string.Join(' ', nucleus.Mask.Runs.ToArray());
    }

    private static double Matched(DecodedNuclei decoded, LabelMap other)
    {
        var areas = other.Pixels.Where(id => id != 0).GroupBy(id => id).ToDictionary(group => group.Key, group => group.Count());
        var matched = 0;
        foreach (var nucleus in decoded.Nuclei)
        {
            var overlaps = new Dictionary<int, int>();
            foreach (var run in nucleus.Mask.Runs)
                foreach (var id in other.Raster.Row(run.Row)[run.Start..run.End])
                    if (id != 0) overlaps[id] = overlaps.GetValueOrDefault(id) + 1;
            if (overlaps.Any(pair => pair.Value > 0.5 * (nucleus.AreaPx + areas[pair.Key] - pair.Value))) matched++;
        }
        return (double)matched / decoded.Nuclei.Count;
    }
}
