using Karyon.Tensors.Kernels.Scalar.Convolution;
using Karyon.Tensors.Kernels.Vector.Convolution;

namespace Karyon.Tensors.Tests.Kernels.Convolution;

/// <summary>A random convolution: sizes, values, and what follows the sum.</summary>
internal sealed record ConvCase(ConvSize Size, ConvShape Shape, int[] Segments, ConvActivation Activation, float[] X, float[] Weights,
    float[] Bias, float[] Residual)
{
    public override string ToString() => $"{Size} {Shape} segments {string.Join('+', Segments)} {Activation} bias {Bias.Length > 0} residual {Residual.Length > 0}";

    /// <summary>Halo that the input needs.</summary>
    public int Halo => Shape.RequiredHalo(Size.Height, Size.Width, Size.OutputHeight, Size.OutputWidth);

    /// <summary>A case with a kernel of 1 to 5, strides and dilations of 1 to 3, uneven padding, and odd sizes.</summary>
    public static ConvCase Random(int seed, bool grouped = false)
    {
        var random = new Random(seed);
        int Next(int low, int high) => random.Next(low, high + 1);
        var shape = new ConvShape
        {
            KernelHeight = Next(1, 5), KernelWidth = Next(1, 5), StrideY = Next(1, 3), StrideX = Next(1, 3),
            DilationY = Next(1, 2), DilationX = Next(1, 2), PadTop = Next(0, 2), PadLeft = Next(0, 2),
        };
        int[] segments = Next(0, 2) == 0 ? [Next(1, 40), Next(1, 20)] : [Next(1, 70)];
        var outputs = Next(1, 80);
        if (grouped)
        {
            var groups = Next(2, 9);
            shape = shape with { GroupInputs = Next(1, 20), GroupOutputs = Next(1, 20) };
            (segments, outputs) = ([groups * shape.GroupInputs], groups * shape.GroupOutputs);
        }
        var (outputHeight, outputWidth) = (Next(1, 9), Next(1, 21));
        // Padding below and to the right comes out as whatever these sizes leave, also negative.
        var height = Math.Max(1, (outputHeight - 1) * shape.StrideY + (shape.KernelHeight - 1) * shape.DilationY + 1 - shape.PadTop - Next(0, 2));
        var width = Math.Max(1, (outputWidth - 1) * shape.StrideX + (shape.KernelWidth - 1) * shape.DilationX + 1 - shape.PadLeft - Next(0, 2));
        var size = new ConvSize(Next(1, 2), segments.Sum(), height, width, outputs, outputHeight, outputWidth);
        return Fill(random, size, shape, segments, (ConvActivation)Next(0, 2), Next(0, 3) > 0, Next(0, 1) > 0);
    }

    /// <summary>A case of given sizes with random values.</summary>
    public static ConvCase Fill(Random random, ConvSize size, ConvShape shape, int[] segments, ConvActivation activation, bool bias, bool residual)
    {
        float[] Values(long count)
        {
            var values = new float[count];
            for (var i = 0; i < values.Length; i++)
                values[i] = (float)(random.NextDouble() * 4 - 2);
            return values;
        }
        var groupInputs = shape.GroupInputs == 0 ? size.Inputs : shape.GroupInputs;
        return new ConvCase(size, shape, segments, activation, Values((long)size.Images * size.Inputs * size.Height * size.Width),
            Values((long)size.Outputs * groupInputs * shape.Taps), bias ? Values(size.Outputs) : [],
            residual ? Values((long)size.Images * size.Outputs * size.OutputHeight * size.OutputWidth) : []);
    }
}
