using Karyon.Core.Metrics;

namespace Karyon.Learning.Evaluation;

/// <summary>The outcome of an instance evaluation: Dice1, Dice2, AJI, AJI+, DQ, SQ, PQ per image and over images, and pooled F1.</summary>
/// <param name="Predictions">What was evaluated.</param>
/// <param name="Dataset">Against what.</param>
/// <param name="Options">How; the rule by which truth became pixels belongs to every figure.</param>
/// <param name="Images">Each image, in the data set's order, skipped and failed ones with their reason.</param>
/// <param name="Summary">Means over the images that count, with 95 % bootstrap intervals.</param>
public sealed record InstanceReport(
    string Predictions, string Dataset, InstanceEvaluationOptions Options, IReadOnlyList<ImageScores> Images, InstanceSummary Summary)
{
    /// <summary>The summary's figures under the names that the literature uses, in the order of a table.</summary>
    public IReadOnlyList<KeyValuePair<string, Estimate>> Figures =>
    [
        new("Dice1", Summary.Dice1), new("Dice2", Summary.Dice2), new("AJI", Summary.Aji), new("AJI+", Summary.AjiPlus),
        new("DQ", Summary.DetectionQuality), new("SQ", Summary.SegmentationQuality), new("PQ", Summary.PanopticQuality), new("F1", Summary.PooledF1),
    ];
}
