using System.Diagnostics;
using Karyon.Tensors.Kernels;
using Karyon.Tensors.Kernels.Vector.Ceiling;
using Karyon.Tensors.Threading;

namespace Karyon.Tensors.Graph;

/// <summary>
/// What a context's threads can do at most: fused multiply-adds between registers, and copying. Take a reading between the runs of
/// what is measured, so that both see the same machine, and compare best with best, median with median. Not thread safe.
/// </summary>
/// <param name="context">Whose threads and vector width.</param>
public sealed unsafe class MachineCeiling(ComputeContext context)
{
    private const int BurnsPerThread = 8;
    private readonly List<double> _one = [];
    private readonly List<double> _all = [];

    /// <summary>Best reading of one thread, GFLOP/s (a multiply-add counts two); 0 without one.</summary>
    public double OneThread => _one.DefaultIfEmpty().Max();

    /// <summary>Best reading of all threads together, GFLOP/s; 0 without one.</summary>
    public double AllThreads => _all.DefaultIfEmpty().Max();

    /// <summary>Median reading of one thread, GFLOP/s; 0 without one.</summary>
    public double MedianOfOneThread => Median(_one);

    /// <summary>Median reading of all threads together, GFLOP/s; 0 without one.</summary>
    public double MedianOfAllThreads => Median(_all);

    /// <summary>Takes a reading of each: about a millisecond.</summary>
    public void Read()
    {
        var burn = new Burn(context.Path, BurnsPerThread);
        _one.Add(Rate(burn, () => { for (var k = 0; k < burn.Chunks; k++) burn.Run(k, 0); }));
        var burns = new Burn(context.Path, BurnsPerThread * context.Threads);
        _all.Add(Rate(burns, () => context.Pool.Run(burns)));
    }

    /// <summary>Bytes that one thread copies in a second, reads and writes both counted, in GB/s: the best of some rounds.</summary>
    /// <param name="bytes">Size of what is copied: more than a cache to measure memory.</param>
    /// <param name="rounds">Copies.</param>
    public static double CopyBandwidth(long bytes, int rounds = 10)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        return Kernels.Vector.Ceiling.CopyBandwidth.Measure((nuint)bytes, rounds);
    }

    private static double Rate(Burn burn, Action run)
    {
        var start = Stopwatch.GetTimestamp();
        run();
        return burn.Flops / Stopwatch.GetElapsedTime(start).TotalSeconds * 1e-9;
    }

    private static double Median(List<double> readings)
    {
        if (readings.Count == 0) return 0;
        double[] sorted = [.. readings.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private sealed class Burn(VectorPath path, int chunks) : IChunkedWork
    {
        public int Chunks => chunks;

        public double Flops => chunks * FmaCeiling.Flops(path);

        public void Run(int chunk, int worker)
        {
            float sink;
            FmaCeiling.Burn(path, &sink);
        }
    }
}
