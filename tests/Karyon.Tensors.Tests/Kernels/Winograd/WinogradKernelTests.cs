using Karyon.Tensors.Kernels;
using Karyon.Tensors.Kernels.Scalar.Winograd;
using Karyon.Tensors.Kernels.Vector.Convolution;
using Karyon.Tensors.Kernels.Vector.Winograd;

namespace Karyon.Tensors.Tests.Kernels.Winograd;

/// <summary>Every vector width gives the bits of the scalar twin.</summary>
public sealed unsafe class WinogradKernelTests
{
    [Theory]
    [InlineData(VectorPath.Bits512)]
    [InlineData(VectorPath.Bits256)]
    [InlineData(VectorPath.Bits128)]
    public void The_convolution_equals_its_twin(VectorPath path)
    {
        TestValues.SkipUnlessSupported(path);
        var halo = 0;
        foreach (var c in WinogradCase.Random(1, 24))
        {
            var expected = WinogradTwin<float>.Forward(c.Input, c.Weights, c.Bias, c.Residual, c.Size, c.Form, c.Activation);
            TestValues.AssertSameBits(expected, WinogradRunner.Forward(path, c, halo++ % 3), $"{c.Form} {c.Size}");
        }
    }

    [Theory]
    [InlineData(VectorPath.Bits512)]
    [InlineData(VectorPath.Bits256)]
    [InlineData(VectorPath.Bits128)]
    public void Cut_inputs_give_the_bits_of_the_twin(VectorPath path)
    {
        TestValues.SkipUnlessSupported(path);
        foreach (var form in new[] { WinogradForm.F2, WinogradForm.F4 })
        {
            var c = WinogradCase.Create(new Random(5), new WinogradSize(2, 430, 9, 10, 150, 1, 1, 9, 10), [100, 330], form, ConvActivation.Relu);
            var expected = WinogradTwin<float>.Forward(c.Input, c.Weights, c.Bias, c.Residual, c.Size, c.Form, c.Activation);
            TestValues.AssertSameBits(expected, WinogradRunner.Forward(path, c, 1), $"{c.Form} {c.Size}");
        }
    }

    [Theory]
    [InlineData(VectorPath.Bits512)]
    [InlineData(VectorPath.Bits256)]
    [InlineData(VectorPath.Bits128)]
    public void Mirrored_weights_give_the_gradient_by_the_input(VectorPath path)
    {
        TestValues.SkipUnlessSupported(path);
        foreach (var c in WinogradCase.Random(2, 9))
        {
            // The forward convolution has c's outputs for inputs: its weights are [Inputs of c][Outputs of c].
            var s = c.Size;
            var turned = new float[c.Weights.Length];
            for (var o = 0; o < s.Outputs; o++)
                for (var i = 0; i < s.Inputs; i++)
                    for (var t = 0; t < 9; t++)
                        turned[(i * s.Outputs + o) * 9 + 8 - t] = c.Weights[(o * s.Inputs + i) * 9 + t];
            using var expected = WinogradRunner.Pack(path, c.Weights, c.Segments, [s.Outputs], c.Form, false);
            using var actual = WinogradRunner.Pack(path, turned, c.Segments, [s.Outputs], c.Form, true);
            TestValues.AssertSameBits(expected.Span, actual.Span, $"{c.Form} {c.Size}");
        }
    }

    [Fact]
    public void A_halo_narrower_than_the_padding_is_refused()
    {
        using var x = new GuardedImage(1, 16, 8, 8, 0);
        using var y = new GuardedImage(1, 16, 8, 8, 0);
        var error = Assert.Throws<ArgumentException>(() => new WinogradArguments(x.View, y.View, null, null, default, 1, 1, ConvActivation.None, WinogradForm.F4));
        Assert.Contains("wider halo", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(64, 64, 256, 4)]
    [InlineData(512, 512, 32, 4)]
    [InlineData(512, 512, 16, 4)]
    [InlineData(256, 256, 64, 2)]
    [InlineData(3072, 768, 56, 4)] // weights of no cache's size: more tiles at a time
    public void Chunks_cover_every_tile_and_output_block_once(int inputs, int outputs, int size, int form)
    {
        var x = BlockedImage.Dense(null, 1, inputs / 16, size, size, 1);
        var y = BlockedImage.Dense(null, 1, outputs / 16, size, size, 1);
        var cut = new WinogradCut(new WinogradArguments(x, y, null, null, default, 1, 1, ConvActivation.None, (WinogradForm)form));
        Assert.Equal((size / form) * (size / form), cut.Tiles);
        Assert.InRange(cut.BlockTiles * cut.TileBlocks, cut.Tiles, cut.Tiles + cut.TileBlocks);
        Assert.InRange(cut.GroupBlocks * cut.Groups, cut.OutputBlocks, cut.OutputBlocks + cut.Groups);
        Assert.Equal(48, cut.InputPlane % 1024);
        Assert.True(cut.Chunks >= 4);
    }
}
