using Karyon.Core.Metrics;
using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;

namespace Karyon.Core.Tests.Metrics;

/// <summary>Closed forms of the typed protocols, and our stated answers where we deviate from the originals.</summary>
public class TypedMetricTests
{
    private static readonly string[] TwoClasses = ["a", "b"];

    [Fact]
    public void PanNuke_has_no_figure_of_a_class_that_the_truth_lacks_and_nought_of_one_that_the_prediction_lacks()
    {
        var truth = Typed(["11.."], (1, 0));
        var prediction = Typed(["11.2"], (1, 1), (2, 1));
        var scores = PanNukeScores.Measure(truth, prediction, 2);
        Assert.Equal([0, null], scores.PerClass);
        Assert.Equal(2, scores.UncountedFalsePositives);
        Assert.Equal(0, scores.Multi);
        // One of two predictions is right: DQ = 1 / 1.5, SQ = 1.
        Assert.Equal(1 / 1.5, scores.Binary!.Value, 1e-12);
        Assert.Null(PanNukeScores.Measure(Typed(["...."]), prediction, 2).Multi);
    }

    [Fact]
    public void Tissues_weigh_alike_in_the_tissue_average_and_images_in_the_image_average()
    {
        PanNukeImage Image(int fold, string tissue, double? quality) => new(fold, tissue, new PanNukeScores(quality, [quality, null], 0));
        PanNukeImage[] images = [Image(0, "Breast", 1), Image(0, "Breast", 0.5), Image(0, "Colon", 0), Image(0, "Lung", null)];
        var figures = PanNukeSummary.Of(images, TwoClasses, resamples: 20).ToDictionary(figure => figure.Name);
        Assert.Equal((0.75 + 0) / 2, figures["mPQ (tissue average)"].Estimate.Value, 1e-12);
        Assert.Equal(1.5 / 3, figures["mPQ (image average)"].Estimate.Value, 1e-12);
        Assert.Equal(("no image of the tissue has a nucleus", "there is no image of the tissue"), (figures["bPQ Lung"].Absence, figures["bPQ Skin"].Absence));
        Assert.Equal("the truth has no nucleus of the class", figures["PQ b"].Absence);
        Assert.Equal(4 + 2 + 2 * 19, figures.Count);

        // Folds weigh alike, however many images they have.
        PanNukeImage[] folds = [Image(1, "Breast", 1), Image(2, "Breast", 0), Image(2, "Breast", 0.5), Image(2, "Colon", 0.75)];
        var ofFolds = PanNukeSummary.Of(folds, TwoClasses, resamples: 20).ToDictionary(figure => figure.Name);
        Assert.Equal((1 + (0.25 + 0.75) / 2) / 2, ofFolds["mPQ (tissue average)"].Estimate.Value, 1e-12);
        Assert.Equal(0.5, ofFolds["mPQ (tissue average), fold 2"].Estimate.Value, 1e-12);
    }

    [Fact]
    public void Pooled_panoptic_quality_is_that_of_the_sums()
    {
        PanopticCounts a = new(2, 1, 0, 1.5), b = new(1, 0, 3, 0.75);
        var pooled = a + b;
        Assert.Equal(2.25 / (3 + 0.5 + 1.5), pooled.Quality()!.Value, 1e-12);
        Assert.Equal(3 / (5 + 1e-6) * 2.25 / (3 + 1e-6), pooled.Quality(MetricForm.Published)!.Value, 1e-12);
        Assert.Null(default(PanopticCounts).Quality());
        Assert.Equal(0, default(PanopticCounts).Quality(MetricForm.Published));
    }

