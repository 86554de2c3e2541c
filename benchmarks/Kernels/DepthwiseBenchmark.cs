using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Karyon.Tensors.Kernels;
using Karyon.Tensors.Kernels.Vector.Ceiling;
using Karyon.Tensors.Kernels.Vector.Convolution;
using Karyon.Tensors.Kernels.Vector.Depthwise;

namespace Karyon.Kernels.Benchmarks;

/// <summary>
/// Depthwise convolution and its gradients, one thread, against two ceilings taken in the same process: multiply-adds, and the
/// bandwidth of copying as many bytes. Chunks' best times are summed, as in <see cref="ConvBenchmark"/>.
/// </summary>
internal static unsafe class DepthwiseBenchmark
{
    private static readonly (int Channels, int Size, int Kernel, int Stride, int Images)[] Layers =
    [
        (96, 128, 3, 1, 1), (192, 64, 3, 1, 1), (96, 128, 3, 2, 1), (192, 64, 3, 2, 1), (384, 16, 3, 1, 4), (960, 8, 3, 1, 4), (32, 128, 3, 1, 4),
        (96, 128, 3, 2, 4), (144, 64, 3, 1, 4), (96, 64, 5, 1, 1), (96, 64, 5, 2, 1),
    ];

    /// <summary>Prints three lines a layer.</summary>
    public static int Run(string[] args)
    {
        var path = VectorPaths.Choose(args.ElementAtOrDefault(0));
        var wanted = args.ElementAtOrDefault(1) ?? "";
        var rounds = int.Parse(args.ElementAtOrDefault(2) ?? "20", CultureInfo.InvariantCulture);
        var jobs = Layers.Select(layer => new Job(layer.Channels, layer.Size, layer.Kernel, layer.Stride, layer.Images)).Where(job => job.Name.Contains(wanted, StringComparison.Ordinal)).ToArray();
        var ceiling = 0.0;
        for (var round = 0; round < rounds; round++)
            foreach (var job in jobs)
            {
                ceiling = Math.Max(ceiling, FmaCeiling.Measure(path, 5));
                job.Round(path);
            }
        Console.WriteLine($"{path}: ceiling {ceiling.ToString("F1", CultureInfo.InvariantCulture)} GFLOP/s, one thread");
        foreach (var job in jobs)
        {
            for (var kind = 0; kind < 3; kind++)
            {
                var seconds = job.Best(kind);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{job.Name,-20} {Job.Kinds[kind],-15} {job.Chunks(kind),4} chunks {seconds * 1e3,8:F3} ms {job.Flops / seconds * 1e-7 / ceiling,5:F0} % {job.Bytes / seconds * 1e-9,6:F1} GB/s, copy {job.Copy,6:F1}"));
            }
            job.Dispose();
        }
        return 0;
    }

    /// <summary>A layer, its buffers and best times for the convolution and its gradients.</summary>
    private sealed class Job : IDisposable
    {
        public static readonly string[] Kinds = ["convolution", "input gradient", "weight gradient"];

        private readonly List<nint> _buffers = [];
        private readonly DepthwiseArguments _forward;
        private readonly DepthwiseInputGradientArguments _input;
        private readonly DepthwiseWeightGradientArguments _weight;
        private readonly double[][] _best;

        public Job(int channels, int size, int kernel, int stride, int images)
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"{channels} @{size} {kernel}x{kernel} s{stride} x{images}");
            int blocks = ChannelBlocks.BlocksOf(channels), output = size / stride, halo = kernel / 2;
            Flops = 2.0 * kernel * kernel * channels * output * output * images;
            Bytes = 4.0 * channels * images * (size * size + output * output);
            var shape = new ConvShape(kernel, stride, halo);
            var x = BlockedImage.Dense(Floats(BlockedImage.Floats(images, blocks, size, size, halo)), images, blocks, size, size, halo);
            var y = BlockedImage.Dense(Floats(BlockedImage.Floats(images, blocks, output, output, halo)), images, blocks, output, output, halo);
            var weights = Floats(blocks * kernel * kernel * 16);
            _forward = new DepthwiseArguments(x, y, weights, Floats(blocks * 16), shape, ConvActivation.Relu6);
            _input = new DepthwiseInputGradientArguments(y, x, weights, shape);
            _weight = new DepthwiseWeightGradientArguments(x, y, Floats(blocks * kernel * kernel * 16), shape);
            _best =
            [
                new double[DepthwiseForward.Create(VectorPath.Bits128).Chunks(_forward)],
                new double[DepthwiseInputGradient.Create(VectorPath.Bits128).Chunks(_input)],
                new double[DepthwiseWeightGradient.Create(VectorPath.Bits128).Chunks(_weight)],
            ];
            foreach (var times in _best) Array.Fill(times, double.PositiveInfinity);
        }

        public string Name { get; }

        public double Flops { get; }

        public double Bytes { get; }

        public double Copy { get; private set; }

        public int Chunks(int kind) => _best[kind].Length;

        public double Best(int kind) => _best[kind].Sum();

        public void Round(VectorPath path)
        {
            var forward = DepthwiseForward.Create(path);
            var input = DepthwiseInputGradient.Create(path);
            var weight = DepthwiseWeightGradient.Create(path);
            Copy = Math.Max(Copy, CopyBandwidth.Measure((nuint)(Bytes / 2), 2));
            for (var kind = 0; kind < 3; kind++)
                for (var chunk = 0; chunk < _best[kind].Length; chunk++)
                {
                    var start = Stopwatch.GetTimestamp();
                    if (kind == 0) forward.Run(_forward, chunk, null);
                    else if (kind == 1) input.Run(_input, chunk, null);
                    else weight.Run(_weight, chunk, null);
                    _best[kind][chunk] = Math.Min(_best[kind][chunk], Stopwatch.GetElapsedTime(start).TotalSeconds);
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
