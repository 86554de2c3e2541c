namespace Karyon.Core.Metrics;

/// <summary>
/// Panoptic quality and its two factors: Kirillov et al., CVPR 2019; for nuclei Graham et al. (HoVer-Net), Medical Image Analysis 2019.
/// </summary>
public sealed record PanopticQuality
{
    private const double Epsilon = 1e-6;

    /// <summary>The pairs that count as found, by truth.</summary>
    public required IReadOnlyList<NucleusMatch> Matches { get; init; }

    /// <summary>Predicted nuclei without a partner.</summary>
    public required int FalsePositives { get; init; }

    /// <summary>True nuclei without a partner.</summary>
    public required int FalseNegatives { get; init; }

    /// <summary>Detection quality, which is the F1 of finding nuclei: <c>TP / (TP + FP/2 + FN/2)</c>, 0..1.</summary>
    public required double Detection { get; init; }

    /// <summary>Segmentation quality, the mean IoU of the pairs found, 0..1; 0 where there are none.</summary>
    public required double Segmentation { get; init; }

    /// <summary>Panoptic quality: <see cref="Detection"/> times <see cref="Segmentation"/>.</summary>
    public double Quality => Detection * Segmentation;

    /// <summary>True nuclei that were found.</summary>
    public int TruePositives => Matches.Count;

    /// <summary>
    /// Measures a table. A pair is found if its IoU is strictly above the threshold; below a threshold of 0.5 a nucleus could have
    /// several, so the one-to-one pairing of highest Σ IoU is made first and the threshold applied after, as HoVer-Net does.
    /// </summary>
    /// <param name="table">The overlaps.</param>
    /// <param name="threshold">IoU, [0, 1).</param>
    /// <param name="form">The published form divides Σ IoU by TP + 1e-6.</param>
    /// <returns>The figures; null where both sides are empty; all 0 where one is.</returns>
    public static PanopticQuality? Measure(ContingencyTable table, double threshold = 0.5, MetricForm form = MetricForm.Exact)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (!(threshold is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "an IoU threshold lies in [0, 1)");
        if (table.IsEmpty) return null;

        var overlaps = table.Overlaps;
        var ious = new double[overlaps.Length];
        for (var i = 0; i < ious.Length; i++) ious[i] = table.IouOf(overlaps[i]);
        var matches = new List<NucleusMatch>();
        var sum = 0.0;
        if (threshold >= 0.5)
        {
            for (var i = 0; i < ious.Length; i++) Keep(i);
        }
        else
        {
            foreach (var i in OverlapMatching.Maximise(table, ious))
                if (i >= 0) Keep(i);
        }

        int falsePositives = table.PredictionIds.Length - matches.Count, falseNegatives = table.TruthIds.Length - matches.Count;
        return new PanopticQuality
        {
            Matches = matches,
            FalsePositives = falsePositives,
            FalseNegatives = falseNegatives,
            Detection = matches.Count / (matches.Count + 0.5 * falsePositives + 0.5 * falseNegatives),
            Segmentation = matches.Count == 0 ? 0 : sum / (matches.Count + (form == MetricForm.Published ? Epsilon : 0)),
        };

        void Keep(int i)
        {
            if (!(ious[i] > threshold)) return;
            var overlap = table.Overlaps[i];
            matches.Add(new NucleusMatch(table.TruthIds[overlap.Truth], table.PredictionIds[overlap.Prediction], ious[i]));
            sum += ious[i];
        }
    }
}
