using Karyon.Core.Metrics;

namespace Karyon.Learning.Recipes;

/// <summary>
/// The figures of a validation: means over images, the chosen metric first. <c>F1</c> is the mean of the images' F1 of finding nuclei at IoU above
/// 0.5, 2 TP / (2 TP + FP + FN), which is also what DQ is, the detection part of PQ; both names are given because both are looked for. The F1 that
/// <c>karyon evaluate</c> reports is pooled over images and differs from it.
/// </summary>
internal static class ValidationFigures
{
    private static readonly (string Name, Func<InstanceScores, double> Value)[] All =
    [
        ("PQ", score => score.PanopticQuality),
        ("AJI", score => score.Aji),
        ("Dice", score => score.Dice1),
        ("F1", score => score.DetectionQuality),
        ("DQ", score => score.DetectionQuality),
        ("SQ", score => score.SegmentationQuality),
    ];

    /// <summary>What a recipe may choose.</summary>
    public static IReadOnlyList<string> Metrics { get; } = ["pq", "aji", "dice", "f1"];

    /// <summary>The figures.</summary>
    /// <param name="scores">Of each image on which they are defined; of none, all figures are 0.</param>
    /// <param name="metric">The one that comes first, as recipes write it.</param>
    public static IReadOnlyList<(string Name, double Value)> Of(IReadOnlyList<InstanceScores> scores, string metric) =>
        [.. All.OrderBy(figure => figure.Name.Equals(metric, StringComparison.OrdinalIgnoreCase) ? 0 : 1).Select(figure => (figure.Name, scores.Count == 0 ? 0 : scores.Average(figure.Value)))];
}
