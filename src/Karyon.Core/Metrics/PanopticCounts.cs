using Karyon.Core.Rasters;

namespace Karyon.Core.Metrics;

/// <summary>What panoptic quality is computed from, of one image or pooled over many.</summary>
/// <param name="TruePositives">Nuclei found at an IoU above 0.5.</param>
/// <param name="FalsePositives">Predicted nuclei without a partner.</param>
/// <param name="FalseNegatives">True nuclei without a partner.</param>
/// <param name="SumIou">Σ IoU of those found.</param>
public readonly record struct PanopticCounts(int TruePositives, int FalsePositives, int FalseNegatives, double SumIou)
{
    private const double Epsilon = 1e-6;

    /// <summary>Whether neither side has a nucleus; no figure is defined then.</summary>
    public bool IsEmpty => TruePositives + FalsePositives + FalseNegatives == 0;

    /// <summary>Counts two maps of one size.</summary>
    public static PanopticCounts Of(LabelMap truth, LabelMap prediction) => PanopticQuality.Measure(ContingencyTable.Build(truth, prediction)) is { } quality
        ? new PanopticCounts(quality.TruePositives, quality.FalsePositives, quality.FalseNegatives, quality.Matches.Sum(match => match.Iou))
        : default;

    /// <summary>
    /// <c>Σ IoU / (TP + FP/2 + FN/2)</c>, exactly or as CoNIC's code has it: <c>TP / (TP + FP/2 + FN/2 + 1e-6) * Σ IoU / (TP + 1e-6)</c>.
    /// Null where neither side has a nucleus; CoNIC's is 0 there.
    /// </summary>
    public double? Quality(MetricForm form = MetricForm.Exact)
    {
        var errors = 0.5 * FalsePositives + 0.5 * FalseNegatives;
        if (form == MetricForm.Published) return TruePositives / (TruePositives + errors + Epsilon) * (SumIou / (TruePositives + Epsilon));
        return IsEmpty ? null : SumIou / (TruePositives + errors);
    }

    /// <summary>The counts of both together.</summary>
    public static PanopticCounts operator +(PanopticCounts a, PanopticCounts b) => a.Plus(b);

    /// <summary>The counts of both together.</summary>
    public PanopticCounts Plus(PanopticCounts other) => new(
        TruePositives + other.TruePositives, FalsePositives + other.FalsePositives, FalseNegatives + other.FalseNegatives, SumIou + other.SumIou);
}
