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

    [Theory]
    [InlineData(0)] // pixels follow each other without gaps: one long row
    [InlineData(1)]
    public void Pointwise_convolutions_of_a_batch_give_the_bits_of_the_twin(int outputHalo)
    {
        var size = new ConvSize(3, 37, 7, 9, 70, 7, 9);
        Check(ConvCase.Fill(new Random(outputHalo), size, new ConvShape(1), [16, 21], ConvActivation.Relu6, true, outputHalo == 1), outputHalo);
    }

    [Theory]
    [InlineData(1, 6)]
    [InlineData(5, 6)]
    [InlineData(8, 16)] // as many pixels as still share
    [InlineData(8, 17)] // one row more: images by themselves
    public void Small_images_that_share_weights_give_the_bits_of_the_twin(int height, int width)
    {
        // Inputs are cut, so that sums are stored and taken up again in every image's row.
        var size = new ConvSize(5, 430, height, width, 150, height, width);
        Check(ConvCase.Fill(new Random(height), size, new ConvShape(1), [100, 330], ConvActivation.Relu, true, true), 0);
    }

    [Fact]
    public void Special_values_pass_through_as_in_the_twin()
    {
        // Whole output blocks: a padding lane would hold 0 * infinity, which the twin's logical channels do not show.
        var size = new ConvSize(1, 20, 5, 6, 48, 5, 6);
        foreach (var activation in Enum.GetValues<ConvActivation>())
        {
            var c = ConvCase.Fill(new Random(5), size, new ConvShape(3, padding: 1), [20], activation, true, true);
            (c.X[7], c.X[100], c.X[211]) = (float.PositiveInfinity, float.NegativeInfinity, -0f);
            (c.Bias[3], c.Residual[40], c.Weights[17]) = (-0f, -0f, float.Epsilon);
            Check(c, 1);
        }
    }

    [Theory]
    [InlineData(16)] // one vector of 512 bits
    [InlineData(32)]
    [InlineData(48)]
    [InlineData(64)]
    [InlineData(80)] // three and two
    [InlineData(144)] // four, three and two
    public void Every_tile_gives_the_bits_of_the_twin(int outputs)
    {
        for (var width = 1; width <= 43; width++)
        {
            var size = new ConvSize(1, 16, 1, width, outputs, 1, width);
            Check(ConvCase.Fill(new Random(width), size, new ConvShape(1), [16], ConvActivation.Relu6, true, true), 0);
        }
    }

    [Theory]
    [InlineData(16, 20, 3)]
    [InlineData(32, 20, 3)]
    [InlineData(16, 300, 3)]
    [InlineData(32, 1500, 1)] // sums are stored and taken up again
    [InlineData(16, 16, 5)]
    public void Tiles_of_several_rows_give_the_bits_of_the_twin(int outputs, int inputs, int kernelWidth)
    {
        foreach (var (height, width) in new[] { (4, 8), (5, 9), (7, 10), (8, 11), (9, 13), (6, 17), (11, 31) })
        {
            var shape = new ConvShape { KernelHeight = 3, KernelWidth = kernelWidth, StrideY = 1, StrideX = 1, DilationY = 1, DilationX = 1, PadTop = 1, PadLeft = kernelWidth / 2 };
            var size = new ConvSize(1, inputs, height, width, outputs, height, width);
            var random = new Random(height);
            Check(ConvCase.Fill(random, size, shape, [inputs], (ConvActivation)(height % 3), height % 2 == 0, width % 2 == 0), 1);
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
