using Karyon.Core.Filters;
using Karyon.Core.Rasters;
using Karyon.Core.Representations;
using Karyon.Core.Representations.DistanceMaps;
using Karyon.Core.Tests.Goldens;

namespace Karyon.Core.Tests.Representations;

public class DistanceMapGoldenTests
{
    private const string Folder = "goldens/postproc", Targets = "goldens/targets";

    [Theory]
    [InlineData("ellipses128")]
    [InlineData("specials96")]
    [InlineData("real_0121d675")]
    [InlineData("real_947c0d94")]
    [InlineData("empty32")]
    public void Markers_watershed_and_nuclei_are_the_stored_ones_pixel_for_pixel(string name)
    {
        var entry = GoldenIndex.Case(Folder, "twostage", name);
        var probability = GoldenIndex.Array(Folder, entry, "prob").ToRaster<float>();
        var maps = new PixelMaps(probability.Width, probability.Height).With(DistanceMapChannels.Probability, probability)
            .With(DistanceMapChannels.Distance, GoldenIndex.Array(Folder, entry, "dist").ToRaster<float>());
        var decoder = new DistanceMapDecoder();
        Assert.Equal(entry.GetProperty("mean_area").GetDouble(), decoder.MeanPieceArea(probability));
        var (seeds, raw) = decoder.Flood(maps);
        Assert.True(GoldenIndex.Array(Folder, entry, "markers").ToLabels().Pixels.AsSpan().SequenceEqual(seeds.Pixels), "the markers differ");
        Assert.True(GoldenIndex.Array(Folder, entry, "raw").ToLabels().Pixels.AsSpan().SequenceEqual(raw.Pixels), "the watershed differs");
        var decoded = decoder.Decode(maps);
        var expected = GoldenIndex.Array(Folder, entry, "inst").ToLabels();
        Assert.True(expected.Pixels.AsSpan().SequenceEqual(decoded.Labels.Pixels), "the instance maps differ");
        Assert.Equal(expected.Pixels.Max(), decoded.Nuclei.Count);

        // What the map says of itself may as well be told.
        var told = new DistanceMapDecoder(new DistanceMapOptions { NucleusAreaPx = entry.GetProperty("mean_area").GetDouble() }).Decode(maps);
        Assert.Equal(decoded.Labels.Pixels, told.Labels.Pixels);
    }

    [Fact]
    public void The_smoothed_map_is_the_stored_one()
    {
        var entry = GoldenIndex.Case(Folder, "twostage", "specials96");
        var smooth = GaussianFilter.Smooth(GoldenIndex.Array(Folder, entry, "dist").ToRaster<double>(), entry.GetProperty("sigma").GetDouble());
        var expected = GoldenIndex.Array(Folder, entry, "smooth").Values;
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], smooth.Pixels[i], 1e-12);
    }

    [Fact]
    public void Distances_of_every_scaling_are_the_stored_ones()
    {
        var compared = 0;
        foreach (var entry in GoldenIndex.Section(Targets, "cases").EnumerateArray().Where(item => item.TryGetProperty("distance_squared", out _)))
        {
            var labels = GoldenIndex.Array(Targets, entry, "label").ToLabels();
            Assert.Equal(GoldenIndex.Array(Targets, entry, "distance_squared").Values, DistanceTransform.Squared(labels).Pixels.Select(value => (double)value));
            var byImage = DistanceTargets.Encode(labels, DistanceScaling.ImageMaximum);
            Assert.Equal(GoldenIndex.Array(Targets, entry, "distance_u8").ToRaster<byte>().Pixels, DistanceTargets.ToBytes(byImage).Pixels);
            compared += 2;
            foreach (var (key, scaling) in (ReadOnlySpan<(string, DistanceScaling)>)
                [("distance_by_image_max", DistanceScaling.ImageMaximum), ("distance_per_nucleus", DistanceScaling.NucleusMaximum)])
            {
                if (!entry.TryGetProperty(key, out _)) continue;
                var expected = GoldenIndex.Array(Targets, entry, key).Values;
                var actual = DistanceTargets.Encode(labels, scaling).Pixels;
                for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-12);
                compared++;
            }
        }
        Assert.Equal(14, compared);
    }
}
