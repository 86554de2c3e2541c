using Karyon.Tensors.Kernels;

namespace Karyon.Tensors.Tests.Kernels.Convolution;

/// <summary>A blocked image of its own memory, filled from and compared with plain [N, C, H, W] arrays.</summary>
internal sealed unsafe class BlockedFloats : IDisposable
{
    private readonly NativeFloats _floats;
    private readonly int[] _segments;

    public BlockedFloats(int images, int[] segments, int height, int width, int halo, float fill = 0f)
    {
        _segments = segments;
        var blocks = new ChannelBlocks(segments).Blocks;
        _floats = new NativeFloats(BlockedImage.Floats(images, blocks, height, width, halo), fill);
        View = BlockedImage.Dense(_floats.Pointer, images, blocks, height, width, halo);
    }

    public BlockedImage View { get; }

    /// <summary>Copies [N, C, H, W] in; padding lanes stay as they are.</summary>
    public BlockedFloats With(ReadOnlySpan<float> dense)
    {
        var channels = _segments.Sum();
        for (var n = 0; n < View.Images; n++)
            for (var block = 0; block < View.Blocks; block++)
            {
                var (first, count) = new ChannelBlocks(_segments).Block(block);
                for (var y = 0; y < View.Height; y++)
                    for (var x = 0; x < View.Width; x++)
                        for (var lane = 0; lane < count; lane++)
                            View.Row(n, block, y)[x * 16 + lane] = dense[((n * channels + first + lane) * View.Height + y) * View.Width + x];
            }
        return this;
    }

    /// <summary>Asserts the same bits in every channel, zeros in padding lanes and halo, and untouched guards.</summary>
    public void AssertHolds(ReadOnlySpan<float> dense, string what)
    {
        var channels = _segments.Sum();
        Assert.True(_floats.GuardsAreIntact, $"{what}: wrote outside its output");
        for (var n = 0; n < View.Images; n++)
            for (var block = 0; block < View.Blocks; block++)
            {
                var (first, count) = new ChannelBlocks(_segments).Block(block);
                for (var y = -View.Halo; y < View.Height + View.Halo; y++)
                    for (var x = -View.Halo; x < View.Width + View.Halo; x++)
                        for (var lane = 0; lane < 16; lane++)
                        {
                            var inside = (uint)y < (uint)View.Height && (uint)x < (uint)View.Width && lane < count;
                            var expected = inside ? dense[((n * channels + first + lane) * View.Height + y) * View.Width + x] : 0f;
                            var actual = View.Row(n, block, y)[x * 16 + lane];
                            // All NaN count as one: their bits depend on the order of operands, which the JIT may exchange.
                            if (!(float.IsNaN(expected) && float.IsNaN(actual)) && BitConverter.SingleToInt32Bits(expected) != BitConverter.SingleToInt32Bits(actual))
                                Assert.Fail($"{what}: image {n} block {block} lane {lane} y {y} x {x}: {actual:R} instead of {expected:R}");
                        }
            }
    }

    public void Dispose() => _floats.Dispose();
}
