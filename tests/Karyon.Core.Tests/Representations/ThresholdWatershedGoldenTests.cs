using Karyon.Core.Rasters;
using Karyon.Core.Representations;
using Karyon.Core.Representations.ThresholdWatershed;
using Karyon.Core.Tests.Goldens;

namespace Karyon.Core.Tests.Representations;

public class ThresholdWatershedGoldenTests
{
    private const string Folder = "goldens/postproc";

    public static TheoryData<string> Cases => ["ellipses128", "noisy96x144", "real_2dd3356f", "uncovered160"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Published_steps_and_nuclei_are_the_stored_ones_pixel_for_pixel(string name)
    {
        var entry = GoldenIndex.Case(Folder, "hovernext", name);
        var (maps, options) = Read(name);
        var watershed = PublishedSteps.Flood(maps, options);
        Same("watershed", watershed);
        Same("holes", PublishedSteps.SplitParts(PublishedSteps.FillHoles(watershed, options.MaximumHoleArea)));
        var decoded = new ThresholdWatershedDecoder(options).Decode(maps);
        Same("inst", decoded.Labels);
        var classes = entry.GetProperty("class_of_instance").EnumerateObject().ToDictionary(item => int.Parse(item.Name, System.Globalization.CultureInfo.InvariantCulture), item => item.Value.GetInt32());
        Assert.Equal(classes, decoded.Nuclei.ToDictionary(nucleus => nucleus.Id, nucleus => nucleus.ClassIndex + 1));

        void Same(string step, LabelMap actual) =>
            Assert.True(GoldenIndex.Array(Folder, entry, step).ToLabels().Pixels.AsSpan().SequenceEqual(actual.Pixels), $"{step} differs");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_corrected_rule_keeps_what_the_slips_do_not_touch(string name)
    {
        var (maps, options) = Read(name);
        var published = new ThresholdWatershedDecoder(options).Decode(maps);
        var corrected = new ThresholdWatershedDecoder(options with { Rule = DecoderRule.Corrected }).Decode(maps);
        var overlaps = published.Labels.Pixels.Zip(corrected.Labels.Pixels).Where(pair => pair.First > 0 && pair.Second > 0).GroupBy(pair => pair)
            .ToDictionary(group => group.Key, group => group.Count());
        var areas = corrected.Nuclei.ToDictionary(nucleus => nucleus.Id, nucleus => nucleus.AreaPx);
        var matched = published.Nuclei.Count(nucleus => overlaps.Any(item => item.Key.First == nucleus.Id
            && 2 * item.Value > nucleus.AreaPx + areas[item.Key.Second] - item.Value));
        Assert.True(matched >= 0.8 * published.Nuclei.Count, $"{matched} of {published.Nuclei.Count}");
    }

    private static (PixelMaps Maps, ThresholdWatershedOptions Options) Read(string name)
    {
        var entry = GoldenIndex.Case(Folder, "hovernext", name);
        var planes = GoldenIndex.Array(Folder, entry, "inst_maps");
        int height = planes.Shape[1], width = planes.Shape[2];
        var classes = GoldenIndex.Array(Folder, entry, "class_map").ToRaster<byte>();
        for (var i = 0; i < classes.Pixels.Length; i++) classes.Pixels[i]++;
        var maps = new PixelMaps(width, height).WithClasses(classes, 6)
            .With(ThresholdWatershedChannels.Background, Plane(0)).With(ThresholdWatershedChannels.Interior, Plane(1));
        return (maps, new ThresholdWatershedOptions
        {
            Rule = DecoderRule.Published,
            ForegroundThresholds = [.. entry.GetProperty("fg_thresholds").EnumerateArray().Select(item => item.GetDouble())],
            SeedThresholds = [.. entry.GetProperty("seed_thresholds").EnumerateArray().Select(item => item.GetDouble())],
            MaximumHoleArea = entry.GetProperty("max_hole_size").GetInt32(),
            SmallestAreas = [.. entry.GetProperty("min_sizes").EnumerateArray().Select(item => item.GetInt32())],
            LargestAreas = [.. entry.GetProperty("max_sizes").EnumerateArray().Select(item => item.GetInt32())],
        });

        Raster<float> Plane(int index) => new(width, height, [.. planes.Values.Skip(index * width * height).Take(width * height).Select(value => (float)value)]);
    }
}
