using Karyon.Tensors.Kernels.Scalar.Depthwise;
using Karyon.Tensors.Kernels.Vector.Depthwise;

namespace Karyon.Tensors.Tests.Kernels.Depthwise;

/// <summary>A random depthwise convolution: sizes, window, values.</summary>
internal sealed record DepthwiseCase(DepthwiseSize Size, DepthwiseGeometry Geometry, float[] Input, float[] Weights, float[] Bias, float[] OutputGradient)
{
    /// <summary>Cases in which 3x3 windows of stride 1 and 2 come most often, others of any kind between them.</summary>
    public static IEnumerable<DepthwiseCase> Random(int seed, int count)
    {
        var random = new Random(seed);
        for (var k = 0; k < count; k++)
        {
            var geometry = (k % 4) switch
            {
                0 => DepthwiseGeometry.Square(3, 1, 1),
                1 => DepthwiseGeometry.Square(3, 2, 1),
                2 => DepthwiseGeometry.Square(3, random.Next(1, 3), random.Next(0, 3)),
                _ => new DepthwiseGeometry(random.Next(1, 8), random.Next(1, 8), random.Next(1, 4), random.Next(1, 4),
                    random.Next(0, 3), random.Next(0, 3), random.Next(1, 4), random.Next(1, 4)),
            };
            var (height, width) = (random.Next(1, 24), random.Next(1, 40));
            var outputHeight = (height + 2 * geometry.PadTop - (geometry.KernelHeight - 1) * geometry.DilationY - 1) / geometry.StrideY + 1;
            var outputWidth = (width + 2 * geometry.PadLeft - (geometry.KernelWidth - 1) * geometry.DilationX - 1) / geometry.StrideX + 1;
            if (outputHeight < 1 || outputWidth < 1 || height + 2 * geometry.PadTop <= (geometry.KernelHeight - 1) * geometry.DilationY
                || width + 2 * geometry.PadLeft <= (geometry.KernelWidth - 1) * geometry.DilationX)
            {
                continue;
            }
            var size = new DepthwiseSize(random.Next(1, 4), random.Next(4) == 0 ? random.Next(90, 130) : random.Next(1, 40), height, width, outputHeight, outputWidth);
            yield return new DepthwiseCase(size, geometry,
                TestValues.Floats(random, size.Images * size.Channels * height * width),
                TestValues.Floats(random, size.Channels * geometry.Taps),
                random.Next(3) == 0 ? [] : TestValues.Floats(random, size.Channels),
                TestValues.Floats(random, size.Images * size.Channels * outputHeight * outputWidth));
        }
    }
}
