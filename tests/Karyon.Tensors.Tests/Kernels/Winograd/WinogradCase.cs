using Karyon.Tensors.Kernels.Scalar.Convolution;
using Karyon.Tensors.Kernels.Scalar.Winograd;
using Karyon.Tensors.Kernels.Vector.Convolution;
using Karyon.Tensors.Kernels.Vector.Winograd;

namespace Karyon.Tensors.Tests.Kernels.Winograd;

/// <summary>A random 3x3 convolution of stride 1: sizes, segments of its input, values.</summary>
internal sealed record WinogradCase(WinogradSize Size, int[] Segments, WinogradForm Form, ConvActivation Activation, float[] Input, float[] Weights, float[] Bias, float[] Residual)
{
    /// <summary>Small cases of odd sizes, single and concatenated inputs, every padding, with and without bias and residual.</summary>
    public static IEnumerable<WinogradCase> Random(int seed, int count)
    {
        var random = new Random(seed);
        for (var k = 0; k < count; k++)
        {
            int[] segments = k % 3 == 0 ? [random.Next(1, 20), random.Next(1, 20)] : [random.Next(1, 50)];
            var (height, width) = (random.Next(3, 15), k % 5 == 0 ? random.Next(30, 50) : random.Next(3, 15));
            var (padTop, padLeft) = k % 2 == 0 ? (1, 1) : (random.Next(0, 3), random.Next(0, 3));
            var wide = k % 8 == 7;
            yield return Create(random, new WinogradSize(random.Next(1, 4), segments.Sum(), height, width, wide ? random.Next(130, 150) : random.Next(1, 40),
                padTop, padLeft, height + 2 * padTop - 2, width + 2 * padLeft - 2), segments, k % 4 < 2 ? WinogradForm.F4 : WinogradForm.F2, (ConvActivation)(k % 3));
        }
    }

    public static WinogradCase Create(Random random, WinogradSize size, int[] segments, WinogradForm form, ConvActivation activation) =>
        new(size, segments, form, activation,
            TestValues.Floats(random, size.Images * size.Inputs * size.Height * size.Width),
            TestValues.Floats(random, size.Outputs * size.Inputs * 9),
            random.Next(3) == 0 ? [] : TestValues.Floats(random, size.Outputs),
            random.Next(2) == 0 ? [] : TestValues.Floats(random, size.Images * size.Outputs * size.OutputHeight * size.OutputWidth));

    /// <summary>The same convolution computed directly, in double.</summary>
    public double[] Direct()
    {
        var size = new ConvSize(Size.Images, Size.Inputs, Size.Height, Size.Width, Size.Outputs, Size.OutputHeight, Size.OutputWidth);
        var shape = new ConvShape { KernelHeight = 3, KernelWidth = 3, StrideY = 1, StrideX = 1, DilationY = 1, DilationX = 1, PadTop = Size.PadTop, PadLeft = Size.PadLeft };
        return ConvTwin<double>.Forward(TestValues.Doubles(Input), TestValues.Doubles(Weights), TestValues.Doubles(Bias), TestValues.Doubles(Residual), size, Segments, shape, Activation);
    }
}
