namespace Karyon.Cli.Benchmarks;

/// <summary>What was measured of one piece of work. Best is compared with the best ceiling, median with the median one, read between the passes.</summary>
/// <param name="Name">The work.</param>
/// <param name="Threads">Threads that computed.</param>
/// <param name="Passes">Passes that were timed.</param>
/// <param name="BestSeconds">The fastest pass.</param>
/// <param name="MedianSeconds">The median pass.</param>
internal sealed record BenchReading(string Name, int Threads, int Passes, double BestSeconds, double MedianSeconds)
{
    /// <summary>Arithmetic of a pass by the direct algorithm, in operations; 0 where it says little.</summary>
    public double Flops { get; init; }

    /// <summary>Best reading of the fp32 ceiling of these threads, GFLOP/s.</summary>
    public double Ceiling { get; init; }

    /// <summary>Median reading of the fp32 ceiling of these threads, GFLOP/s.</summary>
    public double MedianCeiling { get; init; }

    /// <summary>Which of the pieces of work that ratios are made of this is.</summary>
    public BenchWork Work { get; init; }

    /// <summary>Images that a pass deals with; 0 where that says little.</summary>
    public int Images { get; init; }

    /// <summary>Area that a pass deals with, mm²; 0 where that makes no sense.</summary>
    public double AreaMm2 { get; init; }

    /// <summary>Seconds of the fastest pass that the network took: what scales with the machine's ceiling; 0 where that makes no sense.</summary>
    public double NetworkSeconds { get; init; }

    /// <summary>What else is to be said.</summary>
    public string Remark { get; init; } = "";

    /// <summary>Share of the ceiling in the best pass; NaN where there is no arithmetic to compare. Winograd's can exceed 1.</summary>
    public double Share => Flops > 0 && Ceiling > 0 ? Flops / BestSeconds * 1e-9 / Ceiling : double.NaN;

    /// <summary>Share of the median ceiling in the median pass.</summary>
    public double MedianShare => Flops > 0 && MedianCeiling > 0 ? Flops / MedianSeconds * 1e-9 / MedianCeiling : double.NaN;
}
