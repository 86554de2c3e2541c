using Karyon.Core.Nuclei;

namespace Karyon.Core.Metrics;

/// <summary>
/// Pairs detections with true points as HoVer-Net's <c>pair_coordinates</c> does: an optimal assignment on Euclidean
/// distance over all points, from which pairs farther apart than the radius are dropped afterwards (a pair at the radius stays).
/// </summary>
public static class PointMatching
{
    /// <summary>HoVer-Net's radius, px at x40.</summary>
    public const double DefaultRadius = 12;

    /// <summary>Pairs two sets of points. O(n³) at worst; 1000 against 1000 take a fraction of a second.</summary>
    /// <param name="truth">True points.</param>
    /// <param name="prediction">Predicted points.</param>
    /// <param name="radius">Largest distance of a pair, px.</param>
    /// <param name="form">The published form rounds coordinates to single precision first.</param>
    /// <returns>The pairs, by truth.</returns>
    /// <exception cref="ArgumentException">A coordinate is not finite, or the sets are too large for a dense table of distances.</exception>
    public static IReadOnlyList<PointMatch> Match(
        IReadOnlyList<ClassPoint> truth, IReadOnlyList<ClassPoint> prediction, double radius = DefaultRadius, MetricForm form = MetricForm.Exact)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(prediction);
        if ((long)truth.Count * prediction.Count > Array.MaxLength)
            throw new ArgumentException($"{truth.Count} x {prediction.Count} points are too many to be paired at once; split the image", nameof(prediction));

        var distances = new double[truth.Count * prediction.Count];
        for (var t = 0; t < truth.Count; t++)
        {
            var (x, y) = Position(truth[t], form);
            for (var p = 0; p < prediction.Count; p++)
            {
                var (otherX, otherY) = Position(prediction[p], form);
                distances[t * prediction.Count + p] = Math.Sqrt((x - otherX) * (x - otherX) + (y - otherY) * (y - otherY));
            }
        }

        var partner = LinearAssignment.Minimise(distances, truth.Count, prediction.Count);
        var matches = new List<PointMatch>();
        for (var t = 0; t < partner.Length; t++)
        {
            if (partner[t] < 0) continue;
            var distance = distances[t * prediction.Count + partner[t]];
            if (distance <= radius) matches.Add(new PointMatch(t, partner[t], distance));
        }
        return matches;
    }

    private static (double X, double Y) Position(ClassPoint point, MetricForm form) =>
        form == MetricForm.Published ? ((float)point.X, (float)point.Y) : (point.X, point.Y);
}
