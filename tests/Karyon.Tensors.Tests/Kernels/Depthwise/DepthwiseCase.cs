using Karyon.Tensors.Kernels.Vector.Convolution;
using Karyon.Tensors.Kernels.Scalar.Depthwise;
using Karyon.Tensors.Kernels.Vector.Depthwise;

namespace Karyon.Tensors.Tests.Kernels.Depthwise;

/// <summary>A random depthwise convolution: sizes, window, values.</summary>
internal sealed record DepthwiseCase(DepthwiseSize Size, ConvShape Shape, float[] Input, float[] Weights, float[] Bias, float[] OutputGradient)
{
    /// <summary>Cases in which 3x3 windows of stride 1 and 2 come most often, others of any kind between them.</summary>
    public static IEnumerable<DepthwiseCase> Random(int seed, int count)
    {
        var random = new Random(seed);
        for (var k = 0; k < count; k++)
        {
            var shape = (k % 4) switch
            {
                0 => new ConvShape(3, 1, 1),
                1 => new ConvShape(3, 2, 1),
                2 => new ConvShape(3, random.Next(1, 3), random.Next(0, 3)),
                _ => new ConvShape
                {
                    KernelHeight = random.Next(1, 8),
                    KernelWidth = random.Next(1, 8),
                    StrideY = random.Next(1, 4),
                    StrideX = random.Next(1, 4),
                    PadTop = random.Next(0, 3),
                    PadLeft = random.Next(0, 3),
                    DilationY = random.Next(1, 4),
                    DilationX = random.Next(1, 4),
                },
            };
            var (height, width) = (random.Next(1, 24), random.Next(1, 40));
            var outputHeight = (height + 2 * shape.PadTop - (shape.KernelHeight - 1) * shape.DilationY - 1) / shape.StrideY + 1;
            var outputWidth = (width + 2 * shape.PadLeft - (shape.KernelWidth - 1) * shape.DilationX - 1) / shape.StrideX + 1;
            if (outputHeight < 1 || outputWidth < 1 || height + 2 * shape.PadTop <= (shape.KernelHeight - 1) * shape.DilationY
                || width + 2 * shape.PadLeft <= (shape.KernelWidth - 1) * shape.DilationX)
            {
                continue;
            }
            var size = new DepthwiseSize(random.Next(1, 4), random.Next(4) == 0 ? random.Next(90, 130) : random.Next(1, 40), height, width, outputHeight, outputWidth);
            yield return new DepthwiseCase(size, shape,
                TestValues.Floats(random, size.Images * size.Channels * height * width),
                TestValues.Floats(random, size.Channels * shape.Taps),
                random.Next(3) == 0 ? [] : TestValues.Floats(random, size.Channels),
                TestValues.Floats(random, size.Images * size.Channels * outputHeight * outputWidth));
        }
    }
}
