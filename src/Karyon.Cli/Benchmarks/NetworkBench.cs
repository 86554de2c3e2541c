using Karyon.Learning.Models;
using Karyon.Tensors;
using Karyon.Tensors.Graph;
using Karyon.Tensors.Operations;

namespace Karyon.Cli.Benchmarks;

/// <summary>A whole network, inference: every convolution direct, and with Winograd by rule.</summary>
internal static class NetworkBench
{
    private const int Side = 512;

    /// <summary>Measures an architecture while another process keeps a core busy, or while none does.</summary>
    public static BenchReading MeasureBeside(bool hog, NetworkDescription description, int threads, bool winograd, int passes, CancellationToken stop)
    {
        using var other = hog ? new CoreHog() : null;
        var reading = Measure(description, threads, winograd, passes, stop);
        return reading with { Work = hog ? BenchWork.Hogged : BenchWork.Unhogged, Remark = hog ? "beside a process that keeps one core busy" : "nothing beside it" };
    }

    /// <summary>Measures an architecture with random weights.</summary>
    /// <param name="description">The architecture.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="winograd">Whether the rule may choose Winograd.</param>
    /// <param name="passes">Passes to time.</param>
    /// <param name="stop">Ends it early.</param>
    public static BenchReading Measure(NetworkDescription description, int threads, bool winograd, int passes, CancellationToken stop)
    {
        using var network = new HoverUNet(description);
        network.Initialize(1);
        network.Eval();
        using var context = Inputs.ComputeOptions.Open(threads);
        var image = Value.Input("image", new Shape(1, 3, Side, Side));
        var maps = network.Forward(image);
        using var plan = Plan.Compile(context, [maps.Np.Softmax(1), maps.Hv], PlanOptions.Inference with { Winograd = winograd });
        var random = new CounterRandom(1, 1);
        var input = plan.Input(image);
        for (var i = 0; i < input.Length; i++) input[i] = (float)Math.Floor(256 * random.Uniform((ulong)i));
        var reading = Passes.Measure($"{description.Encoder} U-Net {Side}x{Side}, {(winograd ? "Winograd" : "direct")}", context, passes, () => plan.Run(), stop);
        return reading with
        {
            Flops = NetworkCost.Of(image, maps.Np, maps.Hv).Flops,
            Work = description.Encoder != "resnet34" ? BenchWork.Other : winograd ? BenchWork.YardstickWinograd : BenchWork.YardstickDirect,
        };
    }
}
