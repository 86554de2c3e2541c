using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Karyon.Tensors.Kernels;
using Karyon.Tensors.Kernels.Vector.Ceiling;
using Karyon.Tensors.Kernels.Vector.Convolution;

namespace Karyon.Kernels.Benchmarks;

/// <summary>
/// Direct convolution, one thread, as a share of the multiply-add ceiling taken in the same process. The machine may be shared, so
/// every chunk's best time counts, layers and ceiling are visited in turn, round after round, and the chunks' best times are summed.
/// </summary>
internal static unsafe class ConvBenchmark
{
    /// <summary>Layers: name, inputs, outputs, output height and width, kernel, stride; inputs 3: the first convolution.</summary>
    private static readonly (string Name, int Inputs, int Outputs, int Height, int Width, int Kernel, int Stride)[] Layers =
    [
        ("64->64 @256", 64, 64, 256, 256, 3, 1),
        ("128->128 @128", 128, 128, 128, 128, 3, 1),
        ("256->256 @64", 256, 256, 64, 64, 3, 1),
        ("512->512 @32", 512, 512, 32, 32, 3, 1),
        ("32->32 @512", 32, 32, 512, 512, 3, 1),
        ("256->256 @16", 256, 256, 16, 16, 3, 1),
        ("512->512 @8", 512, 512, 8, 8, 3, 1),
        ("512->512 @16", 512, 512, 16, 16, 3, 1),
        ("16->16 @512", 16, 16, 512, 512, 3, 1),
        ("16->16 @48 one block", 16, 16, 48, 48, 3, 1),
        ("32->32 @48 two blocks", 32, 32, 48, 48, 3, 1),
        ("64->128 @256 s2", 64, 128, 128, 128, 3, 2),
        ("256->512 @64 s2", 256, 512, 32, 32, 3, 2),
        ("256->256 @64 1x1", 256, 256, 64, 64, 1, 1),
        ("64->256 @128 1x1", 64, 256, 128, 128, 1, 1),
        ("64->48 @128 odd block", 64, 48, 128, 128, 3, 1),
        ("64->64 @67 odd width", 64, 64, 67, 67, 3, 1),
        ("3->64 @512 7x7 s2 stem", 3, 64, 256, 256, 7, 2),
        ("3->32 @256 3x3 s2 stem", 3, 32, 128, 128, 3, 2),
        ("3->64 @256 3x3 s1 stem", 3, 64, 256, 256, 3, 1),
        ("linear 265x1536->4608", 1536, 4608, 1, 265, 1, 1),
        ("linear 265x1536->1536", 1536, 1536, 1, 265, 1, 1),
        ("linear 265x4096->1536", 4096, 1536, 1, 265, 1, 1),
        ("linear 2056x1536->1536", 1536, 1536, 1, 2056, 1, 1),
        ("linear 16384x64->64", 64, 64, 1, 16384, 1, 1),
        ("input gradient 128->128 @128", 128, 128, 128, 128, 3, 1),
        ("input gradient 64->128 @256 s2", 64, 128, 128, 128, 3, 2),
        ("input gradient 64->64 @256 2x2 s2", 64, 64, 128, 128, 2, 2),
    ];

