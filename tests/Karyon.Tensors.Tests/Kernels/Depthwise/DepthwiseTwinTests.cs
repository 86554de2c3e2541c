using Karyon.Tensors.Kernels.Scalar.Depthwise;
using Karyon.Tensors.Kernels.Vector.Convolution;
using Karyon.Tensors.Kernels.Vector.Depthwise;

namespace Karyon.Tensors.Tests.Kernels.Depthwise;

/// <summary>The twin against closed forms and laws.</summary>
public sealed class DepthwiseTwinTests
{
    [Fact]
    public void A_window_of_ones_counts_the_pixels_it_covers()
    {
        var size = new DepthwiseSize(1, 1, 3, 4, 3, 4);
        var y = DepthwiseTwin<double>.Forward([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 1, 1, 1], [0.5], size, new ConvShape(3, 1, 1), ConvActivation.Relu6);
        Assert.Equal([4.5, 6, 6, 4.5, 6, 6, 6, 6, 4.5, 6, 6, 4.5], y);
    }

    [Fact]
    public void A_shifted_delta_reads_the_dilated_neighbour()
    {
        var size = new DepthwiseSize(1, 2, 1, 4, 1, 4);
        var shape = new ConvShape { KernelHeight = 1, KernelWidth = 3, StrideY = 1, StrideX = 1, PadLeft = 2, DilationY = 1, DilationX = 2 };
        var y = DepthwiseTwin<double>.Forward([1, 2, 3, 4, 5, 6, 7, 8], [1, 0, 0, 0, 0, 1], [], size, shape, ConvActivation.None);
        Assert.Equal([0, 0, 1, 2, 7, 8, 0, 0], y);
    }

    // The convolution is bilinear, so both gradients are its adjoints: <conv(x, w), d> = <x, dX> = <w, dW>.
    [Fact]
    public void Gradients_are_adjoint_to_the_convolution()
    {
        foreach (var c in DepthwiseCase.Random(5, 40))
        {
            var (x, w, d) = (TestValues.Doubles(c.Input), TestValues.Doubles(c.Weights), TestValues.Doubles(c.OutputGradient));
            var y = DepthwiseTwin<double>.Forward(x, w, [], c.Size, c.Shape, ConvActivation.None);
            var expected = Dot(y, d);
            var scale = Math.Sqrt(Dot(y, y) * Dot(d, d)) + 1e-30;
            Assert.True(Math.Abs(Dot(x, DepthwiseTwin<double>.InputGradient(d, w, c.Size, c.Shape)) - expected) <= 1e-12 * scale);
            Assert.True(Math.Abs(Dot(w, DepthwiseTwin<double>.WeightGradient(x, d, c.Size, c.Shape)) - expected) <= 1e-12 * scale);
        }
    }

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
