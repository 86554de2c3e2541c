using Karyon.Tensors.Kernels;
using Karyon.Tensors.Kernels.Scalar.Depthwise;
using Karyon.Tensors.Kernels.Vector.Convolution;
using Karyon.Tensors.Kernels.Vector.Depthwise;

namespace Karyon.Tensors.Tests.Kernels.Depthwise;

/// <summary>Every vector width gives the bits of the scalar twin.</summary>
public sealed unsafe class DepthwiseKernelTests
{
    private const int Cases = 40;

    [Theory]
    [InlineData(VectorPath.Bits512)]
    [InlineData(VectorPath.Bits256)]
    [InlineData(VectorPath.Bits128)]
    public void The_convolution_equals_its_twin(VectorPath path)
    {
        TestValues.SkipUnlessSupported(path);
        var kernel = DepthwiseForward.Create(path);
        var number = 0;
        foreach (var c in DepthwiseCase.Random(1, Cases))
        {
            var (s, g) = (c.Size, c.Shape);
            var activation = (ConvActivation)(number++ % 3);
            using var x = new GuardedImage(c.Input, s.Images, s.Channels, s.Height, s.Width, g.RequiredHalo(s.Height, s.Width, s.OutputHeight, s.OutputWidth));
            using var y = new GuardedImage(s.Images, s.Channels, s.OutputHeight, s.OutputWidth, number % 2);
            using var weights = Pack(c.Weights, s.Channels, g.Taps);
            using var bias = Pack(c.Bias.Length == 0 ? new float[s.Channels] : c.Bias, s.Channels, 1);
            var arguments = new DepthwiseArguments(x.View, y.View, weights.Pointer, c.Bias.Length == 0 ? null : bias.Pointer, g, activation);
            for (var chunk = kernel.Chunks(arguments) - 1; chunk >= 0; chunk--)
                kernel.Run(arguments, chunk, null);
            TestValues.AssertSameBits(DepthwiseTwin<float>.Forward(c.Input, c.Weights, c.Bias, s, g, activation), y.ToArray(), $"{s} {g}");
            y.AssertSurroundingsAreZero();
        }
    }

    [Theory]
    [InlineData(VectorPath.Bits512)]
    [InlineData(VectorPath.Bits256)]
    [InlineData(VectorPath.Bits128)]
    public void The_gradient_by_the_input_equals_its_twin(VectorPath path)
    {
        TestValues.SkipUnlessSupported(path);
        var kernel = DepthwiseInputGradient.Create(path);
        foreach (var c in DepthwiseCase.Random(2, Cases))
        {
            var (s, g) = (c.Size, c.Shape);
            using var d = new GuardedImage(c.OutputGradient, s.Images, s.Channels, s.OutputHeight, s.OutputWidth, g.GradientHalo(s.Height, s.Width, s.OutputHeight, s.OutputWidth));
            using var x = new GuardedImage(s.Images, s.Channels, s.Height, s.Width, 1);
            using var weights = Pack(c.Weights, s.Channels, g.Taps);
            var arguments = new DepthwiseInputGradientArguments(d.View, x.View, weights.Pointer, g);
            for (var chunk = kernel.Chunks(arguments) - 1; chunk >= 0; chunk--)
                kernel.Run(arguments, chunk, null);
            TestValues.AssertSameBits(DepthwiseTwin<float>.InputGradient(c.OutputGradient, c.Weights, s, g), x.ToArray(), $"{s} {g}");
            x.AssertSurroundingsAreZero();
        }
    }

    [Theory]
    [InlineData(VectorPath.Bits512)]
    [InlineData(VectorPath.Bits256)]
    [InlineData(VectorPath.Bits128)]
    public void The_gradient_by_the_weights_equals_its_twin(VectorPath path)
    {
        TestValues.SkipUnlessSupported(path);
        var kernel = DepthwiseWeightGradient.Create(path);
        foreach (var c in DepthwiseCase.Random(3, Cases))
        {
            var (s, g) = (c.Size, c.Shape);
            using var x = new GuardedImage(c.Input, s.Images, s.Channels, s.Height, s.Width, g.RequiredHalo(s.Height, s.Width, s.OutputHeight, s.OutputWidth));
            using var d = new GuardedImage(c.OutputGradient, s.Images, s.Channels, s.OutputHeight, s.OutputWidth, 0);
            using var sum = new NativeFloats(s.Images * DepthwiseWeights.Floats([s.Channels], g.Taps));
            var arguments = new DepthwiseWeightGradientArguments(x.View, d.View, sum.Pointer, g);
            for (var chunk = kernel.Chunks(arguments) - 1; chunk >= 0; chunk--)
                kernel.Run(arguments, chunk, null);
            var actual = new float[c.Weights.Length];
            fixed (float* dense = actual)
                DepthwiseWeights.Unpack(sum.Pointer, dense, [s.Channels], g.Taps, s.Images);
            TestValues.AssertSameBits(DepthwiseTwin<float>.WeightGradient(c.Input, c.OutputGradient, s, g), actual, $"{s} {g}");
        }
    }

    [Fact]
    public void A_halo_that_the_window_outgrows_is_refused()
    {
        using var x = new GuardedImage(1, 16, 8, 8, 1);
        using var y = new GuardedImage(1, 16, 8, 8, 0);
        var error = Assert.Throws<ArgumentException>(() => new DepthwiseArguments(x.View, y.View, null, null, new ConvShape(5, 1, 2), ConvActivation.None));
        Assert.Contains("reaches 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Segments_begin_new_blocks_and_come_back_from_them()
    {
        var dense = TestValues.Floats(new Random(4), 25 * 9);
        using var packed = new NativeFloats(DepthwiseWeights.Floats([20, 5], 9));
        Assert.Equal(3 * 9 * 16, packed.Count);
        var back = new float[dense.Length];
        fixed (float* from = dense, to = back)
        {
            DepthwiseWeights.Pack(from, packed.Pointer, [20, 5], 9);
            DepthwiseWeights.Unpack(packed.Pointer, to, [20, 5], 9, 1);
        }
        Assert.Equal(dense, back);
        Assert.Equal(dense[20 * 9 + 4], packed.Span[2 * 9 * 16 + 4 * 16]);
        Assert.Equal(0f, packed.Span[(9 + 4) * 16 + 4]);
    }

    [Fact]
    public void Work_is_cut_finely_enough_for_eight_threads()
    {
        using var x = new GuardedImage(1, 96, 128, 128, 1);
        var arguments = new DepthwiseArguments(x.View, x.View, null, null, new ConvShape(3, 1, 1), ConvActivation.None);
        Assert.True(DepthwiseForward.Create(VectorPath.Bits128).Chunks(arguments) >= 24);
    }

    private static NativeFloats Pack(float[] dense, int channels, int taps)
    {
        var packed = new NativeFloats(DepthwiseWeights.Floats([channels], taps));
        fixed (float* from = dense)
            DepthwiseWeights.Pack(from, packed.Pointer, [channels], taps);
        return packed;
    }
}
