namespace Karyon.Core.Metrics;

/// <summary>
/// Which of two forms of a figure is meant. The published code of HoVer-Net adds 1e-6 to some divisors, so that a
/// perfect result scores 0.99999993 for 14 nuclei; figures that are compared with the literature need the same.
/// </summary>
public enum MetricForm
{
    /// <summary>As the papers define it: no epsilon, a perfect result scores exactly 1, an empty side has no nuclei.</summary>
    Exact,

    /// <summary>As HoVer-Net's <c>metrics/stats_utils.py</c> and <c>compute_stats.py</c> compute it, epsilons and dummy points included.</summary>
    Published,
}
