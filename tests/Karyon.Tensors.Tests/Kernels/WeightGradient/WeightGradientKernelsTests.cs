using Karyon.Tensors.Kernels;
using Karyon.Tensors.Kernels.Scalar.Layout;
using Karyon.Tensors.Kernels.Scalar.WeightGradient;
using Karyon.Tensors.Kernels.Vector.Convolution;
using Karyon.Tensors.Kernels.Vector.WeightGradient;

namespace Karyon.Tensors.Tests.Kernels.WeightGradient;

public unsafe class WeightGradientKernelsTests
{
    [Fact]
    public void Vector_kernels_equal_the_twin_bit_for_bit_on_blocked_inputs()
    {
        var random = new Random(11);
        for (var round = 0; round < 60; round++)
        {
            var shape = Shape(random.Next(1, 8), random.Next(1, 8), random.Next(1, 3), random.Next(1, 3), random.Next(1, 3), random.Next(1, 3), 0, 0);
            shape = shape with { PadTop = random.Next(0, shape.KernelHeight), PadLeft = random.Next(0, shape.KernelWidth) };
            int[] segments = random.Next(3) == 0 ? [random.Next(1, 20), random.Next(1, 35)] : [random.Next(1, 40)];
            var images = random.Next(1, 3);
            var outputs = random.Next(1, 70);
            Compare(random, images, segments, outputs, random.Next(shape.KernelHeight * 2, 20), random.Next(shape.KernelWidth * 2, 20), shape);
        }
    }

    [Fact]
    public void Layers_that_are_split_by_row_and_channel_equal_the_twin_too()
    {
        var random = new Random(12);
        Compare(random, 2, [16], 16, 128, 66, new ConvShape(3, 1, 1));
        Compare(random, 1, [16], 32, 128, 128, new ConvShape(1, 1, 0));
        Compare(random, 1, [200], 170, 9, 11, new ConvShape(1, 1, 0));
        Compare(random, 1, [70, 30], 130, 3, 700, new ConvShape(1, 1, 0));
        Compare(random, 1, [130], 260, 6, 7, new ConvShape(2, 1, 1));
        Compare(random, 3, [20, 24], 70, 25, 30, new ConvShape(3, 1, 1));
        Compare(random, 2, [40], 24, 40, 30, new ConvShape(1, 1, 0));
        Compare(random, 3, [18], 40, 50, 48, new ConvShape(3, 2, 1));
        Compare(random, 2, [16], 20, 30, 300, new ConvShape(3, 1, 1));
        Compare(random, 1, [8], 5, 150, 140, new ConvShape(5, 1, 2));
    }

    [Fact]
    public void Vector_kernels_equal_the_twin_bit_for_bit_on_interleaved_inputs()
    {
        var random = new Random(13);
        foreach (var (size, stride, dilation, channels, outputs, height) in ((int, int, int, int, int, int)[])
            [(7, 2, 1, 3, 64, 23), (3, 2, 1, 3, 32, 18), (3, 1, 1, 3, 17, 9), (4, 2, 1, 4, 5, 12), (5, 1, 2, 1, 16, 14), (1, 1, 1, 3, 33, 6), (7, 2, 1, 3, 64, 192), (3, 1, 2, 16, 3, 10)])
        {
            var shape = new ConvShape(size, stride, size / 2 * dilation, dilation);
            var (images, width) = (2, height + 3);
            var halo = shape.PadTop + dilation;
            var x = random.Floats(images * channels * height * width);
            using var memory = new NativeFloats(InterleavedImage.Floats(images, channels, height, width, halo));
            var image = InterleavedImage.Dense(memory.Pointer, images, channels, height, width, halo);
            fixed (float* source = x)
                for (var chunk = 0; chunk < LayoutKernels.Chunks(image); chunk++) LayoutKernels.DenseToInterleaved(source, image, chunk);
            CompareWith(random, images, channels, outputs, height, width, shape, x,
                (gradient, result, partials) => WeightGradientArguments.Interleaved(image, gradient.Image, outputs, shape, (float*)result, (float*)partials));
        }
    }

    [Fact]
    public void The_twin_in_double_is_the_derivative_of_the_convolution()
    {
        // The convolution is linear in its weights: <dW, V> = <dY, conv(x, V)> for every V.
        var random = new Random(14);
        var shape = Shape(3, 2, 2, 1, 1, 2, 1, 1);
        const int Images = 2, Inputs = 3, Outputs = 4, Height = 9, Width = 8;
        var (rows, columns) = OutputSize(shape, Height, Width);
        var x = random.Floats(Images * Inputs * Height * Width).ToDoubles();
        var dy = random.Floats(Images * Outputs * rows * columns).ToDoubles();
        var v = random.Floats(Outputs * Inputs * 6).ToDoubles();
        var dw = new double[v.Length];
        WeightGradientTwin.Run<double>(x, dy, dw, Images, Inputs, Height, Width, Outputs, rows, columns, shape);
        var right = 0.0;
        for (var n = 0; n < Images; n++)
            for (var o = 0; o < Outputs; o++)
                for (var y = 0; y < rows; y++)
                    for (var c = 0; c < columns; c++)
                        for (var i = 0; i < Inputs; i++)
                            for (var k = 0; k < 6; k++)
                            {
                                var (iy, ix) = (y * 2 + k / 2 - 1, c + k % 2 * 2 - 1);
                                if (iy < 0 || iy >= Height || ix < 0 || ix >= Width) continue;
                                right += dy[((n * Outputs + o) * rows + y) * columns + c] * x[((n * Inputs + i) * Height + iy) * Width + ix] * v[(o * Inputs + i) * 6 + k];
                            }
        Assert.Equal(right, dw.Zip(v, static (a, b) => a * b).Sum(), 1e-12);
    }

