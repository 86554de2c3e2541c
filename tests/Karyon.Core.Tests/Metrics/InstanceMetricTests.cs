using Karyon.Core.Metrics;
using Karyon.Core.Rasters;

namespace Karyon.Core.Tests.Metrics;

public class InstanceMetricTests
{
    [Fact]
    public void A_perfect_result_scores_exactly_one_in_the_exact_form()
    {
        var map = Maps.Rectangles(1, 64, 30);
        var scores = InstanceScores.Measure(map, LabelRemapping.ToConsecutive(map, bySize: true))!;
        Assert.Equal([1, 1, 1, 1, 1, 1, 1],
            new[] { scores.Dice1, scores.Dice2, scores.Aji, scores.AjiPlus, scores.DetectionQuality, scores.SegmentationQuality, scores.PanopticQuality });
        Assert.Equal((0, 0), (scores.FalsePositives, scores.FalseNegatives));
    }

    [Fact]
    public void Two_empty_maps_have_no_figures()
    {
        var table = ContingencyTable.Build(new LabelMap(3, 2), new LabelMap(3, 2));
        Assert.Null(InstanceScores.Measure(table));
        Assert.Null(Dice.OfForeground(table));
        Assert.Null(Dice.OfOverlaps(table));
        Assert.Null(AggregatedJaccard.Aji(table));
        Assert.Null(AggregatedJaccard.AjiPlus(table));
        Assert.Null(PanopticQuality.Measure(table, 0.3));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_empty_map_scores_zero_throughout(bool truthIsEmpty)
    {
        var empty = new LabelMap(4, 1);
        var full = Maps.Of("11.2");
        var scores = truthIsEmpty ? InstanceScores.Measure(empty, full)! : InstanceScores.Measure(full, empty)!;
        Assert.Equal(new InstanceScores(0, 0, 0, 0, 0, 0, 0, 0, truthIsEmpty ? 2 : 0, truthIsEmpty ? 0 : 2), scores);
    }

    [Fact]
    public void A_map_without_background_is_measured_like_any_other()
    {
        // Truth: two halves of 8 px; prediction: 4 px, all in the first half, so IoU 1/2 is no match and AJI is 4 / (8 + 8).
        var table = ContingencyTable.Build(Maps.Of("11112222", "11112222"), Maps.Of("7777....", "........"));
        Assert.Equal(0, PanopticQuality.Measure(table)!.TruePositives);
        Assert.Equal(0.25, AggregatedJaccard.Aji(table)!.Value);
        Assert.Equal(2 * 4 / 20.0, Dice.OfForeground(table)!.Value);
    }

    [Fact]
    public void The_table_equals_a_count_by_brute_force()
    {
        LabelMap truth = Maps.Rectangles(3, 40, 25), prediction = Maps.Rectangles(4, 40, 25);
        for (var i = 0; i < prediction.Pixels.Length; i++)
            if (prediction.Pixels[i] == 5) prediction.Pixels[i] = -5;
        var table = ContingencyTable.Build(truth, prediction);
        Assert.Equal(truth.Pixels.Where(id => id != 0).Distinct().Order(), table.TruthIds.ToArray());
        Assert.Equal(prediction.Pixels.Where(id => id != 0).Distinct().Order(), table.PredictionIds.ToArray());
        var expected = truth.Pixels.Zip(prediction.Pixels).Where(pair => pair.First != 0 && pair.Second != 0)
            .GroupBy(pair => pair).ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal(expected.Count, table.Overlaps.Length);
        foreach (var overlap in table.Overlaps)
        {
            int t = table.TruthIds[overlap.Truth], p = table.PredictionIds[overlap.Prediction];
            Assert.Equal(expected[(t, p)], overlap.Pixels);
            var union = truth.Pixels.Zip(prediction.Pixels).Count(pair => pair.First == t || pair.Second == p);
            Assert.Equal(union, table.UnionOf(overlap));
        }
    }

    [Fact]
    public void Maps_of_different_size_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => ContingencyTable.Build(new LabelMap(3, 2), new LabelMap(2, 3)));
        Assert.Contains("3 x 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_map_of_noise_is_measured_in_memory_that_goes_with_its_pixels()
    {
        // A million nuclei of one pixel each: a dense table of IoUs would need 8 TB.
        var truth = new LabelMap(1000, 1000);
        var prediction = new LabelMap(1000, 1000);
        for (var i = 0; i < truth.Pixels.Length; i++) (truth.Pixels[i], prediction.Pixels[i]) = (i + 1, i / 2 + 1);
        var scores = InstanceScores.Measure(truth, prediction)!;
        Assert.Equal(0, scores.TruePositives);
        Assert.Equal(500_000 / 1_500_000.0, scores.AjiPlus, 1e-12);
    }

    [Fact]
    public void The_summary_counts_skipped_and_failed_images_apart_and_says_why()
    {
        var map = Maps.Of("11.2");
        var summary = InstanceSummary.Of(
        [
            ImageScores.Of("good", InstanceScores.Measure(map, map)),
            ImageScores.Of("bare", InstanceScores.Measure(new LabelMap(2, 2), new LabelMap(2, 2))),
            ImageScores.Of("missed", InstanceScores.Measure(map, new LabelMap(4, 1))),
            ImageScores.Skipped("points", "there is no truth"),
            ImageScores.Failed("broken", "the file is truncated"),
        ]);
        Assert.Equal(2, summary.Count);
        Assert.Equal(["bare: " + ImageScores.BothEmpty, "points: there is no truth"], summary.Skipped.Select(image => $"{image.Name}: {image.SkipReason}"));
        Assert.Equal(["broken: the file is truncated"], summary.Failed.Select(image => $"{image.Name}: {image.SkipReason}"));
        Assert.Equal(0.5, summary.PanopticQuality.Value);
        Assert.Equal(new Interval(0, 1), summary.PanopticQuality.Interval95);
        Assert.Equal(4 / 6.0, summary.PooledF1.Value, 1e-12);
    }

    [Fact]
    public void A_summary_of_nothing_has_no_figures()
    {
        var summary = InstanceSummary.Of([]);
        Assert.Equal(0, summary.Count);
        Assert.True(double.IsNaN(summary.Aji.Value));
    }
}
