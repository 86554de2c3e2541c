using Karyon.Core.Rasters;

namespace Karyon.Core.Metrics;

/// <summary>The instance figures of one image, each 0..1, and the counts behind them.</summary>
/// <param name="Dice1">Dice of the foregrounds.</param>
/// <param name="Dice2">Ensemble Dice over pairs that meet.</param>
/// <param name="Aji">Aggregated Jaccard index.</param>
/// <param name="AjiPlus">Its one-to-one form.</param>
/// <param name="DetectionQuality">F1 of finding nuclei at IoU above 0.5.</param>
/// <param name="SegmentationQuality">Mean IoU of the pairs found.</param>
/// <param name="PanopticQuality">The product of the two.</param>
/// <param name="TruePositives">Nuclei found.</param>
/// <param name="FalsePositives">Predicted nuclei without a partner.</param>
/// <param name="FalseNegatives">True nuclei without a partner.</param>
public sealed record InstanceScores(
    double Dice1, double Dice2, double Aji, double AjiPlus,
    double DetectionQuality, double SegmentationQuality, double PanopticQuality,
    int TruePositives, int FalsePositives, int FalseNegatives)
{
    /// <summary>Measures a prediction against the truth, O(pixels) plus the pairing.</summary>
    /// <returns>The figures; null where neither map has a nucleus (skip the image and count it); all 0 where one of them has none.</returns>
    /// <exception cref="ArgumentException">The maps differ in size.</exception>
    public static InstanceScores? Measure(LabelMap truth, LabelMap prediction, MetricForm form = MetricForm.Exact) =>
        Measure(ContingencyTable.Build(truth, prediction), form);

    /// <summary>Measures a table of overlaps; null where it is empty.</summary>
    public static InstanceScores? Measure(ContingencyTable table, MetricForm form = MetricForm.Exact)
    {
        if (Metrics.PanopticQuality.Measure(table, form: form) is not { } quality) return null;
        return new InstanceScores(
            Dice.OfForeground(table)!.Value, Dice.OfOverlaps(table)!.Value,
            AggregatedJaccard.Aji(table, form)!.Value, AggregatedJaccard.AjiPlus(table, form)!.Value,
            quality.Detection, quality.Segmentation, quality.Quality,
            quality.TruePositives, quality.FalsePositives, quality.FalseNegatives);
    }
}
