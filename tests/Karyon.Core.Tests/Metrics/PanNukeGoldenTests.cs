using System.Globalization;
using System.Text.Json;
using Karyon.Core.Metrics;
using Karyon.Core.Nuclei;
using Karyon.Testing;

namespace Karyon.Core.Tests.Metrics;

/// <summary>Figures of PanNuke-metrics over a set of nine images.</summary>
public class PanNukeGoldenTests
{
    private const double Tolerance = 1e-9;
    private static readonly string[] Classes = ["neoplastic", "inflammatory", "connective", "dead", "epithelial"];

    [Fact]
    public void Every_image_and_class_agrees_with_the_published_code()
    {
        var (images, golden) = Measure();
        var rows = golden.GetProperty("pannuke_metrics").GetProperty("per_image_pq").EnumerateArray().Select(row => row.EnumerateArray().Select(Number).ToArray()).ToArray();
        Assert.Equal(rows.Length, images.Count);
        for (var i = 0; i < rows.Length; i++)
        {
            Near(rows[i][0], images[i].Scores.Binary, $"image {i}");
            for (var type = 0; type < 5; type++) Near(rows[i][type + 1], images[i].Scores.PerClass[type], $"image {i}, {Classes[type]}");
        }
    }

    [Fact]
    public void Every_printed_figure_agrees_with_the_published_code()
    {
        var (images, golden) = Measure();
        var figures = PanNukeSummary.Of(images, Classes, resamples: 50).ToDictionary(figure => figure.Name);
        var renamed = new Dictionary<string, string>
        {
            ["Neoplastic PQ"] = "PQ neoplastic", ["Inflammatory PQ"] = "PQ inflammatory", ["Connective PQ"] = "PQ connective", ["Dead PQ"] = "PQ dead", ["Non-Neoplastic PQ"] = "PQ epithelial",
            ["Average mPQ"] = "mPQ (tissue average)", ["Average bPQ"] = "bPQ (tissue average)",
        };
        var count = 0;
        foreach (var printed in golden.GetProperty("pannuke_metrics").GetProperty("printed").EnumerateObject())
        {
            var name = renamed.GetValueOrDefault(printed.Name)
                ?? (printed.Name.EndsWith(" PQ binary", StringComparison.Ordinal) ? "bPQ " + printed.Name[..^10] : "mPQ " + printed.Name[..^3]);
            var figure = figures[name];
            var expected = Number(printed.Value);
            Assert.Equal(double.IsNaN(expected), figure.Absence is not null);
            Near(expected, figure.Absence is null ? figure.Estimate.Value : null, name);
            count++;
        }
        Assert.Equal(45, count);
    }

    [Fact]
    public void The_image_average_is_the_mean_of_the_published_rows()
    {
        var (images, golden) = Measure();
        var rows = golden.GetProperty("pannuke_metrics").GetProperty("per_image_pq").EnumerateArray().Select(row => row.EnumerateArray().Select(Number).ToArray()).ToArray();
        var figures = PanNukeSummary.Of(images, Classes, resamples: 50).ToDictionary(figure => figure.Name);
        Near(rows.Select(row => row[0]).Where(value => !double.IsNaN(value)).Average(), figures["bPQ (image average)"].Estimate.Value, "bPQ");
        Near(rows.Select(row => row[1..].Where(value => !double.IsNaN(value)).DefaultIfEmpty(double.NaN).Average()).Where(value => !double.IsNaN(value)).Average(),
            figures["mPQ (image average)"].Estimate.Value, "mPQ");
        Assert.Equal(7, figures["mPQ (image average)"].Count);
    }

    [Fact]
    public void Classes_become_one_map_as_in_the_published_binarize()
    {
        var map = Nuclei(GoldenArray.Read("pannuke/true.npy.gz"), 1);
        Assert.Equal(0, map.Hidden);
        Assert.Equal(GoldenMap.Read(SharedFolder.Require("goldens/metrics/pannuke/binarize_true_1.npy.gz")).Pixels, map.Labels.Pixels);
    }

    private static (List<PanNukeImage> Images, JsonElement Golden) Measure()
    {
        var golden = JsonDocument.Parse(File.ReadAllText(SharedFolder.Require("goldens/metrics/index.json"))).RootElement.GetProperty("pannuke");
        GoldenArray truth = GoldenArray.Read("pannuke/true.npy.gz"), prediction = GoldenArray.Read("pannuke/pred.npy.gz");
        var tissues = golden.GetProperty("tissues").EnumerateArray().Select(tissue => tissue.GetString()!);
        return ([.. tissues.Select((tissue, index) => new PanNukeImage(0, tissue, PanNukeScores.Measure(Nuclei(truth, index), Nuclei(prediction, index), 5, MetricForm.Published)))], golden);
    }

    private static TypedNuclei Nuclei(GoldenArray array, int image) => TypedNuclei.FromClassMaps([.. Enumerable.Range(0, 5).Select(channel => array.Map(image, channel))]);

    private static double Number(JsonElement value) => value.ValueKind == JsonValueKind.String ? double.Parse(value.GetString()!.Replace("nan", "NaN", StringComparison.Ordinal), CultureInfo.InvariantCulture) : value.GetDouble();

    private static void Near(double expected, double? actual, string what) =>
        Assert.True(double.IsNaN(expected) ? actual is null : actual is { } value && Math.Abs(expected - value) <= Tolerance, $"{what}: {expected} is expected, {actual} came");
}