    [Theory]
    [InlineData(EmptyImageRule.Skip, 1, 1.0)]
    [InlineData(EmptyImageRule.Zero, 2, 0.5)]
    [InlineData(EmptyImageRule.One, 2, 1.0)]
    public void An_image_without_nuclei_on_either_side_counts_as_the_rule_says(EmptyImageRule rule, int count, double mean)
    {
        var good = new ConicScores(new PanopticCounts(3, 0, 0, 3), [new PanopticCounts(3, 0, 0, 3)]);
        var figure = ConicSummary.Of([good, new ConicScores(default, [default])], ["a"], MetricForm.Exact, rule, resamples: 20)[0];
        Assert.Equal((count, mean), (figure.Count, figure.Estimate.Value));

        var map = Maps.Of("11.2");
        ImageScores[] images = [ImageScores.Of("good", InstanceScores.Measure(map, map)), ImageScores.Of("bare", null, rule)];
        var summary = InstanceSummary.Of(images, resamples: 20);
        Assert.Equal((count, mean), (summary.Count, summary.PanopticQuality.Value));
    }

    [Fact]
    public void Dummy_points_can_be_asked_for_in_either_form()
    {
        PointImage empty = new([], []), surplus = new([], [new(50, 50, 2)]);
        // A dummy pair on the bare image; a dummy truth and a surplus prediction, too far apart, on the other.
        var dummies = DetectionScores.Measure([empty, surplus], new DetectionOptions { DummyPoints = true, Classes = [2] });
        Assert.Equal((1, 1, 1), (dummies.TruePositives, dummies.FalsePositives, dummies.FalseNegatives));
        var none = DetectionScores.Measure([empty, surplus], new DetectionOptions { DummyPoints = false, Form = MetricForm.Published, Classes = [2] });
        Assert.Equal((0, 1, 0), (none.TruePositives, none.FalsePositives, none.FalseNegatives));
    }

    [Fact]
    public void A_map_without_background_keeps_its_nuclei_unless_it_is_read_as_the_originals_do()
    {
        var full = Typed(["1122"], (1, 0), (2, 1));
        Assert.Equal([new ClassPoint(1, 0.5, 0), new ClassPoint(3, 0.5, 1)], full.Points);
        var lost = full.WithoutFirstWhereNoBackground();
        Assert.Equal([0, 0, 2, 2], lost.Labels.Pixels);
        Assert.Equal([new ClassPoint(3, 0.5, 1)], lost.Points);
        var withBackground = Typed(["11.2"], (1, 0), (2, 1));
        Assert.Same(withBackground, withBackground.WithoutFirstWhereNoBackground());
        // A nucleus that fills its channel is lost there, so that the truth counts as empty.
        Assert.Null(PanNukeScores.Measure(TypedNuclei.FromClassMaps([Maps.Of("77"), Maps.Of("..")]).WithoutFirstWhereNoBackground(), Typed(["11"], (1, 0)), 2).Binary);
    }

    [Fact]
    public void A_nucleus_under_one_of_a_later_class_counts_in_its_class_alone()
    {
        var nuclei = TypedNuclei.FromClassMaps([Maps.Of("55.6"), Maps.Of("9...")]);
        Assert.Equal([3, 1, 0, 2], nuclei.Labels.Pixels);
        Assert.Equal(0, nuclei.Hidden);
        var hidden = TypedNuclei.FromClassMaps([Maps.Of("5..6"), Maps.Of("99..")]);
        Assert.Equal(1, hidden.Hidden);
        Assert.Equal([5, 0, 0, 6], hidden.MapOf(0).Pixels);
    }

    [Fact]
    public void Unknown_pixels_become_background_and_predicted_nuclei_that_lie_there_for_the_most_part_go()
    {
        // Nucleus 1 has two of three pixels where nothing is known, nucleus 2 one of two.
        var unknown = new Raster<byte>(6, 1, [1, 1, 0, 1, 0, 0]);
        var nuclei = Typed(["11122."], (1, 0), (2, 1));
        Assert.Equal([0, 0, 1, 0, 2, 0], nuclei.Outside(unknown, wholeNuclei: false).Labels.Pixels);
        var left = nuclei.Outside(unknown, wholeNuclei: true);
        Assert.Equal([0, 0, 0, 0, 2, 0], left.Labels.Pixels);
        Assert.Equal([new ClassPoint(4.5, 0.5, 1)], left.Points);
    }

