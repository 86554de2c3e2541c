using Karyon.Tensors.Kernels.Scalar.Resizing;
using Karyon.Tensors.Kernels.Vector.Resizing;

namespace Karyon.Tensors.Tests.Kernels.Resizing;

public unsafe class ResizingKernelsTests
{
    [Fact]
    public void Every_width_equals_the_twin_bit_for_bit_both_ways()
    {
        var random = new Random(71);
        foreach (var (height, width, newHeight, newWidth) in ((int, int, int, int)[])
            [(4, 5, 8, 10), (7, 9, 7, 9), (5, 6, 13, 17), (13, 11, 5, 4), (1, 1, 4, 3), (40, 35, 80, 70), (6, 3, 1, 12), (3, 4, 24, 32)])
        {
            const int Images = 2, Channels = 18;
            const int Planes = Images * Channels;
            float[] x = random.Floats(Planes * height * width), g = random.Floats(Planes * newHeight * newWidth);
            float[] nearest = new float[g.Length], bilinear = new float[g.Length], nearestBack = new float[x.Length], bilinearBack = new float[x.Length];
            for (var plane = 0; plane < Planes; plane++)
            {
                Range small = (plane * height * width)..((plane + 1) * height * width), large = (plane * newHeight * newWidth)..((plane + 1) * newHeight * newWidth);
                ResizingTwin.Nearest<float>(x.AsSpan(small), height, width, nearest.AsSpan(large), newHeight, newWidth);
                ResizingTwin.Bilinear<float>(x.AsSpan(small), height, width, bilinear.AsSpan(large), newHeight, newWidth);
                ResizingTwin.NearestBackward<float>(g.AsSpan(large), newHeight, newWidth, nearestBack.AsSpan(small), height, width);
                ResizingTwin.BilinearBackward<float>(g.AsSpan(large), newHeight, newWidth, bilinearBack.AsSpan(small), height, width);
            }
            using var input = BlockedTensor.From(x, Images, [Channels], height, width, 1);
            using var gradient = BlockedTensor.From(g, Images, [Channels], newHeight, newWidth, 0);
            foreach (var path in Widths.Supported)
            {
                using var output = BlockedTensor.Unwritten(Images, [Channels], newHeight, newWidth, 1);
                using var dx = BlockedTensor.Unwritten(Images, [Channels], height, width, 2);
                var kernels = ResizingKernels.Create(path);
                var forward = new ResizingArguments { Input = input.Image, Output = output.Image };
                var backward = new ResizingArguments { Input = gradient.Image, Output = dx.Image };
                using var scratch = new NativeFloats(ResizingKernels.ScratchFloats(forward));
                var what = $"{path} {height} x {width} to {newHeight} x {newWidth}";
                for (var chunk = 0; chunk < ResizingKernels.Chunks(output.Image); chunk++) kernels.Nearest(forward, chunk);
                for (var chunk = 0; chunk < ResizingKernels.Chunks(dx.Image); chunk++) kernels.NearestBackward(backward, chunk);
                RandomArrays.AssertSameBits(nearest, output.ToDense(), what + " nearest");
                RandomArrays.AssertSameBits(nearestBack, dx.ToDense(), what + " nearest backward");
                output.AssertZeroAround();
                dx.AssertZeroAround();
                for (var chunk = 0; chunk < ResizingKernels.Chunks(output.Image); chunk++) kernels.Bilinear(forward, chunk, scratch.Pointer);
                for (var chunk = 0; chunk < ResizingKernels.Chunks(dx.Image); chunk++) kernels.BilinearBackward(backward, chunk, scratch.Pointer);
                RandomArrays.AssertSameBits(bilinear, output.ToDense(), what + " bilinear");
                RandomArrays.AssertSameBits(bilinearBack, dx.ToDense(), what + " bilinear backward");
                output.AssertZeroAround();
                dx.AssertZeroAround();
            }
        }
    }

    [Fact]
    public void Doubling_weighs_three_to_one_and_keeps_the_border()
    {
        double[] x = [0, 4], y = new double[4];
        ResizingTwin.Bilinear<double>(x, 1, 2, y, 1, 4);
        Assert.Equal([0.0, 1.0, 3.0, 4.0], y);
    }

    [Theory]
    [InlineData(4, 5, 9, 10)]
    [InlineData(9, 8, 4, 5)]
    [InlineData(3, 3, 24, 24)]
    public void The_backward_pass_is_the_adjoint_of_the_forward_pass(int height, int width, int newHeight, int newWidth)
    {
        var random = new Random(72);
        double[] x = random.Floats(height * width).ToDoubles(), g = random.Floats(newHeight * newWidth).ToDoubles();
        double[] y = new double[g.Length], dx = new double[x.Length];
        ResizingTwin.Bilinear<double>(x, height, width, y, newHeight, newWidth);
        ResizingTwin.BilinearBackward<double>(g, newHeight, newWidth, dx, height, width);
        Assert.Equal(Dot(y, g), Dot(x, dx), 1e-12);
        ResizingTwin.Nearest<double>(x, height, width, y, newHeight, newWidth);
        ResizingTwin.NearestBackward<double>(g, newHeight, newWidth, dx, height, width);
        Assert.Equal(Dot(y, g), Dot(x, dx), 1e-12);

        static double Dot(double[] a, double[] b) => a.Zip(b, static (p, q) => p * q).Sum();
    }
}
