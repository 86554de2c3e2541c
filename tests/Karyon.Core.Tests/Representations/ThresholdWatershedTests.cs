using Karyon.Core.Rasters;
using Karyon.Core.Representations;
using Karyon.Core.Representations.ThresholdWatershed;

namespace Karyon.Core.Tests.Representations;

public class ThresholdWatershedTests
{
    [Fact]
    public void The_interior_is_what_touches_no_other_label()
    {
        var labels = new LabelMap(9, 5);
        for (var row = 0; row < 5; row++)
        {
            labels.Raster.Row(row)[1..4].Fill(1);
            labels.Raster.Row(row)[4..7].Fill(2);
        }
        labels[2, 8] = 3; // a speck is interior throughout
        var maps = new ThresholdWatershedRepresentation().Encode(labels);
        Assert.Equal([0, 0, 1, 0, 0, 1, 0, 0, 1], maps[ThresholdWatershedChannels.Interior].Row(2).ToArray());
        Assert.Equal([1, 0, 0, 0, 0, 0, 0, 1, 0], maps[ThresholdWatershedChannels.Background].Row(2).ToArray());
    }

    [Fact]
    public void Thresholds_follow_the_pixels_class_and_areas_the_nucleuss()
    {
        Raster<float> background = new(6, 1, [0.5f, 0.5f, 1, 0.5f, 0.5f, 0.5f]), interior = new(6, 1, [0.6f, 0.6f, 0, 0.6f, 0.6f, 0.6f]);
        var maps = new PixelMaps(6, 1).With(ThresholdWatershedChannels.Background, background).With(ThresholdWatershedChannels.Interior, interior)
            .WithClasses(new Raster<byte>(6, 1, [1, 1, 1, 2, 2, 2]), 3);
        var options = new ThresholdWatershedOptions { ForegroundThresholds = [0.4, 0.4], SeedThresholds = [0.5, 0.5] };
        Assert.Equal([1, 1, 0, 2, 2, 2], new ThresholdWatershedDecoder(options).Decode(maps).Labels.Pixels);
        Assert.Equal([0, 0, 0, 1, 1, 1], new ThresholdWatershedDecoder(options with { ForegroundThresholds = [0.6, 0.4] }).Decode(maps).Labels.Pixels);
        Assert.Equal([1, 1, 0, 0, 0, 0], new ThresholdWatershedDecoder(options with { SeedThresholds = [0.5, 0.7] }).Decode(maps).Labels.Pixels);
        Assert.Equal([0, 0, 0, 1, 1, 1], new ThresholdWatershedDecoder(options with { SmallestAreas = [2, 2] }).Decode(maps).Labels.Pixels);
        Assert.Equal([1, 1, 0, 0, 0, 0], new ThresholdWatershedDecoder(options with { LargestAreas = [3, 3] }).Decode(maps).Labels.Pixels);
        Assert.Equal([1], new ThresholdWatershedDecoder(options with { SmallestAreas = [2, 2] }).Decode(maps).Nuclei.Select(nucleus => nucleus.ClassIndex));
    }

    /// <summary>Covered pieces of 20 x 20 px: the original skips them, 20 + 20 being no more than 64.</summary>
    [Fact]
    public void A_small_covered_piece_is_skipped_by_the_published_rule_alone()
    {
        Raster<float> background = new(50, 50), interior = new(50, 50);
        for (var row = 10; row < 30; row++)
            for (var x = 10; x < 30; x++) background[row, x] = row is >= 15 and < 25 && x is >= 15 and < 25 ? 0.1f : 1;
        interior[20, 20] = 1;
        var maps = new PixelMaps(50, 50).With(ThresholdWatershedChannels.Background, background).With(ThresholdWatershedChannels.Interior, interior);
        Assert.Empty(new ThresholdWatershedDecoder(new ThresholdWatershedOptions { Rule = DecoderRule.Published }).Decode(maps).Nuclei);
        Assert.Equal(100, Assert.Single(new ThresholdWatershedDecoder().Decode(maps).Nuclei).AreaPx);
    }

    /// <summary>A C of 100 px or more whose bay, cut off by the crop at the image's border, is no hole: nothing encloses it.</summary>
    [Fact]
    public void Background_that_a_crop_cuts_off_is_filled_by_the_published_rule_alone()
    {
        Raster<float> background = new(70, 40), interior = new(70, 40);
        Array.Fill(background.Pixels, 1);
        for (var row = 0; row < 12; row++)
            for (var x = 10; x < 22; x++)
                if (row > 8 || x < 13 || x > 18) background[row, x] = 0.1f;
        interior[10, 15] = 1;
        var maps = new PixelMaps(70, 40).With(ThresholdWatershedChannels.Background, background).With(ThresholdWatershedChannels.Interior, interior);
        Assert.Equal(144, Assert.Single(new ThresholdWatershedDecoder(new ThresholdWatershedOptions { Rule = DecoderRule.Published }).Decode(maps).Nuclei).AreaPx);
        Assert.Equal(144 - 54, Assert.Single(new ThresholdWatershedDecoder().Decode(maps).Nuclei).AreaPx);
    }
}
