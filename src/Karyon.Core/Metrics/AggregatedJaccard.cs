namespace Karyon.Core.Metrics;

/// <summary>Aggregated Jaccard indices: Kumar et al., IEEE TMI 36(7), 2017 (AJI), and HoVer-Net's one-to-one form (AJI+).</summary>
public static class AggregatedJaccard
{
    private const double Epsilon = 1e-6;

    /// <summary>
    /// AJI: each true nucleus takes the prediction of highest IoU (the lowest id on ties; a prediction may serve several
    /// truths). <c>Σ intersection / (Σ union + areas of truths without overlap + areas of predictions never taken)</c>.
    /// Null where both sides are empty; 0 where one is.
    /// </summary>
    /// <param name="table">The overlaps.</param>
    /// <param name="form">The published form adds 1e-6 to the union before IoUs are compared, which decides some ties.</param>
    public static double? Aji(ContingencyTable table, MetricForm form = MetricForm.Exact)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.IsEmpty) return null;
        var tally = new Tally(table);
        for (var truth = 0; truth < table.TruthIds.Length; truth++)
        {
            var best = default(Overlap);
            var bestIou = 0.0;
            foreach (var overlap in table.OverlapsOf(truth))
            {
                var iou = Iou(table, overlap, form);
                if (iou > bestIou) (best, bestIou) = (overlap, iou);
            }
            if (bestIou > 0) tally.Take(best);
        }
        return tally.Ratio;
    }

    /// <summary>
    /// AJI+: as AJI, but every prediction serves at most one truth; the pairs are those of the highest Σ IoU.
    /// Null where both sides are empty; 0 where one is.
    /// </summary>
    /// <inheritdoc cref="Aji" path="/param"/>
    public static double? AjiPlus(ContingencyTable table, MetricForm form = MetricForm.Exact)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.IsEmpty) return null;
        var overlaps = table.Overlaps;
        var weights = new double[overlaps.Length];
        for (var i = 0; i < weights.Length; i++) weights[i] = Iou(table, overlaps[i], form);
        var tally = new Tally(table);
        foreach (var chosen in OverlapMatching.Maximise(table, weights))
            if (chosen >= 0) tally.Take(overlaps[chosen]);
        return tally.Ratio;
    }

    private static double Iou(ContingencyTable table, Overlap overlap, MetricForm form) =>
        overlap.Pixels / (table.UnionOf(overlap) + (form == MetricForm.Published ? Epsilon : 0));

    /// <summary>The two sums of an AJI. Starts with nothing taken, so every area counts as missed.</summary>
    private sealed class Tally(ContingencyTable table)
    {
        private readonly bool[] _truthTaken = new bool[table.TruthIds.Length];
        private readonly bool[] _predictionTaken = new bool[table.PredictionIds.Length];
        private long _intersection;
        private long _union = table.TruthForeground + table.PredictionForeground;

        public double Ratio => _intersection / (double)_union;

        public void Take(Overlap overlap)
        {
            _intersection += overlap.Pixels;
            _union += table.UnionOf(overlap);
            if (!_truthTaken[overlap.Truth]) _union -= table.TruthAreas[overlap.Truth];
            if (!_predictionTaken[overlap.Prediction]) _union -= table.PredictionAreas[overlap.Prediction];
            (_truthTaken[overlap.Truth], _predictionTaken[overlap.Prediction]) = (true, true);
        }
    }
}
