using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;
using Karyon.Core.Representations;
using Karyon.Core.Representations.DistanceMaps;
using Karyon.Core.Representations.Hover;
using Karyon.Core.Representations.ThresholdWatershed;
using Karyon.Core.Representations.UperHover;
using Karyon.Core.Tests.Goldens;
using Karyon.Testing;

namespace Karyon.Core.Tests.Representations;

/// <summary>What holds for every way of writing nuclei as maps.</summary>
public class RepresentationLawTests
{
    public static TheoryData<string> Names => ["hover", "uperhover", "uperhover published", "distance", "distance published", "threshold-watershed", "threshold-watershed published"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Nuclei_come_back_from_their_own_targets_with_class_and_centroid(string name)
    {
        var labels = DrawnNuclei.Disks(160, 120, (30, 30, 12), (58, 30, 12), (42, 70, 11), (100, 60, 15), (136, 60, 15), (10, 100, 9), (150, 110, 14));
        var classOf = Enumerable.Range(1, 7).ToDictionary(id => id, id => 1 + id % 3);
        var representation = Named(name);
        var decoded = representation.Decode(representation.Encode(labels, classOf));
        Assert.Equal(7, decoded.Nuclei.Count);
        foreach (var nucleus in decoded.Nuclei)
        {
            var truth = labels[(int)nucleus.CentroidY, (int)nucleus.CentroidX];
            var overlap = 0;
            foreach (var run in nucleus.Mask.Runs)
                for (var x = run.Start; x < run.End; x++)
                {
                    if (labels[run.Row, x] == truth) overlap++;
                    Assert.Equal(nucleus.Id, decoded.Labels[run.Row, x]);
                }
            Assert.True(overlap > 0.95 * Math.Max(nucleus.AreaPx, labels.Pixels.Count(id => id == truth)), $"nucleus {truth}");
            Assert.Equal(classOf[truth] - 1, nucleus.ClassIndex);
        }
        Assert.Equal(Enumerable.Range(1, 7), decoded.Nuclei.Select(nucleus => nucleus.Id));
        Assert.Equal(decoded.Nuclei.Sum(nucleus => nucleus.AreaPx), decoded.Labels.Pixels.Count(id => id != 0));
    }

    /// <summary>Not of distances by the image's maximum: there a smaller nucleus is lower, and the smoothing that follows the pair's size may swallow it.</summary>
    [Theory]
    [InlineData("hover")]
    [InlineData("uperhover")]
    [InlineData("uperhover published")]
    [InlineData("distance")]
    [InlineData("threshold-watershed")]
    [InlineData("threshold-watershed published")]
    public void Touching_nuclei_are_parted(string name)
    {
        // Centres 20 px apart, radius 12: lenses of 4 px of overlap, which the earlier disk keeps. Interiors do not touch by construction.
        var labels = DrawnNuclei.Disks(100, 60, (30, 30, 12), (50, 30, 12));
        var representation = Named(name);
        Assert.Equal(2, representation.Decode(representation.Encode(labels)).Nuclei.Count);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_empty_image_gives_no_nuclei_and_a_map_of_its_size(string name)
    {
        foreach (var (width, height) in new[] { (0, 0), (1, 1), (1, 40), (7, 3) })
        {
            var representation = Named(name);
            var decoded = representation.Decode(representation.Encode(new LabelMap(width, height)));
            Assert.Empty(decoded.Nuclei);
            Assert.Equal((width, height), (decoded.Labels.Width, decoded.Labels.Height));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Targets_hold_the_channels_that_the_representation_names_and_are_needed_to_decode(string name)
    {
        var representation = Named(name);
        var maps = representation.Encode(DrawnNuclei.Disks(20, 20, (10, 10, 5)));
        foreach (var channel in representation.ChannelNames) Assert.Equal(400, maps[channel].Pixels.Length);
        var classesAlone = new PixelMaps(20, 20).WithClasses(new Raster<byte>(20, 20, [.. Enumerable.Repeat((byte)1, 400)]), 2);
        var message = Assert.Throws<ArgumentException>(() => representation.Decode(classesAlone)).Message;
        Assert.Contains(representation.ChannelNames, channel => message.Contains($"'{channel}'", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Targets_of_an_image_turned_about_its_diagonal_are_turned_with_the_axes_exchanged(string name)
    {
        var labels = DrawnNuclei.Disks(60, 50, (20, 20, 10), (38, 24, 9), (58, 5, 8), (3, 47, 6), (40, 44, 0));
        var classOf = Enumerable.Range(1, 5).ToDictionary(id => id, id => 1 + id % 2);
        var representation = Named(name);
        PixelMaps maps = representation.Encode(labels, classOf), turned = representation.Encode(new LabelMap(Turned(labels.Raster)), classOf);
        foreach (var channel in representation.ChannelNames)
        {
            var other = channel switch { HoverChannels.Horizontal => HoverChannels.Vertical, HoverChannels.Vertical => HoverChannels.Horizontal, _ => channel };
            Assert.Equal(Turned(maps[channel]).Pixels, turned[other].Pixels);
        }
        Assert.Equal(Turned(maps.Classes!).Pixels, turned.Classes!.Pixels);

        static Raster<T> Turned<T>(Raster<T> raster) where T : unmanaged
        {
            var result = new Raster<T>(raster.Height, raster.Width);
            for (var row = 0; row < raster.Height; row++)
                for (var x = 0; x < raster.Width; x++) result[x, row] = raster[row, x];
            return result;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_that_are_no_numbers_harm_nothing_beyond_their_surroundings(string name)
    {
        var representation = Named(name);
        var maps = representation.Encode(DrawnNuclei.Disks(220, 60, (30, 30, 12), (180, 30, 12)));
        foreach (var channel in representation.ChannelNames) maps[channel][30, 30] = float.NaN;
        Assert.Contains(representation.Decode(maps).Nuclei, nucleus => Math.Abs(nucleus.CentroidX - 180.5) < 0.5 && nucleus.AreaPx is >= 430 and <= 441);
    }

    [Theory]
    [InlineData("uperhover")]
    [InlineData("distance")]
    [InlineData("threshold-watershed")]
    public void Windows_with_a_halo_find_the_nuclei_of_the_whole_map(string name)
    {
        var labels = NpyFile.Load(SharedFolder.Require("goldens/targets/dsb_2dd3356f/label.npy.gz")).ToLabels();
        var representation = name == "distance" ? new DistanceMapRepresentation(new DistanceMapOptions { NucleusAreaPx = 250 }) : Named(name);
        var maps = representation.Encode(labels);
        var whole = representation.Decode(maps).Nuclei.Select(nucleus => Key(nucleus, new Rect(0, 0, 0, 0))).ToHashSet();
        var found = new List<string>();
        const int Core = 96;
        for (var y = 0; y < maps.Height; y += Core)
            for (var x = 0; x < maps.Width; x += Core)
            {
                var core = new Rect(x, y, Core, Core);
                var window = core.Inflate(representation.HaloPx).Intersect(new Rect(0, 0, maps.Width, maps.Height));
                foreach (var nucleus in representation.Decode(Crop(representation, maps, window)).Nuclei)
                    if (core.Contains((int)(nucleus.CentroidX + window.X), (int)(nucleus.CentroidY + window.Y))) found.Add(Key(nucleus, window));
            }
        Assert.True(whole.Count > 50);
        Assert.Equal(found.Count, found.Distinct().Count());
        Assert.True(whole.SetEquals(found), $"{whole.Except(found).Count()} of {whole.Count} nuclei differ");

        static string Key(Nucleus nucleus, Rect window) => string.Join(' ', nucleus.Mask.Offset(window.X, window.Y).Runs.ToArray());
    }

    private static PixelMaps Crop(IRepresentation representation, PixelMaps maps, Rect window)
    {
        var crop = new PixelMaps(window.Width, window.Height);
        foreach (var channel in representation.ChannelNames) crop.With(channel, maps[channel].Crop(window));
        return maps.Classes is null ? crop : crop.WithClasses(maps.Classes.Crop(window), maps.ClassChannels);
    }

    private static IRepresentation Named(string name) => name switch
    {
        "hover" => new HoverRepresentation(),
        "uperhover" => new UperHoverRepresentation(),
        "uperhover published" => new UperHoverRepresentation(new UperHoverOptions { Rule = DecoderRule.Published }),
        "distance" => new DistanceMapRepresentation(),
        "distance published" => new DistanceMapRepresentation(DistanceMapOptions.Published),
        "threshold-watershed" => new ThresholdWatershedRepresentation(),
        "threshold-watershed published" => new ThresholdWatershedRepresentation(new ThresholdWatershedOptions { Rule = DecoderRule.Published }),
        _ => throw new ArgumentException($"no representation '{name}'", nameof(name)),
    };
}
