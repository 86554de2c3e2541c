using Karyon.Core.Nuclei;

namespace Karyon.Core.Metrics;

/// <summary>One image in the protocol of the CoNIC challenge (Graham et al., arXiv 2111.14485): the counts of all nuclei, and of each class.</summary>
/// <param name="Binary">All nuclei, classes ignored.</param>
/// <param name="PerClass">Each class.</param>
public sealed record ConicScores(PanopticCounts Binary, IReadOnlyList<PanopticCounts> PerClass)
{
    /// <summary>Measures an image.</summary>
    /// <param name="truth">The true nuclei.</param>
    /// <param name="prediction">The predicted ones, of the same size.</param>
    /// <param name="classes">Number of classes; CoNIC has 6.</param>
    public static ConicScores Measure(TypedNuclei truth, TypedNuclei prediction, int classes)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(prediction);
        return new ConicScores(PanopticCounts.Of(truth.Labels, prediction.Labels),
            [.. Enumerable.Range(0, classes).Select(index => PanopticCounts.Of(truth.MapOf(index), prediction.MapOf(index)))]);
    }
}