    [Fact]
    public void A_layer_with_few_channels_gives_several_chunks_and_a_tiny_one_gives_few()
    {
        using var x = BlockedTensor.Unwritten(1, [16], 256, 256, 1);
        using var dy = BlockedTensor.Unwritten(1, [16], 256, 256, 0);
        Assert.True(WeightGradientKernels.Chunks(WeightGradientArguments.Blocked(x.Image, x.Segments, dy.Image, 16, new ConvShape(3, 1, 1), null, null)) >= 4);
        using var small = BlockedTensor.Unwritten(1, [16], 8, 8, 1);
        using var smallGradient = BlockedTensor.Unwritten(1, [16], 8, 8, 0);
        Assert.Equal(1, WeightGradientKernels.Chunks(WeightGradientArguments.Blocked(small.Image, small.Segments, smallGradient.Image, 16, new ConvShape(3, 1, 1), null, null)));
    }

    [Fact]
    public void A_kernel_that_reaches_past_the_halo_is_refused()
    {
        using var x = BlockedTensor.Unwritten(1, [3], 8, 8, 1);
        using var dy = BlockedTensor.Unwritten(1, [3], 8, 8, 0);
        Assert.Throws<ArgumentException>(() => WeightGradientArguments.Blocked(x.Image, x.Segments, dy.Image, 3, new ConvShape(5, 1, 2), null, null));
    }

    private static ConvShape Shape(int height, int width, int strideY, int strideX, int dilationY, int dilationX, int top, int left) => new()
    {
        KernelHeight = height, KernelWidth = width, StrideY = strideY, StrideX = strideX,
        DilationY = dilationY, DilationX = dilationX, PadTop = top, PadLeft = left,
    };

    private static (int Rows, int Columns) OutputSize(in ConvShape shape, int height, int width) =>
        ((height + 2 * shape.PadTop - shape.DilationY * (shape.KernelHeight - 1) - 1) / shape.StrideY + 1,
            (width + 2 * shape.PadLeft - shape.DilationX * (shape.KernelWidth - 1) - 1) / shape.StrideX + 1);

    private static void Compare(Random random, int images, int[] segments, int outputs, int height, int width, ConvShape shape)
    {
        var inputs = segments.Sum();
        var halo = Math.Max(shape.KernelHeight * shape.DilationY, shape.KernelWidth * shape.DilationX);
        var x = random.Floats(images * inputs * height * width);
        using var blocked = BlockedTensor.From(x, images, segments, height, width, halo);
        CompareWith(random, images, inputs, outputs, height, width, shape, x,
            (gradient, result, partials) => WeightGradientArguments.Blocked(blocked.Image, blocked.Segments, gradient.Image, outputs, shape, (float*)result, (float*)partials));
    }

    private static void CompareWith(Random random, int images, int inputs, int outputs, int height, int width, ConvShape shape, float[] x,
        Func<BlockedTensor, nint, nint, WeightGradientArguments> describe)
    {
        var (rows, columns) = OutputSize(shape, height, width);
        if (rows < 1 || columns < 1) return;
        var dy = random.Floats(images * outputs * rows * columns);
        using var gradient = BlockedTensor.From(dy, images, [outputs], rows, columns, random.Next(0, 2));
        var expected = new float[outputs * inputs * shape.KernelHeight * shape.KernelWidth];
        WeightGradientTwin.Run<float>(x, dy, expected, images, inputs, height, width, outputs, rows, columns, shape);
        foreach (var path in Widths.Supported)
        {
            using var result = new NativeFloats(expected.Length);
            using var partials = new NativeFloats(images * expected.Length);
            var a = describe(gradient, (nint)result.Pointer, (nint)partials.Pointer);
            var kernels = WeightGradientKernels.Create(path);
            using var scratch = new NativeFloats(WeightGradientKernels.ScratchFloats(a));
            for (var chunk = WeightGradientKernels.Chunks(a) - 1; chunk >= 0; chunk--) kernels.Run(a, chunk, scratch.Pointer);
            for (var chunk = 0; chunk < WeightGradientKernels.CombineChunks(a); chunk++) kernels.Combine(a, chunk);
            RandomArrays.AssertSameBits(expected, result.Span, $"{path}, {shape}, {images} x {inputs} -> {outputs}, {height} x {width}");
        }
    }
}
