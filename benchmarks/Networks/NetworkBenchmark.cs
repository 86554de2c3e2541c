using System.Diagnostics;
using Karyon.Learning.Models;
using Karyon.Tensors;
using Karyon.Tensors.Graph;
using Karyon.Tensors.Modules;
using Karyon.Tensors.Operations;

namespace Karyon.Networks.Benchmarks;

/// <summary>
/// A whole network, for inference or as a training step without the optimiser: passes interleaved with readings of the ceiling. Shares
/// are of the arithmetic of the direct algorithm, so that Winograd's may exceed 100 %.
/// </summary>
internal sealed class NetworkBenchmark : IDisposable
{
    private readonly HoverUNet _network;
    private readonly ComputeContext _context;
    private readonly Plan _plan;
    private readonly int _batch;
    private readonly int _threads;

    public NetworkBenchmark(bool training, int batch, int size, int threads, string encoder, bool winograd)
    {
        (_batch, _threads) = (batch, threads);
        _network = new HoverUNet(new NetworkDescription { Encoder = encoder, Widths = encoder == "resnet34" ? [256, 128, 64, 32, 16] : [128, 96, 64, 32, 16] });
        _network.Initialize(1);
        _network.Train(training);
        _context = new ComputeContext(threads);
        var image = Value.Input("image", new Shape(batch, 3, size, size));
        var maps = _network.Forward(image);
        var watch = Stopwatch.StartNew();
        var random = new Random(1);
        if (training)
        {
            Value nucleus = Value.Input("nucleus", new Shape(batch, 1, size, size)), hover = Value.Input("hover", new Shape(batch, 2, size, size));
            var loss = HoverLoss.Of(maps, nucleus, hover);
            var gradients = Differentiator.Gradients(loss, [.. _network.TrainedParameters().Select(parameter => parameter.Value)]);
            _plan = Plan.Compile(_context, [loss, .. gradients], PlanOptions.Training with { Winograd = winograd });
            foreach (ref var value in _plan.Input(nucleus)) value = random.Next(2);
        }
        else
        {
            _plan = Plan.Compile(_context, [maps.Np.Softmax(1), maps.Hv], PlanOptions.Inference with { Winograd = winograd });
        }
        foreach (ref var value in _plan.Input(image)) value = random.Next(256);
        Console.WriteLine($"{_network.ParameterCount} parameters, compiled in {watch.Elapsed.TotalSeconds:0.00} s, {_plan.Bytes >> 20} MiB");
    }

    public void Run(int repeats, bool byShape)
    {
        var ceiling = new MachineCeiling(_context);
        var seconds = new double[repeats];
        for (var k = 0; k < 2; k++) _plan.Run();
        _plan.Profile = true;
        for (var k = 0; k < repeats; k++)
        {
            ceiling.Read();
            var start = Stopwatch.GetTimestamp();
            _plan.Run();
            seconds[k] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        ceiling.Read();
        Array.Sort(seconds);
        double best = seconds[0], median = seconds[repeats / 2];
        var top = _threads == 1 ? ceiling.OneThread : ceiling.AllThreads;
        var medianTop = _threads == 1 ? ceiling.MedianOfOneThread : ceiling.MedianOfAllThreads;
        var reports = byShape ? _plan.ReportByShape() : _plan.Report();
        double flops = reports.Sum(report => report.FlopsPerRun), undisturbed = reports.Sum(report => report.BestSeconds);
        Console.WriteLine($"ceiling: best {top:0} GFLOP/s, median {medianTop:0}; first output {_plan.Output(0)[0]:R}");
        Console.WriteLine($"best   {best * 1e3,8:0.0} ms, {_batch / best,6:0.0} images/s, {100 * flops / best * 1e-9 / top:0} % of the ceiling");
        Console.WriteLine($"median {median * 1e3,8:0.0} ms, {_batch / median,6:0.0} images/s, {100 * flops / median * 1e-9 / medianTop:0} % of the median ceiling");
        Console.WriteLine($"steps' best times summed {undisturbed * 1e3:0.0} ms, {_batch / undisturbed:0.0} images/s, {100 * flops / undisturbed * 1e-9 / top:0} % of the ceiling");
        foreach (var report in reports)
            Console.WriteLine($"{report.BestSeconds * 1e3,8:0.00} ms best {report.Seconds / repeats * 1e3,8:0.00} mean {report.FlopsPerRun / report.BestSeconds * 1e-9,6:0} GFLOP/s {report.Steps,4} {report.Kind}");
    }

    public void Dispose()
    {
        _plan.Dispose();
        _context.Dispose();
        _network.Dispose();
    }
}