    /// <summary>Prints a line a layer.</summary>
    public static int Run(string[] args)
    {
        var path = VectorPaths.Choose(args.ElementAtOrDefault(0));
        var wanted = args.ElementAtOrDefault(1) ?? "";
        var rounds = int.Parse(args.ElementAtOrDefault(2) ?? "15", CultureInfo.InvariantCulture);
        var jobs = Layers.Where(layer => layer.Name.Contains(wanted, StringComparison.Ordinal)).Select(layer => new Job(layer.Name, layer.Inputs, layer.Outputs, layer.Height, layer.Width, layer.Kernel, layer.Stride)).ToArray();
        var kernels = ConvKernels.Create(path);
        var ceiling = 0.0;
        for (var round = 0; round < rounds; round++)
            foreach (var job in jobs)
            {
                ceiling = Math.Max(ceiling, FmaCeiling.Measure(path, 5));
                job.Round(kernels);
            }
        Console.WriteLine($"{path}: ceiling {ceiling.ToString("F1", CultureInfo.InvariantCulture)} GFLOP/s, one thread");
        Console.WriteLine("layer                             chunks       ms  GFLOP/s    chunks summed  best pass");
        foreach (var job in jobs)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{job.Name,-33} {job.Chunks,6} {job.Best * 1e3,8:F3} {job.Flops / job.Best * 1e-9,8:F1}        {job.Flops / job.Best * 1e-7 / ceiling,5:F1} %      {job.Flops / job.Pass * 1e-7 / ceiling,5:F1} %"));
            job.Dispose();
        }
        return 0;
    }

    /// <summary>A layer, its buffers, and its best times.</summary>
    private sealed class Job : IDisposable
    {
        private readonly List<nint> _buffers = [];
        private readonly ConvArguments _conv;
        private readonly StemArguments _stem;
        private readonly InputGradientArguments _gradient;
        private readonly bool _isStem;
        private readonly bool _isGradient;
        private readonly double[] _best;

        public Job(string name, int inputs, int outputs, int height, int width, int kernel, int stride)
        {
            Name = name;
            Flops = 2.0 * inputs * kernel * kernel * outputs * height * width;
            _isStem = inputs == 3;
            _isGradient = name.StartsWith("input gradient", StringComparison.Ordinal);
            var (halo, inputBlocks, outputBlocks) = (kernel / 2, ChannelBlocks.BlocksOf(inputs), ChannelBlocks.BlocksOf(outputs));
            if (kernel == stride) halo = 0;
            var shape = new ConvShape(kernel, stride, halo);
            var y = BlockedImage.Dense(Floats(BlockedImage.Floats(1, outputBlocks, height, width, halo)), 1, outputBlocks, height, width, halo);
            var bias = Floats(outputBlocks * 16);
            if (_isStem)
            {
                var x = Floats(InterleavedImage.Floats(1, 3, height * stride, width * stride, halo));
                _stem = new StemArguments { Input = InterleavedImage.Dense(x, 1, 3, height * stride, width * stride, halo), Output = y, Weights = Floats(ConvWeights.StemFloats(3, outputs, shape)), Bias = bias, Activation = ConvActivation.Relu, Shape = shape };
            }
            else if (_isGradient)
            {
                var x = Floats(BlockedImage.Floats(1, inputBlocks, height * stride, width * stride, halo));
                _gradient = new InputGradientArguments { InputGradient = BlockedImage.Dense(x, 1, inputBlocks, height * stride, width * stride, halo), OutputGradient = y, Weights = Floats(ConvWeights.InputGradientFloats([inputs], [outputs], shape)), Shape = shape };
            }
            else
            {
                var x = Floats(BlockedImage.Floats(1, inputBlocks, height * stride, width * stride, halo));
                _conv = new ConvArguments { Input = BlockedImage.Dense(x, 1, inputBlocks, height * stride, width * stride, halo), Output = y, Weights = Floats(ConvWeights.Floats([inputs], [outputs], shape)), Bias = bias, Activation = ConvActivation.Relu, Shape = shape };
            }
            var kernels = ConvKernels.Create(VectorPath.Bits128);
            Chunks = _isStem ? kernels.Chunks(_stem) : _isGradient ? kernels.Chunks(_gradient) : kernels.Chunks(_conv);
            _best = new double[Chunks];
            Array.Fill(_best, double.PositiveInfinity);
        }

        public string Name { get; }

        public double Flops { get; }

        public int Chunks { get; }

        public double Best => _best.Sum();

        public double Pass { get; private set; } = double.PositiveInfinity;

        public void Round(ConvKernels kernels)
        {
            var all = 0.0;
            for (var chunk = 0; chunk < Chunks; chunk++)
            {
                var start = Stopwatch.GetTimestamp();
                if (_isStem) kernels.Run(_stem, chunk, null);
                else if (_isGradient) kernels.Run(_gradient, chunk, null);
                else kernels.Run(_conv, chunk, null);
                var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                _best[chunk] = Math.Min(_best[chunk], seconds);
                all += seconds;
            }
            Pass = Math.Min(Pass, all);
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
