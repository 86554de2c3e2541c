using System.Diagnostics;
using System.Runtime.InteropServices;
using Karyon.Tensors.Kernels;
using Karyon.Tensors.Kernels.Vector.Ceiling;
using Karyon.Tensors.Kernels.Vector.Convolution;
using Karyon.Tensors.Kernels.Vector.WeightGradient;

namespace Karyon.Kernels.Benchmarks;

/// <summary>Weight gradient of common layers at batch 4, one thread, as a share of the ceiling of the same width taken between the chunks; the time is the sum of each chunk's best, because other processes may disturb whole passes.</summary>
internal static unsafe class WeightGradientBenchmark
{
    private const int FewestRounds = 7;
    private const double Seconds = 0.3;

    private static readonly (int Inputs, int Outputs, int Size, int Kernel, int Stride)[] Layers =
    [
        (64, 64, 128, 3, 1), (128, 128, 64, 3, 1), (256, 256, 32, 3, 1), (512, 512, 16, 3, 1), (64, 64, 16, 3, 1), (64, 64, 8, 3, 1), (64, 128, 128, 3, 2),
        (32, 32, 256, 3, 1), (16, 16, 256, 3, 1), (256, 256, 32, 1, 1), (64, 256, 64, 1, 1), (3, 64, 256, 7, 2), (3, 32, 256, 3, 2),
    ];

    public static int Run(string[] args)
    {
        Console.WriteLine($"weight gradient, batch 4, 1 thread: GFLOP/s and share of the ceiling (sum of the chunks' best of {FewestRounds} rounds or more)");
        foreach (var path in Enum.GetValues<VectorPath>().Where(VectorPaths.IsSupported).Reverse())
            foreach (var (inputs, outputs, size, kernel, stride) in Layers)
                if ((args.Length == 0 || path == VectorPaths.Choose(args[0])) && (args.Length < 2 || $"{inputs}->{outputs}@{size}".Contains(args[1], StringComparison.Ordinal))) Layer(path, inputs, outputs, size, kernel, stride);
        return 0;
    }

    private static void Layer(VectorPath path, int inputs, int outputs, int size, int kernel, int stride)
    {
        const int Images = 4;
        var shape = new ConvShape(kernel, stride, kernel / 2);
        var halo = kernel / 2;
        int blocks = ChannelSegments.BlocksOf(outputs), inputBlocks = ChannelSegments.BlocksOf(inputs), output = (size - 1) / stride + 1;
        var interleaved = inputs <= 4;
        var x = Allocate(interleaved ? InterleavedImage.Floats(Images, inputs, size, size, halo) : BlockedImage.Floats(Images, inputBlocks, size, size, halo));
        var dy = Allocate(BlockedImage.Floats(Images, blocks, output, output, 1));
        var dw = Allocate((long)inputs * outputs * kernel * kernel);
        var partials = Allocate(Math.Max(1, WeightGradientArguments.PartialFloats(Images, (long)output * output, outputs, new ChannelSegments(inputs), shape)));
        var gradient = BlockedImage.Dense(dy, Images, blocks, output, output, 1);
        var a = interleaved
            ? WeightGradientArguments.Interleaved(InterleavedImage.Dense(x, Images, inputs, size, size, halo), gradient, outputs, shape, dw, partials)
            : WeightGradientArguments.Blocked(BlockedImage.Dense(x, Images, inputBlocks, size, size, halo), new ChannelSegments(inputs), gradient, outputs, shape, dw, partials);
        var scratch = Allocate(WeightGradientKernels.ScratchFloats(a));
        var kernels = WeightGradientKernels.Create(path);
        var chunks = WeightGradientKernels.Chunks(a);
        var top = 0.0;
        var times = new double[chunks];
        Array.Fill(times, double.MaxValue);
        var begun = Stopwatch.GetTimestamp();
        for (var round = 0; round < FewestRounds || Stopwatch.GetElapsedTime(begun).TotalSeconds < Seconds; round++)
            for (var chunk = 0; chunk < chunks; chunk++)
            {
                top = Math.Max(top, FmaCeiling.Measure(path, 1));
                var start = Stopwatch.GetTimestamp();
                kernels.Run(a, chunk, scratch);
                times[chunk] = Math.Min(times[chunk], Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
        var best = times.Sum();
        var rate = 2.0 * Images * output * output * inputs * outputs * kernel * kernel / best / 1e9;
        Console.WriteLine($"{path} {inputs,4} -> {outputs,4} @{size,-4} {kernel}x{kernel} s{stride}: {rate,7:F1} GFLOP/s {100 * rate / top,6:F1} %  {chunks} chunks, {best * 1e3:F2} ms");
        foreach (var pointer in (nint[])[(nint)x, (nint)dy, (nint)dw, (nint)partials, (nint)scratch]) NativeMemory.AlignedFree((void*)pointer);
    }

    private static float* Allocate(long floats)
    {
        var pointer = (float*)NativeMemory.AlignedAlloc((nuint)(floats * sizeof(float)), 64);
        new Span<float>(pointer, (int)floats).Fill(0.001f);
        return pointer;
    }
}
