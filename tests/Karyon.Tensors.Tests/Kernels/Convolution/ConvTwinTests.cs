using Karyon.Tensors.Kernels.Scalar.Convolution;
using Karyon.Tensors.Kernels.Vector.Convolution;

namespace Karyon.Tensors.Tests.Kernels.Convolution;

/// <summary>The twin against a convolution that scatters, written without blocks, windows or fused operations, in double.</summary>
public sealed class ConvTwinTests
{
    [Fact]
    public void The_twin_is_the_convolution_of_the_textbook()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var c = ConvCase.Random(seed, grouped: seed % 3 == 0);
            var expected = Textbook(c);
            var inDouble = ConvTwin<double>.Forward(ToDouble(c.X), ToDouble(c.Weights), ToDouble(c.Bias), ToDouble(c.Residual), c.Size, c.Segments, c.Shape, c.Activation);
            var inFloat = ConvTwin<float>.Forward(c.X, c.Weights, c.Bias, c.Residual, c.Size, c.Segments, c.Shape, c.Activation);
            for (var i = 0; i < expected.Length; i++)
            {
                Assert.Equal(expected[i], inDouble[i], 1e-10);
                Assert.Equal(expected[i], inFloat[i], 2e-3);
            }
        }
    }

    [Fact]
    public void The_twin_of_the_first_convolution_is_the_dense_twin_over_other_memory()
    {
        for (var seed = 200; seed < 220; seed++)
        {
            var random = new Random(seed);
            var size = new ConvSize(2, 3, random.Next(5, 12), random.Next(5, 12), random.Next(1, 20), 5, 4);
            var c = ConvCase.Fill(random, size, new ConvShape(random.Next(1, 6), 2, 2), [3], ConvActivation.None, true, false);
            var expected = Textbook(c);
            var interleaved = new double[c.X.Length];
            for (var i = 0; i < c.X.Length; i++)
            {
                var (pixel, plane) = (i % (size.Height * size.Width), i / (size.Height * size.Width));
                interleaved[(plane / 3 * size.Height * size.Width + pixel) * 3 + plane % 3] = c.X[i];
            }
            var actual = ConvTwin<double>.Stem(interleaved, ToDouble(c.Weights), ToDouble(c.Bias), size, c.Shape, c.Activation);
            for (var i = 0; i < expected.Length; i++)
                Assert.Equal(expected[i], actual[i], 1e-10);
        }
    }

    internal static double[] ToDouble(float[] values) => Array.ConvertAll(values, value => (double)value);

    /// <summary>Every input value times every weight, added to the outputs it reaches.</summary>
    private static double[] Textbook(ConvCase c)
    {
        var (size, shape) = (c.Size, c.Shape);
        var y = new double[size.Images * size.Outputs * size.OutputHeight * size.OutputWidth];
        var groupInputs = shape.GroupInputs == 0 ? size.Inputs : shape.GroupInputs;
        var groupOutputs = shape.GroupOutputs == 0 ? size.Outputs : shape.GroupOutputs;
        for (var n = 0; n < size.Images; n++)
            for (var i = 0; i < size.Inputs; i++)
                for (var iy = 0; iy < size.Height; iy++)
                    for (var ix = 0; ix < size.Width; ix++)
                        for (var o = i / groupInputs * groupOutputs; o < (i / groupInputs + 1) * groupOutputs; o++)
                            for (var ky = 0; ky < shape.KernelHeight; ky++)
                                for (var kx = 0; kx < shape.KernelWidth; kx++)
                                {
                                    var (py, px) = (iy + shape.PadTop - ky * shape.DilationY, ix + shape.PadLeft - kx * shape.DilationX);
                                    if (py < 0 || px < 0 || py % shape.StrideY != 0 || px % shape.StrideX != 0) continue;
                                    var (oy, ox) = (py / shape.StrideY, px / shape.StrideX);
                                    if (oy >= size.OutputHeight || ox >= size.OutputWidth) continue;
                                    y[((n * size.Outputs + o) * size.OutputHeight + oy) * size.OutputWidth + ox] +=
                                        (double)c.X[((n * size.Inputs + i) * size.Height + iy) * size.Width + ix]
                                        * c.Weights[((o * groupInputs + i % groupInputs) * shape.KernelHeight + ky) * shape.KernelWidth + kx];
                                }
        for (var k = 0; k < y.Length; k++)
        {
            var plane = size.OutputHeight * size.OutputWidth;
            if (c.Bias.Length > 0) y[k] += c.Bias[k / plane % size.Outputs];
            if (c.Residual.Length > 0) y[k] += c.Residual[k];
            if (c.Activation != ConvActivation.None) y[k] = Math.Max(y[k], 0);
            if (c.Activation == ConvActivation.Relu6) y[k] = Math.Min(y[k], 6);
        }
        return y;
    }
}
