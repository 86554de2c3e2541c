using System.Text.Json;
using Karyon.Core.Metrics;
using Karyon.Core.Nuclei;
using Karyon.Testing;

namespace Karyon.Core.Tests.Metrics;

public class DetectionScoreTests
{
    [Fact]
    public void Every_figure_agrees_with_the_published_code()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedFolder.Require("goldens/metrics/detection.json")));
        var cases = 0;
        foreach (var golden in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            var images = golden.GetProperty("images").EnumerateArray()
                .Select(image => new PointImage(Points(image, "true"), Points(image, "pred"))).ToArray();
            var classes = golden.GetProperty("types").EnumerateArray().Select(value => value.GetInt32()).ToArray();
            var exhaustive = golden.GetProperty("exhaustive").GetBoolean();
            var scores = DetectionScores.Measure(images, new DetectionOptions { Form = MetricForm.Published, Classes = classes, Exhaustive = exhaustive });

            var name = golden.GetProperty("name").GetString();
            Assert.Equal(golden.GetProperty("f1_detection").GetDouble(), scores.F1!.Value, 1e-9);
            Assert.Equal(golden.GetProperty("type_accuracy").GetDouble(), scores.ClassAccuracy!.Value, 1e-9);
            var perClass = golden.GetProperty("f1_per_type").EnumerateArray().ToArray();
            for (var i = 0; i < classes.Length; i++)
            {
                double? expected = perClass[i].ValueKind == JsonValueKind.String ? null : perClass[i].GetDouble();
                var actual = scores.PerClass[i].F1;
                Assert.True(expected is null == actual is null && Math.Abs((expected ?? 0) - (actual ?? 0)) <= 1e-9,
                    $"{name}, class {classes[i]}: {expected} is expected, {actual} came");
            }
            // The summary with intervals, which reports print, pools the same counts on a way of its own.
            var options = new DetectionOptions { Form = MetricForm.Published, Exhaustive = exhaustive };
            var summary = DetectionSummary.Of([.. images.Select(image => DetectionCounts.Of(image, options))], [.. classes.Select(type => (type, $"{type}"))], exhaustive, resamples: 10).ToDictionary(figure => figure.Name);
            Assert.Equal(golden.GetProperty("f1_detection").GetDouble(), summary["F1d"].Estimate.Value, 1e-9);
            Assert.Equal(golden.GetProperty("type_accuracy").GetDouble(), summary["ACC"].Estimate.Value, 1e-9);
            for (var i = 0; i < classes.Length; i++)
            {
                var figure = summary[$"F1c {classes[i]}"];
                Assert.Equal(perClass[i].ValueKind == JsonValueKind.String, figure.Absence is not null);
                if (figure.Absence is null) Assert.Equal(perClass[i].GetDouble(), figure.Estimate.Value, 1e-9);
            }
            cases++;
        }
        Assert.Equal(21, cases);
    }

    [Fact]
    public void The_default_classes_are_those_of_the_truth()
    {
        var scores = DetectionScores.Measure([new PointImage([new(5, 5, 3), new(50, 50, 1)], [new(5, 5, 2)])]);
        Assert.Equal([new ClassF1(1, 0), new ClassF1(3, 0)], scores.PerClass);
    }

    [Fact]
    public void The_exact_form_counts_no_dummy_points()
    {
        var scores = DetectionScores.Measure([new PointImage([], []), new PointImage([], [new(3, 3, 1)]), new PointImage([new(3, 3, 1)], [new(3, 4, 1)])]);
        Assert.Equal((1, 1, 0, 1), (scores.TruePositives, scores.FalsePositives, scores.FalseNegatives, scores.EmptyImages));
        Assert.Equal(2 / 3.0, scores.F1!.Value, 1e-12);
    }

    [Fact]
    public void Without_any_point_there_is_no_figure()
    {
        var scores = DetectionScores.Measure([new PointImage([], [])]);
        Assert.Null(scores.F1);
        Assert.Null(scores.ClassAccuracy);
        Assert.Empty(scores.PerClass);
    }

    [Fact]
    public void A_pair_at_the_radius_stays_and_the_drop_comes_after_the_assignment()
    {
        Assert.Single(PointMatching.Match([new(0, 0, 0)], [new(12, 0, 0)]));
        Assert.Empty(PointMatching.Match([new(0, 0, 0)], [new(12.001, 0, 0)]));
        // Nearest first would pair 10 with 9. Over all points 0-9 and 10-40 (together 39) beat 10-9 and 0-40 (41).
        Assert.Equal([new PointMatch(0, 0, 9)], PointMatching.Match([new(0, 0, 0), new(10, 0, 0)], [new(9, 0, 0), new(40, 0, 0)]));
    }

    private static ClassPoint[] Points(JsonElement image, string side)
    {
        var places = image.GetProperty(side + "_xy").EnumerateArray();
        var types = image.GetProperty(side + "_type").EnumerateArray();
        return [.. places.Zip(types, (xy, type) => new ClassPoint(xy[0].GetDouble(), xy[1].GetDouble(), type.GetInt32()))];
    }
}
