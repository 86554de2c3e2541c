using Karyon.Tensors.Kernels;
using Karyon.Tensors.Kernels.Scalar.Pooling;
using Karyon.Tensors.Kernels.Vector.Convolution;
using Karyon.Tensors.Kernels.Vector.Normalization;
using Karyon.Tensors.Kernels.Vector.Pooling;

namespace Karyon.Tensors.Tests.Kernels.Pooling;

public unsafe class PoolingKernelsTests
{
    [Fact]
    public void Maximum_and_average_equal_the_twin_bit_for_bit_both_ways()
    {
        var random = new Random(61);
        foreach (var (shape, channels, height, width) in ((ConvShape, int, int, int)[])
            [(new ConvShape(2, 2), 16, 8, 10), (new ConvShape(3, 2, 1), 19, 9, 12), (new ConvShape(3, 1, 1), 3, 5, 5), (new ConvShape(2, 1, 0, 2), 33, 7, 6), (new ConvShape(3, 2, 1), 5, 130, 67), (new ConvShape(2, 2), 16, 7, 5)])
            foreach (var countPadding in (bool[])[false, true])
                Compare(random, shape, 2, channels, height, width, countPadding);
    }

    [Fact]
    public void Ties_go_to_the_first_tap_of_the_window()
    {
        using var x = BlockedTensor.From([1, 1, 1, 1], 1, [1], 2, 2, 0);
        using var y = BlockedTensor.Unwritten(1, [1], 1, 1, 0);
        using var g = BlockedTensor.From([5], 1, [1], 1, 1, 0);
        using var dx = BlockedTensor.Unwritten(1, [1], 2, 2, 0);
        var kernels = PoolingKernels.Create(VectorPaths.Choose(null));
        var a = new PoolingArguments { Input = x.Image, Output = y.Image, Gradient = g.Image, InputGradient = dx.Image, Shape = new ConvShape(2, 2) };
        kernels.Max(a, 0);
        kernels.MaxBackward(a, 0);
        Assert.Equal([1f], y.ToDense());
        Assert.Equal([5f, 0f, 0f, 0f], dx.ToDense());
    }

    [Fact]
    public void Padding_never_wins_the_maximum_and_counts_in_the_average_only_when_asked()
    {
        using var x = BlockedTensor.From([-1, -2, -3, -4], 1, [1], 2, 2, 1);
        using var y = BlockedTensor.Unwritten(1, [1], 1, 1, 0);
        var kernels = PoolingKernels.Create(VectorPaths.Choose(null));
        var a = new PoolingArguments { Input = x.Image, Output = y.Image, Shape = new ConvShape(3, 2, 1) };
        kernels.Max(a, 0);
        Assert.Equal([-1f], y.ToDense());
        kernels.Average(a, 0);
        Assert.Equal([-2.5f], y.ToDense());
        kernels.Average(new PoolingArguments { Input = x.Image, Output = y.Image, Shape = new ConvShape(3, 2, 1), CountPadding = true }, 0);
        Assert.Equal([-10f / 9], y.ToDense());
    }

    [Fact]
    public void The_global_average_is_each_channels_mean_and_spreads_its_gradient_evenly()
    {
        var random = new Random(62);
        const int Images = 2, Channels = 18, Height = 70, Width = 65;
        var values = random.Floats(Images * Channels * Height * Width);
        using var x = BlockedTensor.From(values, Images, [Channels], Height, Width, 1);
        foreach (var path in Widths.Supported)
        {
            using var y = BlockedTensor.Unwritten(Images, [Channels], 1, 1, 1);
            using var dx = BlockedTensor.Unwritten(Images, [Channels], Height, Width, 1);
            using var partials = new NativeFloats(2 * NormalizationKernels.PartialDoubles(x.Image));
            for (var chunk = 0; chunk < NormalizationKernels.Chunks(x.Image); chunk++) NormalizationKernels.Create(path).Sum(x.Image, (double*)partials.Pointer, chunk);
            PoolingKernels.GlobalAverage(x.Image, (double*)partials.Pointer, y.Image);
            var got = y.ToDense();
            for (var k = 0; k < got.Length; k++) Assert.Equal(values.Skip(k * Height * Width).Take(Height * Width).Average(v => (double)v), got[k], 1e-7);
            for (var chunk = 0; chunk < PoolingKernels.Chunks(dx.Image); chunk++) PoolingKernels.Create(path).GlobalAverageBackward(y.Image, dx.Image, chunk);
            var spread = dx.ToDense();
            for (var k = 0; k < spread.Length; k++) Assert.Equal(got[k / (Height * Width)] / (Height * Width), spread[k]);
            y.AssertZeroAround();
            dx.AssertZeroAround();
        }
    }

