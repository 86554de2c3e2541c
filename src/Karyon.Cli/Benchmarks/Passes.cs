using System.Diagnostics;
using Karyon.Tensors.Graph;

namespace Karyon.Cli.Benchmarks;

/// <summary>Times work in passes, with a reading of the machine's ceiling before each: both see the same moments of a shared machine.</summary>
internal static class Passes
{
    private const int WarmUps = 2;

    /// <summary>Measures.</summary>
    /// <param name="name">The work.</param>
    /// <param name="context">Whose threads compute.</param>
    /// <param name="passes">Passes to time; some more come first, to warm up.</param>
    /// <param name="run">One pass.</param>
    /// <param name="stop">Ends the passes early.</param>
    public static BenchReading Measure(string name, ComputeContext context, int passes, Action run, CancellationToken stop)
    {
        var ceiling = new MachineCeiling(context);
        var seconds = new List<double>(passes);
        for (var pass = -WarmUps; pass < passes; pass++)
        {
            stop.ThrowIfCancellationRequested();
            ceiling.Read();
            var start = Stopwatch.GetTimestamp();
            run();
            if (pass >= 0) seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        seconds.Sort();
        var one = context.Threads == 1;
        return new BenchReading(name, context.Threads, passes, seconds[0], (seconds[(passes - 1) / 2] + seconds[passes / 2]) / 2)
        {
            Ceiling = one ? ceiling.OneThread : ceiling.AllThreads,
            MedianCeiling = one ? ceiling.MedianOfOneThread : ceiling.MedianOfAllThreads,
        };
    }
}
