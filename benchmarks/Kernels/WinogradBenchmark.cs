using Karyon.Tensors.Kernels.Scalar.Winograd;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Karyon.Tensors.Kernels;
using Karyon.Tensors.Kernels.Vector.Ceiling;
using Karyon.Tensors.Kernels.Vector.Convolution;
using Karyon.Tensors.Kernels.Vector.Winograd;

namespace Karyon.Kernels.Benchmarks;

/// <summary>
/// Winograd's convolution, one thread: the direct convolution's multiply-adds a second as a share of the ceiling taken in the same
/// process (so above 100 % where it wins), beside the direct kernel. Chunks' best times are summed, as in <see cref="ConvBenchmark"/>.
/// </summary>
internal static unsafe class WinogradBenchmark
{
    private static readonly (int Inputs, int Outputs, int Size, int Images)[] Layers =
    [
        (64, 64, 256, 1), (64, 64, 128, 1), (128, 128, 128, 1), (256, 256, 64, 1), (512, 512, 32, 1), (512, 512, 16, 1), (512, 512, 8, 1),
        (512, 512, 8, 4), (256, 256, 16, 1), (128, 128, 28, 1), (64, 64, 8, 1), (32, 32, 256, 1), (16, 16, 256, 1), (16, 32, 256, 1), (32, 16, 256, 1),
        (48, 16, 256, 1), (768, 256, 32, 1), (384, 128, 64, 1), (192, 64, 128, 1), (96, 32, 256, 1),
    ];

    /// <summary>Prints a line a layer.</summary>
    public static int Run(string[] args)
    {
        var path = VectorPaths.Choose(args.ElementAtOrDefault(0));
        var wanted = args.ElementAtOrDefault(1) ?? "";
        var rounds = int.Parse(args.ElementAtOrDefault(2) ?? "12", CultureInfo.InvariantCulture);
        var jobs = Layers.Select(layer => new Job(layer.Inputs, layer.Outputs, layer.Size, layer.Images)).Where(job => job.Name.Contains(wanted, StringComparison.Ordinal)).ToArray();
        var ceiling = 0.0;
        for (var round = 0; round < rounds; round++)
            foreach (var job in jobs)
            {
                ceiling = Math.Max(ceiling, FmaCeiling.Measure(path, 5));
                job.Round(path);
            }
        Console.WriteLine($"{path}: ceiling {ceiling.ToString("F1", CultureInfo.InvariantCulture)} GFLOP/s, one thread; ms and share of the ceiling, chunks of F4, pass of F4, packing of F4");
        foreach (var job in jobs)
        {
            string Share(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e3,8:F3} {job.Flops / seconds * 1e-7 / ceiling,5:F0} %");
            Console.WriteLine($"{job.Name,-20} direct {Share(job.Best(0))}  F2 {Share(job.Best(1))}  F4 {Share(job.Best(2))}  {job.Chunks,4} {Share(job.Pass)}  {(job.Pack * 1e3).ToString("F2", CultureInfo.InvariantCulture)} ms");
            job.Dispose();
        }
        return 0;
    }

    /// <summary>A layer, its buffers and best times for direct, F2 and F4.</summary>
    private sealed class Job : IDisposable
    {
        private readonly List<nint> _buffers = [];
        private readonly ConvArguments _conv;
        private readonly WinogradArguments _two, _four;
        private readonly WinogradPackArguments _pack;
        private readonly float* _scratch, _packScratch;
        private readonly double[][] _best;

        public Job(int inputs, int outputs, int size, int images)
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"{inputs}->{outputs} @{size}{(images == 1 ? "" : $" x{images}")}");
            Flops = 18.0 * inputs * outputs * size * size * images;
            int inputBlocks = ChannelBlocks.BlocksOf(inputs), outputBlocks = ChannelBlocks.BlocksOf(outputs);
            var x = BlockedImage.Dense(Floats(BlockedImage.Floats(images, inputBlocks, size, size, 1)), images, inputBlocks, size, size, 1);
            var y = BlockedImage.Dense(Floats(BlockedImage.Floats(images, outputBlocks, size, size, 1)), images, outputBlocks, size, size, 1);
            var bias = Floats(outputBlocks * 16);
            var weights = Floats((long)inputBlocks * outputBlocks * 256 * 36);
            _conv = new ConvArguments { Input = x, Output = y, Weights = weights, Bias = bias, Activation = ConvActivation.Relu, Shape = new ConvShape(3, 1, 1) };
            _two = new WinogradArguments(x, y, weights, bias, default, 1, 1, ConvActivation.Relu, WinogradForm.F2);
            _four = new WinogradArguments(x, y, weights, bias, default, 1, 1, ConvActivation.Relu, WinogradForm.F4);
            _pack = new WinogradPackArguments { Dense = Floats((long)inputs * outputs * 9), Packed = weights, Inputs = [inputs], Outputs = [outputs], Form = WinogradForm.F4 };
            var kernels = WinogradKernels.Create(VectorPath.Bits128);
            _scratch = Floats(Math.Max(kernels.ScratchFloats(_two), kernels.ScratchFloats(_four)));
            _packScratch = Floats(WinogradPack.Create(VectorPath.Bits128).ScratchFloats(_pack));
            Chunks = kernels.Chunks(_four);
            _best = [new double[ConvKernels.Create(VectorPath.Bits128).Chunks(_conv)], new double[kernels.Chunks(_two)], new double[Chunks]];
            foreach (var times in _best) Array.Fill(times, double.PositiveInfinity);
        }

        public string Name { get; }

        public double Flops { get; }

        public int Chunks { get; }

        public double Pass { get; private set; } = double.PositiveInfinity;

        public double Pack { get; private set; } = double.PositiveInfinity;

        public double Best(int kind) => _best[kind].Sum();

        public void Round(VectorPath path)
        {
            var direct = ConvKernels.Create(path);
            var winograd = WinogradKernels.Create(path);
            var pack = WinogradPack.Create(path);
            var start = Stopwatch.GetTimestamp();
            for (var chunk = pack.Chunks(_pack) - 1; chunk >= 0; chunk--)
                pack.Run(_pack, chunk, _packScratch);
            Pack = Math.Min(Pack, Stopwatch.GetElapsedTime(start).TotalSeconds);
            for (var kind = 0; kind < 3; kind++)
            {
                var pass = 0.0;
                for (var chunk = 0; chunk < _best[kind].Length; chunk++)
                {
                    start = Stopwatch.GetTimestamp();
                    if (kind == 0) direct.Run(_conv, chunk, null);
                    else winograd.Run(kind == 1 ? _two : _four, chunk, _scratch);
                    var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                    _best[kind][chunk] = Math.Min(_best[kind][chunk], seconds);
                    pass += seconds;
                }
                if (kind == 2) Pass = Math.Min(Pass, pass);
            }
        }

        public void Dispose()
        {
            foreach (var buffer in _buffers)
                NativeMemory.AlignedFree((void*)buffer);
        }

        private float* Floats(long count)
        {
            var buffer = (float*)NativeMemory.AlignedAlloc((nuint)count * sizeof(float), 64);
            _buffers.Add((nint)buffer);
            for (long i = 0; i < count; i++)
                buffer[i] = (i * 2654435761 >> 7 & 255) * 0.001f - 0.128f;
            return buffer;
        }
    }
}
