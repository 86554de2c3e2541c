using Karyon.Core.Rasters;
using Karyon.Core.Representations;
using Karyon.Core.Representations.DistanceMaps;

namespace Karyon.Core.Tests.Representations;

public class DistanceMapTests
{
    [Fact]
    public void Distances_of_a_square_are_those_to_its_nearest_side_and_are_scaled_as_asked()
    {
        var labels = new LabelMap(12, 9);
        for (var row = 2; row < 7; row++)
        {
            labels.Raster.Row(row)[2..7].Fill(4);
            labels.Raster.Row(row)[7..10].Fill(9); // touches the first: a neighbour is outside
        }
        var pixels = DistanceTargets.Encode(labels, DistanceScaling.Pixels);
        Assert.Equal([0, 0, 1, 2, 3, 2, 1, 1, 2, 1, 0, 0], pixels.Row(4).ToArray());
        Assert.Equal([0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0], pixels.Row(2).ToArray());
        Assert.Equal(1, DistanceTargets.Encode(labels)[4, 8]);
        Assert.Equal(2 / 3.0, DistanceTargets.Encode(labels, DistanceScaling.ImageMaximum)[4, 8], 1e-15);
        Assert.Equal(170, DistanceTargets.ToBytes(DistanceTargets.Encode(labels, DistanceScaling.ImageMaximum))[4, 8]);
    }

    [Fact]
    public void The_border_of_the_image_is_no_border_of_a_nucleus()
    {
        var labels = new LabelMap(8, 3);
        for (var row = 0; row < 3; row++) labels.Raster.Row(row)[..5].Fill(1);
        for (var row = 0; row < 3; row++) Assert.Equal([5, 4, 3, 2, 1, 0, 0, 0], DistanceTargets.Encode(labels, DistanceScaling.Pixels).Row(row).ToArray());
    }

    [Fact]
    public void The_mean_area_is_that_of_the_connected_pieces()
    {
        var probability = new Raster<float>(5, 2, [1, 1, 0, 0.5f, 0, 0, 0, 0.9f, 0, 0.4f]);
        Assert.Equal(4 / 3.0, new DistanceMapDecoder().MeanPieceArea(probability), 1e-15);
        Assert.Equal(0, new DistanceMapDecoder().MeanPieceArea(new Raster<float>(3, 3)));
    }

    [Fact]
    public void Small_nuclei_are_dropped_and_holes_filled()
    {
        var maps = new DistanceMapRepresentation().Encode(DrawnNuclei.Disks(100, 60, (30, 30, 12), (70, 30, 2)));
        maps[DistanceMapChannels.Probability][30, 38] = 0;
        var nucleus = Assert.Single(new DistanceMapDecoder().Decode(maps).Nuclei);
        Assert.Equal(441, nucleus.AreaPx);
        Assert.Equal(440 / 441.0, nucleus.Probability, 1e-12);
        Assert.Equal([441, 13], new DistanceMapDecoder(new DistanceMapOptions { MinimumArea = 13 }).Decode(maps).Nuclei.Select(item => item.AreaPx).OrderDescending());
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new DistanceMapDecoder(new DistanceMapOptions { ProbabilityThreshold = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DistanceMapDecoder(new DistanceMapOptions { MinimumSigma = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DistanceMapDecoder(new DistanceMapOptions { NucleusAreaPx = -1 }));
    }
}
