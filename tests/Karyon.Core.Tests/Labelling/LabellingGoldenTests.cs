using System.Text.Json;
using Karyon.Core.Labelling;
using Karyon.Core.Rasters;
using Karyon.Core.Tests.Goldens;

namespace Karyon.Core.Tests.Labelling;

public class LabellingGoldenTests
{
    [Fact]
    public void Components_are_numbered_as_SciPy_and_OpenCV_number_them()
    {
        foreach (var golden in PrimitiveCase.All("label", 9))
        {
            var source = golden.Input<byte>("src");
            Assert.Equal(golden.Output<int>("scipy4").Pixels, ConnectedComponents.Label(source, Connectivity.Four).Pixels);
            Assert.Equal(golden.Output<int>("scipy8").Pixels, ConnectedComponents.Label(source, Connectivity.Eight).Pixels);
            Assert.Equal(golden.Output<int>("cv4").Pixels, ConnectedComponents.Label(source, Connectivity.Four).Pixels);
            Assert.Equal(golden.Output<int>("cv8").Pixels, ConnectedComponents.LabelByBlocks(source).Pixels);
        }
    }

    [Fact]
    public void Holes_are_filled_as_SciPy_fills_them()
    {
        foreach (var golden in PrimitiveCase.All("fill_holes", 7))
            Assert.Equal(golden.Output<byte>("dst").Pixels, HoleFilling.Fill(golden.Input<byte>("src")).Pixels);
    }

    [Fact]
    public void Small_labels_are_removed_as_scikit_image_removes_them()
    {
        foreach (var golden in PrimitiveCase.All("remove_small_labels", 6))
        {
            var removed = SmallObjects.Remove(new LabelMap(golden.Input<int>("src")), (int)golden.Parameter("min_size")!.Value);
            Assert.Equal(golden.Output<int>("dst").Pixels, removed.Pixels);
        }
    }

    [Theory]
    [InlineData("watershed", 21)]
    [InlineData("watershed_compact", 11)]
    public void The_watershed_is_that_of_scikit_image_tie_for_tie(string file, int count)
    {
        foreach (var golden in PrimitiveCase.All(file, count))
        {
            var image = golden.Input<double>("image");
            var markers = new LabelMap(golden.Input<int>("markers"));
            var mask = golden.HasInput("mask") ? golden.Input<byte>("mask") : null;
            var connectivity = golden.Parameter("connectivity") == 1 ? Connectivity.Four : Connectivity.Eight;
            var compactness = golden.Parameter("compactness")!.Value;
            var labels = compactness > 0
                ? Watershed.FloodCompact(image, markers, compactness, mask, connectivity)
                : Watershed.Flood(image, markers, mask, connectivity);
            Assert.True(golden.Output<int>("labels").Pixels.AsSpan().SequenceEqual(labels.Pixels), golden.Name);
        }
    }

    [Fact]
    public void Peaks_are_those_of_scikit_image()
    {
        foreach (var golden in PrimitiveCase.All("peak_local_max", 13))
        {
            var options = new LocalMaximaOptions
            {
                MinimumDistance = (int)(golden.Parameter("min_distance") ?? 1),
                Threshold = golden.Parameter("threshold_abs"),
                RelativeThreshold = golden.Parameter("threshold_rel"),
                ExcludeBorder = golden.Flag("exclude_border") ?? true,
                MaximumCount = (int?)golden.Parameter("num_peaks"),
            };
            var image = golden.Input<double>("image");
            var peaks = golden.HasInput("labels")
                ? LocalMaxima.Find(image, new LabelMap(golden.Input<int>("labels")), options)
                : LocalMaxima.Find(image, options);
            var expected = golden.Expected.GetProperty("row_col").GetProperty("data").EnumerateArray().Select(value => value.GetInt32()).ToArray();
            Assert.Equal(expected, peaks.SelectMany(peak => (int[])[peak.Row, peak.Column]).ToArray());
        }
    }
}
