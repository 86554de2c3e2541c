using System.Globalization;
using Karyon.Tensors;
using Karyon.Tensors.Graph;
using Karyon.Tensors.Modules;
using Karyon.Tensors.Operations;

namespace Karyon.Networks.Benchmarks;

/// <summary>
/// The matrix products of the papers' transformers, each by itself: shares of the multiply-add ceiling, and of the bandwidth of memory for what
/// must be read and written once. All are visited in turn, pass after pass, so that weights are cold and a neighbour meets all alike; each run is also
/// set beside the ceiling read right before and after it.
/// </summary>
internal static class ProductBenchmark
{
    private static readonly (string Name, int Images, int Side, int Inputs, int Outputs)[] Products =
    [
        ("UNI2-h queries, keys, values", 1, 0, 1536, 4608),
        ("UNI2-h projection", 1, 0, 1536, 1536),
        ("UNI2-h gate and value", 1, 0, 1536, 8192),
        ("UNI2-h contraction", 1, 0, 4096, 1536),
        ("MiT-B3 1 projection", 16, 64, 64, 64),
        ("MiT-B3 1 keys, values", 16, 8, 64, 128),
        ("MiT-B3 1 expansion", 16, 64, 64, 256),
        ("MiT-B3 1 contraction", 16, 64, 256, 64),
        ("MiT-B3 2 projection", 16, 32, 128, 128),
        ("MiT-B3 2 keys, values", 16, 8, 128, 256),
        ("MiT-B3 2 expansion", 16, 32, 128, 512),
        ("MiT-B3 2 contraction", 16, 32, 512, 128),
        ("MiT-B3 3 projection", 16, 16, 320, 320),
        ("MiT-B3 3 keys, values", 16, 8, 320, 640),
        ("MiT-B3 3 expansion", 16, 16, 320, 1280),
        ("MiT-B3 3 contraction", 16, 16, 1280, 320),
        ("MiT-B3 4 projection", 16, 8, 512, 512),
        ("MiT-B3 4 keys, values", 16, 8, 512, 1024),
        ("MiT-B3 4 expansion", 16, 8, 512, 2048),
        ("MiT-B3 4 contraction", 16, 8, 2048, 512),
    ];

    /// <summary>Tokens of an image of UNI2-h: a class token, 8 registers and 16x16 patches.</summary>
    private const int Tokens = 265;

    /// <summary>Bytes that are copied to read the bandwidth: more than a cache.</summary>
    private const long CopyBytes = 256 << 20;

    public static void Run(string part, int passes, int threads)
    {
        using var context = new ComputeContext(threads);
        var bandwidth = MachineCeiling.CopyBandwidth(CopyBytes, 5);
        var jobs = Products.Where(product => product.Name.Contains(part, StringComparison.OrdinalIgnoreCase)).Select(product => new Job(context, product.Images, product.Side, product.Inputs, product.Outputs, product.Name)).ToArray();
        var ceiling = new MachineCeiling(context);
        for (var pass = 0; pass < passes; pass++)
            foreach (var job in jobs)
            {
                var before = Reading(context);
                job.Run();
                job.Compare((before + Reading(context)) / 2);
                ceiling.Read();
            }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{threads} threads, {context.Path}; ceiling {ceiling.AllThreads:0} GFLOP/s, median {ceiling.MedianOfAllThreads:0}; one thread copies {bandwidth:0.0} GB/s"));
        Console.WriteLine("product                            rows      K      N     best ms   best of best ceiling   median of pairs   of the copy's bandwidth");
        foreach (var job in jobs)
        {
            var best = job.Best;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{job.Name,-32} {job.Rows,6} {job.Inputs,6} {job.Outputs,6}    {best * 1e3,8:0.000}                   {100e-9 * job.Flops / best / ceiling.AllThreads,4:0} %            {100 * job.MedianShare,4:0} %                    {100e-9 * job.Bytes / best / bandwidth,4:0} %"));
            job.Dispose();
        }
    }

    /// <summary>What all threads reach now, GFLOP/s.</summary>
    private static double Reading(ComputeContext context)
    {
        var ceiling = new MachineCeiling(context);
        ceiling.Read();
        return ceiling.AllThreads;
    }

    /// <summary>A product, its plan and its times.</summary>
    private sealed class Job : IDisposable
    {
        private readonly Linear _linear;
        private readonly Plan _plan;
        private readonly List<double> _shares = [];
        private double _seconds;

        public Job(ComputeContext context, int images, int side, int inputs, int outputs, string name)
        {
            var (height, width) = side == 0 ? (1, Tokens) : (side, side);
            (Name, Rows, Inputs, Outputs) = (name, images * height * width, inputs, outputs);
            _linear = new Linear(inputs, outputs);
            var random = new CounterRandom((ulong)inputs);
            Fill(_linear.Weight.Tensor.Span, random);
            var tokens = Value.Input("tokens", new Shape(images, inputs, height, width));
            _plan = Plan.Compile(context, [_linear.ForwardTokens(tokens)], PlanOptions.Inference);
            Fill(_plan.Input(tokens), random);
            _plan.Run();
            _plan.Profile = true;
        }

        public string Name { get; }

        public int Rows { get; }

        public int Inputs { get; }

        public int Outputs { get; }

        public double Flops => 2.0 * Rows * Inputs * Outputs;

        public double Bytes => sizeof(float) * ((double)Rows * (Inputs + Outputs) + (double)Inputs * Outputs);

        public void Run() => _plan.Run();

        /// <summary>The product's shortest time, without bringing tokens in and out.</summary>
        public double Best => Report.BestSeconds;

        /// <summary>The median over all runs of the share of what the machine reached right before and after.</summary>
        public double MedianShare => _shares.Order().ElementAt(_shares.Count / 2);

        private StepReport Report => _plan.ReportByShape().Single(step => step.Kind.StartsWith("conv 1x1", StringComparison.Ordinal));

        /// <summary>Sets the last run beside the ceiling around it, GFLOP/s.</summary>
        public void Compare(double ceiling)
        {
            var seconds = Report.Seconds;
            _shares.Add(1e-9 * Flops / (seconds - _seconds) / ceiling);
            _seconds = seconds;
        }

        public void Dispose()
        {
            _plan.Dispose();
            _linear.Dispose();
        }

        private static void Fill(Span<float> elements, CounterRandom random)
        {
            for (var i = 0; i < elements.Length; i++) elements[i] = random.UniformSingle((ulong)i) - 0.5f;
        }
    }
}