    private static void Compare(Random random, ConvShape shape, int images, int channels, int height, int width, bool countPadding)
    {
        var rows = (height + 2 * shape.PadTop - shape.DilationY * (shape.KernelHeight - 1) - 1) / shape.StrideY + 1;
        var columns = (width + 2 * shape.PadLeft - shape.DilationX * (shape.KernelWidth - 1) - 1) / shape.StrideX + 1;
        var x = random.Floats(images * channels * height * width);
        for (var k = 0; k < x.Length; k++) x[k] = MathF.Round(x[k] * 3); // Many ties.
        var g = random.Floats(images * channels * rows * columns);
        float[] max = new float[g.Length], average = new float[g.Length], maxGradient = new float[x.Length], averageGradient = new float[x.Length];
        for (var plane = 0; plane < images * channels; plane++)
        {
            var from = x.AsSpan(plane * height * width, height * width);
            for (var y = 0; y < rows; y++)
                for (var c = 0; c < columns; c++)
                {
                    var at = (plane * rows + y) * columns + c;
                    var taps = PoolingTwin.Taps(shape, height, width, y, c).ToArray();
                    max[at] = PoolingTwin.Max<float>(from, taps);
                    average[at] = PoolingTwin.Average<float>(from, taps, shape.Taps, countPadding);
                    PoolingTwin.MaxBackward(from, taps, max[at], g[at], maxGradient.AsSpan(plane * height * width, height * width));
                    PoolingTwin.AverageBackward(taps, shape.Taps, countPadding, g[at], averageGradient.AsSpan(plane * height * width, height * width));
                }
        }
        using var input = BlockedTensor.From(x, images, [channels], height, width, 1);
        using var gradient = BlockedTensor.From(g, images, [channels], rows, columns, 0);
        foreach (var path in Widths.Supported)
        {
            using var output = BlockedTensor.Unwritten(images, [channels], rows, columns, 1);
            using var dx = BlockedTensor.Unwritten(images, [channels], height, width, 2);
            var kernels = PoolingKernels.Create(path);
            var a = new PoolingArguments { Input = input.Image, Output = output.Image, Gradient = gradient.Image, InputGradient = dx.Image, Shape = shape, CountPadding = countPadding };
            for (var chunk = 0; chunk < PoolingKernels.Chunks(output.Image); chunk++) kernels.Max(a, chunk);
            for (var chunk = 0; chunk < PoolingKernels.Chunks(dx.Image); chunk++) kernels.MaxBackward(a, chunk);
            RandomArrays.AssertSameBits(max, output.ToDense(), $"{path} {shape} maximum");
            RandomArrays.AssertSameBits(maxGradient, dx.ToDense(), $"{path} {shape} maximum backward");
            output.AssertZeroAround();
            dx.AssertZeroAround();
            for (var chunk = 0; chunk < PoolingKernels.Chunks(output.Image); chunk++) kernels.Average(a, chunk);
            for (var chunk = 0; chunk < PoolingKernels.Chunks(dx.Image); chunk++) kernels.AverageBackward(a, chunk);
            RandomArrays.AssertSameBits(average, output.ToDense(), $"{path} {shape} average");
            RandomArrays.AssertSameBits(averageGradient, dx.ToDense(), $"{path} {shape} average backward");
        }
    }
}
