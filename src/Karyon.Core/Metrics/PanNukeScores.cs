using Karyon.Core.Nuclei;

namespace Karyon.Core.Metrics;

/// <summary>
/// One image in PanNuke's protocol (Gamper et al., arXiv 2003.10778; <c>PanNuke-metrics</c>): PQ of all nuclei, and of each class. A figure is null
/// where the truth has no such nucleus, whatever was predicted: false nuclei cost nothing there. It is 0 where the prediction alone has none.
/// </summary>
/// <param name="Binary">PQ of all nuclei, classes ignored.</param>
/// <param name="PerClass">PQ of each class.</param>
/// <param name="UncountedFalsePositives">Predicted nuclei of classes that the truth does not have here, which the rule lets go free.</param>
public sealed record PanNukeScores(double? Binary, IReadOnlyList<double?> PerClass, int UncountedFalsePositives)
{
    /// <summary>The mean over classes that the truth has; null where it has none.</summary>
    public double? Multi { get; } = PerClass.Average();

    /// <summary>Measures an image.</summary>
    /// <param name="truth">The true nuclei.</param>
    /// <param name="prediction">The predicted ones, of the same size.</param>
    /// <param name="classes">Number of classes; PanNuke has 5.</param>
    /// <param name="form">The published form divides Σ IoU by TP + 1e-6.</param>
    public static PanNukeScores Measure(TypedNuclei truth, TypedNuclei prediction, int classes, MetricForm form = MetricForm.Exact)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(prediction);
        var free = 0;
        var perClass = new double?[classes];
        for (var index = 0; index < classes; index++)
        {
            var table = ContingencyTable.Build(truth.MapOf(index), prediction.MapOf(index));
            perClass[index] = QualityOf(table, form);
            if (perClass[index] is null) free += table.PredictionIds.Length;
        }
        return new PanNukeScores(QualityOf(ContingencyTable.Build(truth.Labels, prediction.Labels), form), perClass, free);
    }

    private static double? QualityOf(ContingencyTable table, MetricForm form) =>
        table.TruthIds.Length == 0 ? null : PanopticQuality.Measure(table, form: form)!.Quality;
}
