using System.Diagnostics;
using System.Globalization;
using Karyon.Tensors;
using Karyon.Tensors.Graph;
using Karyon.Tensors.Modules;
using Karyon.Tensors.Operations;

namespace Karyon.Networks.Benchmarks;

/// <summary>
/// The networks of the papers, passes interleaved with readings of the ceiling: a row each, and under it the kinds of steps that
/// take most of its time. Times scaled by the ceiling of the same run stand beside what is wanted and what PyTorch takes.
/// </summary>
internal static class PaperBenchmark
{
    /// <summary>Steps that take less of a network's time than this are not listed.</summary>
    private const double LeastShare = 0.03;

    public static void Run(string part, int passes, int threads)
    {
        using var context = new ComputeContext(threads);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{threads} threads, {context.Path}; scaled: to a ceiling of {PaperNetwork.Ceiling:0} GFLOP/s"));
        foreach (var network in PaperNetwork.All.Where(network => network.Name.Contains(part, StringComparison.OrdinalIgnoreCase))) Run(context, network, passes);
    }

    private static void Run(ComputeContext context, PaperNetwork paper, int passes)
    {
        using var network = paper.Make();
        network.Eval();
        var seed = 0UL;
        foreach (var parameter in network.Parameters()) Defer(parameter, seed++);
        var image = Value.Input("image", new Shape(paper.Tiles, 3, paper.Side, paper.Side));
        var making = Stopwatch.GetTimestamp();
        using var plan = Plan.Compile(context, paper.Write(network, image), PlanOptions.Inference);
        var ready = Stopwatch.GetElapsedTime(making).TotalSeconds;
        Fill(plan.Input(image), 0, 1, seed);
        plan.Run();
        plan.Profile = true;
        var ceiling = new MachineCeiling(context);
        var seconds = new double[passes];
        for (var pass = 0; pass < passes; pass++)
        {
            ceiling.Read();
            var start = Stopwatch.GetTimestamp();
            plan.Run();
            seconds[pass] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        ceiling.Read();
        Array.Sort(seconds);
        double best = seconds[0], median = (seconds[(passes - 1) / 2] + seconds[passes / 2]) / 2, flops = plan.Report().Sum(report => report.FlopsPerRun);
        double Scaled(double time, double top) => time * top / PaperNetwork.Ceiling;
        var torch = paper.Torch is { } known ? known.ToString("0.000", CultureInfo.InvariantCulture) : "not known";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{paper.Name,-15} {paper.Tiles,2} tiles: {best,6:0.000} s best, {median,6:0.000} median; ceiling {ceiling.AllThreads:0}, median {ceiling.MedianOfAllThreads:0}; {100e-9 * flops / best / ceiling.AllThreads,3:0} % of it, median {100e-9 * flops / median / ceiling.MedianOfAllThreads:0} %; scaled {Scaled(best, ceiling.AllThreads):0.000} s, median {Scaled(median, ceiling.MedianOfAllThreads):0.000}; wanted {paper.Wanted:0.00}, PyTorch {torch}; not counted: {ready:0.0} s to draw and pack weights"));
        foreach (var step in plan.ReportByShape().Where(report => report.BestSeconds > LeastShare * best))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {100e-9 * step.FlopsPerRun / step.BestSeconds / ceiling.AllThreads,3:0} % of the ceiling in {step.BestSeconds * 1e3,6:0.0} ms, {step.Steps,2} of {step.Kind}"));
    }

    /// <summary>Weights that keep the scale of what passes through them: made when they are packed, so that a large network is in memory once.</summary>
    private static void Defer(Parameter parameter, ulong seed)
    {
        var shape = parameter.Tensor.Shape;
        var spread = shape.Rank > 1 ? MathF.Sqrt(3f * shape[0] / shape.Count) : 0;
        var middle = shape.Rank > 1 || parameter.Name.EndsWith("bias", StringComparison.Ordinal) || parameter.Name.EndsWith("running_mean", StringComparison.Ordinal) ? 0 : 1;
        parameter.Defer(elements => Fill(elements, middle - spread, middle + spread, seed));
    }

    private static void Fill(Span<float> elements, float low, float high, ulong seed)
    {
        var random = new CounterRandom(seed);
        for (var i = 0; i < elements.Length; i++) elements[i] = low + (high - low) * random.UniformSingle((ulong)i);
    }
}