    [Fact]
    public void Summaries_of_points_pool_their_counts()
    {
        DetectionCounts[] images =
        [
            DetectionCounts.Of(new PointImage([new(5, 5, 1), new(50, 50, 2)], [new(5, 5, 1), new(50, 50, 1)])),
            DetectionCounts.Of(new PointImage([new(5, 5, 2)], [new(90, 5, 2)])),
        ];
        var figures = DetectionSummary.Of(images, [(1, "a"), (2, "b"), (3, "c")], resamples: 20).ToDictionary(figure => figure.Name);
        Assert.Equal(4 / 6.0, figures["F1d"].Estimate.Value, 1e-12);
        Assert.Equal(0.5, figures["ACC"].Estimate.Value, 1e-12);
        // a: one pair right, one predicted for b: 2 / (2 + 2). b: that pair missed, and one point missed and one surplus: 0.
        Assert.Equal(0.5, figures["F1c a"].Estimate.Value, 1e-12);
        Assert.Equal(0, figures["F1c b"].Estimate.Value);
        Assert.Equal("the class occurs nowhere", figures["F1c c"].Absence);
        Assert.Equal(0.25, figures["F1c"].Estimate.Value, 1e-12);
        Assert.Equal("mean of 2 of 3 classes", figures["F1c"].Detail);
    }

    [Fact]
    public void Intersection_over_union_pools_pixels_and_leaves_out_unknown_ones()
    {
        // Row by row: truth 0 0 1 1, unknown 1 1 1; prediction 0 1 1 1, 0 1 0 2. By hand: class a: both 3, either 6; background: both 1, either 3; b: 0 of 1.
        var truth = Maps.Of("..11", ".111");
        truth[1, 0] = 255;
        var counts = SemanticCounts.Of(truth, Maps.Of(".111", ".1.2"), 3);
        Assert.Equal(1, counts.Ignored);
        var figures = SemanticSummary.Of([counts], ["a", "b", "c"], resamples: 20).ToDictionary(figure => figure.Name);
        Assert.Equal(1 / 3.0, figures["IoU background"].Estimate.Value, 1e-12);
        Assert.Equal(3 / 6.0, figures["IoU a"].Estimate.Value, 1e-12);
        Assert.Equal(0, figures["IoU b"].Estimate.Value);
        Assert.Equal("the class occurs nowhere", figures["IoU c"].Absence);
        Assert.Equal((1 / 3.0 + 0.5 + 0) / 3, figures["mIoU"].Estimate.Value, 1e-12);
        Assert.Equal("mean of 3 of 4 classes, background included", figures["mIoU"].Detail);
        Assert.Throws<ArgumentException>(() => SemanticCounts.Of(Maps.Of("4..."), Maps.Of("...."), 3));
    }

    [Fact]
    public void Groups_of_CoNSeP_are_those_of_the_papers()
    {
        Assert.Equal(["miscellaneous", "inflammatory", "epithelial", "epithelial", "spindle", "spindle", "spindle"], Groups(ClassGrouping.HoverNet));
        Assert.Equal(["miscellaneous", "inflammatory", "epithelial", "neoplastic", "miscellaneous", "miscellaneous", "miscellaneous"], Groups(ClassGrouping.HoverUNet));

        static IEnumerable<string> Groups(ClassGrouping grouping) => grouping.GroupOfConsep.Select(index => grouping.Classes.Classes[index].Name);
    }

    private static TypedNuclei Typed(string[] rows, params (int Id, int Class)[] classes) => new(Maps.Of(rows), classes.ToDictionary(entry => entry.Id, entry => entry.Class));
}
