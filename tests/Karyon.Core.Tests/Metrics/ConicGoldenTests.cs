using System.Text.Json;
using Karyon.Core.Metrics;
using Karyon.Core.Nuclei;
using Karyon.Testing;

namespace Karyon.Core.Tests.Metrics;

/// <summary>Figures of the CoNIC challenge's code over a set of nine images, of which one class occurs nowhere.</summary>
public class ConicGoldenTests
{
    private const double Tolerance = 1e-9;
    private static readonly string[] Classes = ["neutrophil", "epithelial", "lymphocyte", "plasma", "eosinophil", "connective"];

    [Fact]
    public void Every_figure_and_count_agrees_with_the_published_code()
    {
        var golden = JsonDocument.Parse(File.ReadAllText(SharedFolder.Require("goldens/metrics/index.json"))).RootElement.GetProperty("conic");
        var images = Measure();
        var counts = golden.GetProperty("per_image_tp_fp_fn_iou").EnumerateArray().ToArray();
        var qualities = golden.GetProperty("pq_per_image").EnumerateArray().ToArray();
        Assert.Equal(counts.Length, images.Length);
        for (var i = 0; i < images.Length; i++)
        {
            Assert.Equal(qualities[i].GetDouble(), images[i].Binary.Quality(MetricForm.Published)!.Value, Tolerance);
            for (var type = 0; type < 6; type++)
            {
                var expected = counts[i][type];
                var actual = images[i].PerClass[type];
                Assert.Equal((expected[0].GetInt32(), expected[1].GetInt32(), expected[2].GetInt32()), (actual.TruePositives, actual.FalsePositives, actual.FalseNegatives));
                Assert.Equal(expected[3].GetDouble(), actual.SumIou, Tolerance);
            }
        }

        var figures = ConicSummary.Of(images, Classes, MetricForm.Published, EmptyImageRule.Zero, resamples: 50).ToDictionary(figure => figure.Name);
        Assert.Equal(golden.GetProperty("pq_image_average").GetDouble(), figures["PQ"].Estimate.Value, Tolerance);
        Assert.Equal(golden.GetProperty("multi_pq_plus").GetDouble(), figures["mPQ+"].Estimate.Value, Tolerance);
        var perClass = golden.GetProperty("pq_plus_per_class").EnumerateArray().ToArray();
        for (var type = 0; type < 6; type++) Assert.Equal(perClass[type].GetDouble(), figures["PQ+ " + Classes[type]].Estimate.Value, Tolerance);
    }

    [Fact]
    public void The_exact_form_leaves_out_and_names_what_occurs_nowhere()
    {
        var golden = JsonDocument.Parse(File.ReadAllText(SharedFolder.Require("goldens/metrics/index.json"))).RootElement.GetProperty("conic");
        var figures = ConicSummary.Of(Measure(), Classes, MetricForm.Exact, EmptyImageRule.Skip, resamples: 50).ToDictionary(figure => figure.Name);
        Assert.NotNull(figures["PQ+ connective"].Absence);
        Assert.Equal("mean of 5 of 6 classes", figures["mPQ+"].Detail);
        // The epsilons are 1e-6 beside counts of 1 and more; the published mean counts a sixth class of 0.
        Assert.Equal(golden.GetProperty("multi_pq_plus").GetDouble() * 6 / 5, figures["mPQ+"].Estimate.Value, 2e-6);
        // One of nine images is empty on both sides and counts 0 there.
        Assert.Equal(8, figures["PQ"].Count);
        Assert.Equal(golden.GetProperty("pq_image_average").GetDouble() * 9 / 8, figures["PQ"].Estimate.Value, 2e-6);
    }

    private static ConicScores[] Measure()
    {
        GoldenArray truth = GoldenArray.Read("conic/true.npy.gz"), prediction = GoldenArray.Read("conic/pred.npy.gz");
        return [.. Enumerable.Range(0, truth.Shape[0]).Select(image => ConicScores.Measure(Nuclei(truth, image), Nuclei(prediction, image), 6))];
    }

    private static TypedNuclei Nuclei(GoldenArray array, int image) => TypedNuclei.FromPixelClasses(array.Map(image, 0), array.Map(image, 1), 6);
}
