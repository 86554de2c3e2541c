using Karyon.Tensors.Kernels;
using Karyon.Tensors.Kernels.Scalar.Convolution;
using Karyon.Tensors.Kernels.Vector.Convolution;
using Karyon.Tensors.Kernels.Vector.Heads;
using Karyon.Tensors.Tests.Kernels.Convolution;

namespace Karyon.Tensors.Tests.Kernels.Heads;

/// <summary>Convolutions with few outputs give the bits of the convolution's twin at every width.</summary>
public sealed unsafe class HeadKernelsTests
{
    [Fact]
    public void Every_width_gives_the_bits_of_the_twin()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var shape = new ConvShape
            {
                KernelHeight = random.Next(1, 6), KernelWidth = random.Next(1, 6), StrideY = 1, StrideX = 1, DilationY = 1, DilationX = 1,
                PadTop = random.Next(0, 3), PadLeft = random.Next(0, 3),
            };
            int[] segments = seed % 3 == 0 ? [random.Next(1, 30), random.Next(1, 30)] : [random.Next(1, 50)];
            Check(random, segments, shape, random.Next(1, HeadArguments.MostOutputs + 1), random.Next(1, 40), random.Next(1, 130));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(10)]
    public void Every_tile_gives_the_bits_of_the_twin(int outputs)
    {
        for (var width = 1; width <= 100; width++) Check(new Random(width), [20], new ConvShape(3, padding: 1), outputs, 2, width);
    }

    [Fact]
    public void Bands_cover_every_row_once_and_are_many_for_large_work()
    {
        foreach (var (images, height) in new[] { (1, 2080), (16, 256), (1, 32), (3, 7), (1, 1) })
        {
            var cut = new HeadCut(new HeadArguments
            {
                Input = BlockedImage.Dense(null, images, 2, height, 64, 1), BlockChannels = [16, 16], Outputs = 4, Height = height, Width = 64, Shape = new ConvShape(3, padding: 1),
            });
            var seen = new int[images * height];
            for (var chunk = 0; chunk < cut.Chunks; chunk++)
            {
                var (image, first, end) = cut.Band(chunk);
                for (var row = first; row < end; row++) seen[image * height + row]++;
            }
            Assert.All(seen, count => Assert.Equal(1, count));
            if (images * height >= 256) Assert.InRange(cut.Chunks, 16, 200);
        }
    }

    private static void Check(Random random, int[] segments, in ConvShape shape, int outputs, int height, int width)
    {
        int inputHeight = Math.Max(1, height + shape.KernelHeight - 1 - shape.PadTop - random.Next(0, 2)), inputWidth = Math.Max(1, width + shape.KernelWidth - 1 - shape.PadLeft - random.Next(0, 2));
        var size = new ConvSize(random.Next(1, 3), segments.Sum(), inputHeight, inputWidth, outputs, height, width);
        var c = ConvCase.Fill(random, size, shape, segments, (ConvActivation)random.Next(3), random.Next(3) > 0, residual: false);
        var expected = ConvTwin<float>.Forward(c.X, c.Weights, c.Bias, [], size, segments, shape, c.Activation);
        using var x = new BlockedFloats(size.Images, segments, inputHeight, inputWidth, c.Halo).With(c.X);
        using var weights = new Convolution.NativeFloats(c.Weights.Length, float.NaN);
        using var bias = new Convolution.NativeFloats(outputs);
        c.Bias.CopyTo(bias.Span);
        var channels = HeadArguments.ChannelsOf(new ChannelSegments(segments));
        fixed (float* dense = c.Weights) HeadWeights.Pack(dense, channels, outputs, shape.Taps, weights.Pointer);
        foreach (var path in ConvRunner.Paths)
        {
            using var y = new Convolution.NativeFloats(expected.Length, float.NaN);
            var arguments = new HeadArguments
            {
                Input = x.View, BlockChannels = channels, Weights = weights.Pointer, Bias = c.Bias.Length > 0 ? bias.Pointer : null, Output = y.Pointer,
                Outputs = outputs, Height = height, Width = width, Activation = c.Activation, Shape = shape,
            };
            using var scratch = new Convolution.NativeFloats(HeadKernels.ScratchFloats(arguments), float.NaN);
            var kernels = HeadKernels.Create(path);
            for (var chunk = HeadKernels.Chunks(arguments) - 1; chunk >= 0; chunk--) kernels.Run(arguments, chunk, scratch.Pointer);
            TestValues.AssertSameBits(expected, y.Span, $"{path}: {c}");
            Assert.True(y.GuardsAreIntact && scratch.GuardsAreIntact, $"{path}: {c}");
        }
    }
}
