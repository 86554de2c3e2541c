using Karyon.Tensors.Kernels;
using Karyon.Tensors.Kernels.Scalar.Convolution;
using Karyon.Tensors.Kernels.Vector.Convolution;

namespace Karyon.Tensors.Tests.Kernels.Convolution;

public sealed unsafe class ConvInputGradientTests
{
    [Fact]
    public void Every_width_gives_the_bits_of_the_twin_for_random_input_gradients()
    {
        for (var seed = 300; seed < 360; seed++)
            Check(ConvCase.Random(seed, grouped: seed % 4 == 0), seed, seed % 3);
    }

    [Theory]
    [InlineData(1, 2)] // three of four phases have no tap
    [InlineData(2, 2)] // the transposed convolution of U-Net
    [InlineData(3, 2)]
    [InlineData(4, 4)]
    [InlineData(3, 1)]
    public void The_usual_strides_give_the_bits_of_the_twin(int kernel, int stride)
    {
        var size = new ConvSize(2, 40, 12, 20, 50, (12 + kernel / 2 * 2 - kernel) / stride + 1, (20 + kernel / 2 * 2 - kernel) / stride + 1);
        Check(ConvCase.Fill(new Random(kernel), size, new ConvShape(kernel, stride, kernel / 2), [23, 17], ConvActivation.None, true, true), kernel, 1);
    }

    [Fact]
    public void The_twin_is_the_adjoint_of_the_forward_convolution()
    {
        for (var seed = 300; seed < 330; seed++)
        {
            var c = ConvCase.Random(seed, grouped: seed % 3 == 0) with { Bias = [], Residual = [], Activation = ConvActivation.None };
            var gradient = ConvTwinTests.ToDouble(Gradient(c, seed));
            var (x, weights) = (ConvTwinTests.ToDouble(c.X), ConvTwinTests.ToDouble(c.Weights));
            var forward = ConvTwin<double>.Forward(x, weights, [], [], c.Size, c.Segments, c.Shape, c.Activation);
            var backward = ConvTwin<double>.InputGradient(gradient, weights, [], [], c.Size, [c.Size.Outputs], c.Shape, c.Activation);
            var (left, right) = (Dot(forward, gradient), Dot(x, backward));
            Assert.Equal(left, right, 1e-9 * Math.Max(1, Math.Abs(left)) * x.Length);
            // One input pixel alone: its derivative is exact, the convolution being linear.
            var at = seed * 7919 % x.Length;
            var one = new double[x.Length];
            one[at] = 1;
            Assert.Equal(Dot(ConvTwin<double>.Forward(one, weights, [], [], c.Size, c.Segments, c.Shape, c.Activation), gradient), backward[at], 1e-10);
        }
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (p, q) => p * q).Sum();

    private static float[] Gradient(ConvCase c, int seed)
    {
        var random = new Random(seed);
        var values = new float[c.Size.Images * c.Size.Outputs * c.Size.OutputHeight * c.Size.OutputWidth];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(random.NextDouble() * 4 - 2);
        return values;
    }

    /// <summary>The case's residual and bias have the output's sizes: here the input's are needed.</summary>
    private static void Check(ConvCase c, int seed, int inputHalo)
    {
        var size = c.Size;
        var gradient = Gradient(c, seed);
        var residual = c.Residual.Length > 0 ? c.X : [];
        var bias = c.Bias.Length > 0 ? c.X[..size.Inputs] : [];
        // With one group the output's gradient may have segments too, as the input of a transposed convolution may.
        int[] outputs = c.Shape.GroupInputs == 0 && size.Outputs > 20 ? [9, size.Outputs - 9] : [size.Outputs];
        var expected = ConvTwin<float>.InputGradient(gradient, c.Weights, bias, residual, size, outputs, c.Shape, c.Activation);
        var halo = InputGradientArguments.RequiredHalo(c.Shape, size.Height, size.Width, size.OutputHeight, size.OutputWidth);
        var inputBlocks = new ChannelBlocks(c.Segments).Blocks;
        using var y = new BlockedFloats(size.Images, outputs, size.OutputHeight, size.OutputWidth, halo).With(gradient);
        using var added = new BlockedFloats(size.Images, c.Segments, size.Height, size.Width, 2).With(residual.Length > 0 ? residual : new float[c.X.Length]);
        using var weights = new NativeFloats(ConvWeights.InputGradientFloats(c.Segments, outputs, c.Shape), float.NaN);
        using var packedBias = new NativeFloats(inputBlocks * 16, float.NaN);
        fixed (float* dense = c.Weights, denseBias = bias)
        {
            for (var block = 0; block < inputBlocks; block++)
                ConvWeights.PackInputGradient(dense, c.Segments, outputs, c.Shape, weights.Pointer, block, block + 1);
            ConvWeights.PackBias(denseBias, c.Segments, packedBias.Pointer);
        }
        Assert.True(weights.GuardsAreIntact);
        Assert.DoesNotContain(float.NaN, weights.Span.ToArray());
        foreach (var path in ConvRunner.Paths)
        {
            using var x = new BlockedFloats(size.Images, c.Segments, size.Height, size.Width, inputHalo, float.NaN);
            var arguments = new InputGradientArguments
            {
                OutputGradient = y.View,
                Weights = weights.Pointer,
                Bias = bias.Length > 0 ? packedBias.Pointer : null,
                InputGradient = x.View,
                Residual = residual.Length > 0 ? added.View : default,
                Activation = c.Activation,
                Shape = c.Shape,
            };
            var kernels = ConvKernels.Create(path);
            for (var chunk = kernels.Chunks(arguments) - 1; chunk >= 0; chunk--)
                kernels.Run(arguments, chunk, null);
            x.AssertHolds(expected, $"{path}: {c}");
        }
    }
}
