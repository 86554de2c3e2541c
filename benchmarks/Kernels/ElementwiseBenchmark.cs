using System.Diagnostics;
using System.Runtime.InteropServices;
using Karyon.Tensors.Kernels;
using Karyon.Tensors.Kernels.Vector.Ceiling;
using Karyon.Tensors.Kernels.Vector.Convolution;
using Karyon.Tensors.Kernels.Vector.Elementwise;
using Karyon.Tensors.Kernels.Vector.LayerNormalization;
using Karyon.Tensors.Kernels.Vector.Normalization;
using Karyon.Tensors.Kernels.Vector.Pooling;
using Karyon.Tensors.Kernels.Vector.Resizing;

namespace Karyon.Kernels.Benchmarks;

/// <summary>
/// Memory-bound kernels on 64 channels at 128 x 128, batch 4 (16 MiB an image), one thread: bytes read and written by second, as a
/// share of the copy bandwidth of the same process; the time is the sum of each chunk's best.
/// </summary>
internal static unsafe class ElementwiseBenchmark
{
    private const int Rounds = 7;
    private const int Images = 4;
    private const int Blocks = 4;
    private const int Size = 128;

    /// <summary>Prints a line a kernel.</summary>
    public static int Run(string[] args)
    {
        var path = VectorPaths.Choose(args.FirstOrDefault());
        var copy = CopyBandwidth.Measure(16 << 20, 20);
        Console.WriteLine($"{path}: copy of 16 MiB {copy:F1} GB/s");
        BlockedImage a = Image(Size), b = Image(Size), c = Image(Size), large = Image(2 * Size), half = Image(Size / 2);
        var channels = Allocate(16 * 64);
        var doubles = (double*)Allocate(32 * 64);
        var partials = (double*)Allocate(4 * NormalizationKernels.PartialDoubles(a));
        var other = partials + NormalizationKernels.PartialDoubles(a);
        var scratch = Allocate(8 * Size);
        var norm = NormalizationKernels.Create(path);
        var each = ElementwiseKernels.Create(path);
        var pool = PoolingKernels.Create(path);
        var resize = ResizingKernels.Create(path);
        var segments = new ChannelSegments(64);
        var batch = new BatchNormArguments
        {
            Input = a, Output = b, Gradient = b, InputGradient = c, Scale = channels, Shift = channels, Mean = doubles, Activation = ConvActivation.Relu,
            GradientFactor = channels, InputFactor = channels, Offset = channels,
        };
        var two = new ElementwiseArguments { A = a, B = b, Output = c, Segments = segments, Scale = 2 };
        var pooling = new PoolingArguments { Input = a, Output = half, Gradient = half, InputGradient = c, Shape = new ConvShape(2, 2) };
        var up = new ResizingArguments { Input = a, Output = large };
        var down = new ResizingArguments { Input = large, Output = a };
        var scaled = new ElementwiseArguments { A = a, Channels = channels, Output = c, Segments = segments };
        var layerNorm = LayerNormKernels.Create(path);
        const double Whole = (double)Images * Blocks * Size * Size * 64;
        Line("channel sums", Whole, NormalizationKernels.Chunks(a), chunk => norm.Sum(a, partials, chunk));
        Line("channel sums and squares", Whole, NormalizationKernels.Chunks(a), chunk => norm.SumAndSquares(a, partials, other, chunk));
        Line("batch norm + relu", 2 * Whole, NormalizationKernels.Chunks(a), chunk => norm.Apply(batch, chunk));
        Line("gradient sums", 2 * Whole, NormalizationKernels.Chunks(a), chunk => norm.GradientSums(batch, partials, other, chunk));
        Line("input gradient", 3 * Whole, NormalizationKernels.Chunks(a), chunk => norm.InputGradient(batch, chunk));
        Line("add", 3 * Whole, ElementwiseKernels.Chunks(a), chunk => each.Run(BinaryOperation.Add, two, chunk));
        Line("sigmoid", 2 * Whole, ElementwiseKernels.Chunks(a), chunk => each.Run(UnaryOperation.Sigmoid, two, chunk));
        Line("exp", 2 * Whole, ElementwiseKernels.Chunks(a), chunk => each.Run(UnaryOperation.Exp, two, chunk));
        Line("gelu", 2 * Whole, ElementwiseKernels.Chunks(a), chunk => each.Run(UnaryOperation.Gelu, two, chunk));
        Line("gelu gradient", 3 * Whole, ElementwiseKernels.Chunks(a), chunk => each.Run(BinaryOperation.GeluGradient, two, chunk));
        Line("silu", 2 * Whole, ElementwiseKernels.Chunks(a), chunk => each.Run(UnaryOperation.Silu, two, chunk));
        Line("silu product", 3 * Whole, ElementwiseKernels.Chunks(a), chunk => each.Run(BinaryOperation.SiluProduct, two, chunk));
        Line("image times channels", 2 * Whole, ElementwiseKernels.Chunks(a), chunk => each.Run(BinaryOperation.Mul, scaled, chunk));
        foreach (var blocks in (int[])[4, 24, 96])
        {
            var tokens = (int)(Whole / 64 / Images / blocks);
            BlockedImage x = Tokens(blocks, tokens), y = Tokens(blocks, tokens), z = Tokens(blocks, tokens);
            var token = new LayerNormArguments
            {
                Input = x, Segments = new ChannelSegments(16 * blocks), Weight = Allocate(16 * blocks), Bias = Allocate(16 * blocks), Epsilon = 1e-6f,
                Inverse = Allocate(Images * tokens), Shift = Allocate(Images * tokens), Output = y, Gradient = y, InputGradient = z,
            };
            var tokenPartials = (double*)Allocate(4 * NormalizationKernels.PartialDoubles(x));
            var tokenOther = tokenPartials + NormalizationKernels.PartialDoubles(x);
            Line($"layer norm {16 * blocks}", 2 * Whole, LayerNormKernels.Chunks(token), chunk => layerNorm.Forward(token, chunk));
            Line("  input gradient", 3 * Whole, LayerNormKernels.Chunks(token), chunk => layerNorm.InputGradient(token, chunk));
            Line("  gradient sums", 2 * Whole, LayerNormKernels.SumChunks(token), chunk => layerNorm.GradientSums(token, tokenPartials, tokenOther, chunk));
        }
        Line("max pool 2x2", 1.25 * Whole, PoolingKernels.Chunks(half), chunk => pool.Max(pooling, chunk));
        Line("max pool 2x2 backward", 2.5 * Whole, PoolingKernels.Chunks(c), chunk => pool.MaxBackward(pooling, chunk));
        Line("nearest x2", 5 * Whole, ResizingKernels.Chunks(large), chunk => resize.Nearest(up, chunk));
        Line("nearest x2 backward", 5 * Whole, ResizingKernels.Chunks(a), chunk => resize.NearestBackward(down, chunk));
        Line("bilinear x2", 5 * Whole, ResizingKernels.Chunks(large), chunk => resize.Bilinear(up, chunk, scratch));
        Line("bilinear x2 backward", 5 * Whole, ResizingKernels.Chunks(a), chunk => resize.BilinearBackward(down, chunk, scratch));
        return 0;

        void Line(string name, double bytes, int chunks, Action<int> run)
        {
            var times = new double[chunks];
            Array.Fill(times, double.MaxValue);
            for (var round = 0; round < Rounds; round++)
                for (var chunk = 0; chunk < chunks; chunk++)
                {
                    var start = Stopwatch.GetTimestamp();
                    run(chunk);
                    times[chunk] = Math.Min(times[chunk], Stopwatch.GetElapsedTime(start).TotalSeconds);
                }
            var rate = bytes / times.Sum() / 1e9;
            Console.WriteLine($"{name,-22} {rate,7:F1} GB/s {100 * rate / copy,6:F0} %  {times.Sum() * 1e3:F2} ms");
        }
    }

    private static BlockedImage Image(int size) =>
        BlockedImage.Dense(Allocate(BlockedImage.Floats(Images, Blocks, size, size, 1)), Images, Blocks, size, size, 1);

    private static BlockedImage Tokens(int blocks, int tokens) =>
        BlockedImage.Dense(Allocate(BlockedImage.Floats(Images, blocks, 1, tokens, 0)), Images, blocks, 1, tokens, 0);

    private static float* Allocate(long floats)
    {
        var pointer = (float*)NativeMemory.AlignedAlloc((nuint)(floats * sizeof(float)), 64);
        new Span<float>(pointer, (int)floats).Fill(0.001f);
        return pointer;
    }
}
