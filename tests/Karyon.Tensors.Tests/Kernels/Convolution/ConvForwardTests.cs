using Karyon.Tensors.Kernels;
using Karyon.Tensors.Kernels.Scalar.Convolution;
using Karyon.Tensors.Kernels.Vector.Convolution;

namespace Karyon.Tensors.Tests.Kernels.Convolution;

public sealed unsafe class ConvForwardTests
{
    [Fact]
    public void Every_width_gives_the_bits_of_the_twin_for_random_dense_convolutions()
    {
        for (var seed = 0; seed < 60; seed++)
            Check(ConvCase.Random(seed), seed % 3);
    }

    [Fact]
    public void Every_width_gives_the_bits_of_the_twin_for_random_grouped_convolutions()
    {
        for (var seed = 100; seed < 130; seed++)
            Check(ConvCase.Random(seed, grouped: true), seed % 2);
    }

    [Theory]
    [InlineData(300, 40, 3, 6, 9)] // input blocks are cut at 512 bits: 2 x 300 x 9 x 64 bytes do not fit
    [InlineData(1300, 50, 1, 1, 70)] // a linear layer whose inputs are cut
    [InlineData(20, 36, 1, 1, 333)] // a linear layer whose tokens are cut
    [InlineData(33, 96, 1, 40, 40)] // many chunks of rows
    public void Cut_work_gives_the_bits_of_the_twin(int inputs, int outputs, int kernel, int height, int width)
    {
        var size = new ConvSize(1, inputs, height, width, outputs, height, width);
        Check(ConvCase.Fill(new Random(inputs), size, new ConvShape(kernel, padding: kernel / 2), [inputs], ConvActivation.Relu, true, true), kernel / 2);
    }

    [Fact]
    public void Every_tile_height_gives_the_bits_of_the_twin()
    {
        for (var width = 1; width <= 33; width++)
        {
            var size = new ConvSize(1, 16, 1, width, 48, 1, width);
            Check(ConvCase.Fill(new Random(width), size, new ConvShape(1), [16], ConvActivation.Relu6, true, true), 0);
        }
    }

    [Fact]
    public void The_first_convolution_gives_the_bits_of_the_twin_at_every_width()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var (kernel, stride) = (random.Next(1, 8), random.Next(1, 5));
            var shape = new ConvShape(kernel, stride, kernel / 2);
            var (height, width, channels, outputs) = (random.Next(kernel, 30), random.Next(kernel, 60), random.Next(0, 4) == 0 ? 4 : 3, random.Next(1, 70));
            var size = new ConvSize(random.Next(1, 3), channels, height, width, outputs, (height + kernel / 2 * 2 - kernel) / stride + 1, (width + kernel / 2 * 2 - kernel) / stride + 1);
            CheckStem(ConvCase.Fill(random, size, shape, [channels], (ConvActivation)random.Next(3), seed % 2 == 0, false));
        }
    }

    [Fact]
    public void Chunks_cover_the_output_once_and_are_many_for_large_work()
    {
        foreach (var (height, width, blocks, products) in new[] { (256, 256, 4, 576L), (1, 265, 288, 1536L), (16, 16, 16, 2304L), (1, 1, 1, 3L), (7, 300, 3, 40L), (0, 0, 2, 9L) })
        {
            var cut = new ConvCut(2, height, width, blocks, products, 256);
            var seen = new byte[2 * height * width * blocks];
            for (var chunk = 0; chunk < cut.Chunks; chunk++)
            {
                var r = cut.Region(chunk);
                for (var b = r.FirstBlock; b < r.EndBlock; b++)
                    for (var y = r.FirstRow; y < r.EndRow; y++)
                        for (var x = r.FirstColumn; x < r.EndColumn; x++)
                            seen[((r.Image * blocks + b) * height + y) * width + x]++;
            }
            Assert.All(seen, count => Assert.Equal(1, count));
            if (height * (long)width * blocks * products > 1L << 24) Assert.InRange(cut.Chunks, 32, 400);
        }
    }

    private static void Check(ConvCase c, int outputHalo) =>
        ConvRunner.AssertForward(c, ConvTwin<float>.Forward(c.X, c.Weights, c.Bias, c.Residual, c.Size, c.Segments, c.Shape, c.Activation), outputHalo);

    private static void CheckStem(ConvCase c)
    {
        var expected = ConvTwin<float>.Stem(c.X, c.Weights, c.Bias, c.Size, c.Shape, c.Activation);
        using var x = new NativeFloats(InterleavedImage.Floats(c.Size.Images, c.Size.Inputs, c.Size.Height, c.Size.Width, c.Halo));
        var view = InterleavedImage.Dense(x.Pointer, c.Size.Images, c.Size.Inputs, c.Size.Height, c.Size.Width, c.Halo);
        var rowLength = c.Size.Width * c.Size.Inputs;
        for (var n = 0; n < c.Size.Images; n++)
            for (var row = 0; row < c.Size.Height; row++)
                c.X.AsSpan((n * c.Size.Height + row) * rowLength, rowLength).CopyTo(new Span<float>(view.Origin + n * view.ImageStride + row * view.RowStride, rowLength));
        using var weights = new NativeFloats(ConvWeights.StemFloats(c.Size.Inputs, c.Size.Outputs, c.Shape), float.NaN);
        using var bias = new NativeFloats(ChannelBlocks.BlocksOf(c.Size.Outputs) * 16);
        fixed (float* dense = c.Weights, denseBias = c.Bias)
        {
            ConvWeights.PackStem(dense, c.Size.Inputs, c.Size.Outputs, c.Shape, weights.Pointer);
            ConvWeights.PackBias(denseBias, [c.Size.Outputs], bias.Pointer);
        }
        foreach (var path in ConvRunner.Paths)
        {
            using var y = new BlockedFloats(c.Size.Images, [c.Size.Outputs], c.Size.OutputHeight, c.Size.OutputWidth, 1, float.NaN);
            var arguments = new StemArguments { Input = view, Weights = weights.Pointer, Bias = c.Bias.Length > 0 ? bias.Pointer : null, Output = y.View, Activation = c.Activation, Shape = c.Shape };
            var kernels = ConvKernels.Create(path);
            for (var chunk = kernels.Chunks(arguments) - 1; chunk >= 0; chunk--)
                kernels.Run(arguments, chunk, null);
            y.AssertHolds(expected, $"{path}: {c}");
        }
    }
}
