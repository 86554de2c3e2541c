using Karyon.Tensors.Kernels;
using Karyon.Tensors.Kernels.Scalar.Layout;

namespace Karyon.Tensors.Tests.Kernels.Layout;

public unsafe class LayoutKernelsTests
{
    public static TheoryData<int, int[], int, int, int> Shapes => new()
    {
        { 1, [3], 5, 7, 1 },
        { 2, [16], 4, 4, 0 },
        { 2, [17, 5, 32], 9, 3, 2 },
        { 1, [1], 1, 1, 3 },
        { 3, [40], 70, 75, 1 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Dense_values_land_in_their_lane_and_everything_else_is_zero(int images, int[] lengths, int height, int width, int halo)
    {
        var segments = new ChannelSegments(lengths);
        using var dense = NativeFloats.Random((long)images * segments.Channels * height * width, new Random(1));
        using var buffer = new NativeFloats(BlockedImage.Floats(images, segments.Blocks, height, width, halo));
        var target = BlockedImage.Dense(buffer.Pointer, images, segments.Blocks, height, width, halo);
        for (var chunk = 0; chunk < LayoutKernels.Chunks(target); chunk++) LayoutKernels.DenseToBlocked(dense.Pointer, segments, target, chunk);

        var expected = new float[buffer.Length];
        for (var n = 0; n < images; n++)
        {
            var (channel, firstBlock) = (0, 0);
            foreach (var length in lengths)
            {
                for (var c = 0; c < length; c++, channel++)
                    for (var y = 0; y < height; y++)
                        for (var x = 0; x < width; x++)
                        {
                            var block = (n * segments.Blocks + firstBlock + c / 16) * (height + 2 * halo) + y + halo;
                            expected[(block * (width + 2 * halo) + x + halo) * 16 + c % 16] =
                                dense.Span[((n * segments.Channels + channel) * height + y) * width + x];
                        }
                firstBlock += (length + 15) / 16;
            }
        }
        Assert.Equal(expected, buffer.Span.ToArray());
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Blocked_and_back_gives_the_same_tensor_in_both_orders_of_axes(int images, int[] lengths, int height, int width, int halo)
    {
        var segments = new ChannelSegments(lengths);
        var size = (long)images * segments.Channels * height * width;
        using var dense = NativeFloats.Random(size, new Random(2));
        using var buffer = new NativeFloats(BlockedImage.Floats(images, segments.Blocks, height, width, halo));
        using var again = new NativeFloats(size);
        using var last = new NativeFloats(size);
        var blocked = BlockedImage.Dense(buffer.Pointer, images, segments.Blocks, height, width, halo);
        var chunks = LayoutKernels.Chunks(blocked);
        for (var chunk = 0; chunk < chunks; chunk++) LayoutKernels.DenseToBlocked(dense.Pointer, segments, blocked, chunk);
        for (var chunk = 0; chunk < chunks; chunk++) LayoutKernels.BlockedToDense(blocked, segments, again.Pointer, chunk);
        for (var chunk = 0; chunk < chunks; chunk++) LayoutKernels.BlockedToChannelsLast(blocked, segments, last.Pointer, chunk);
        Assert.Equal(dense.Span.ToArray(), again.Span.ToArray());
        for (var n = 0; n < images; n++)
            for (var c = 0; c < segments.Channels; c++)
                for (var p = 0; p < height * width; p++)
                    Assert.Equal(dense.Span[(n * segments.Channels + c) * height * width + p], last.Span[(n * height * width + p) * segments.Channels + c]);

        var before = buffer.Span.ToArray();
        buffer.Span.Fill(float.NaN);
        for (var chunk = 0; chunk < chunks; chunk++) LayoutKernels.ChannelsLastToBlocked(last.Pointer, segments, blocked, chunk);
        Assert.Equal(before, buffer.Span.ToArray());
    }

    [Theory]
    [InlineData(1, 5, 7, 3)]
    [InlineData(2, 1, 1, 0)]
    [InlineData(1, 90, 61, 1)]
    public void Bytes_are_scaled_and_the_halo_stays_zero(int images, int height, int width, int halo)
    {
        var random = new Random(3);
        var bytes = new byte[images * height * width * 3];
        random.NextBytes(bytes);
        var scaling = new ByteScaling([1 / 255f, 0.5f, 2f], [-0.25f, 0f, 1f]);
        using var interleaved = new NativeFloats(InterleavedImage.Floats(images, 3, height, width, halo));
        using var blocked = new NativeFloats(BlockedImage.Floats(images, 1, height, width, halo));
        var stem = InterleavedImage.Dense(interleaved.Pointer, images, 3, height, width, halo);
        var image = BlockedImage.Dense(blocked.Pointer, images, 1, height, width, halo);
        fixed (byte* source = bytes)
        {
            for (var chunk = 0; chunk < LayoutKernels.Chunks(stem); chunk++) LayoutKernels.BytesToInterleaved(source, scaling, stem, chunk);
            for (var chunk = 0; chunk < LayoutKernels.Chunks(image); chunk++) LayoutKernels.BytesToBlocked(source, 3, scaling, image, chunk);
        }
        for (var n = 0; n < images; n++)
            for (var y = -halo; y < height + halo; y++)
                for (var x = -halo; x < width + halo; x++)
                    for (var c = 0; c < 16; c++)
                    {
                        var inside = c < 3 && y >= 0 && y < height && x >= 0 && x < width;
                        var value = inside ? bytes[((n * height + y) * width + x) * 3 + c] : 0;
                        var expected = inside ? MathF.FusedMultiplyAdd(value, scaling.Scale(c), scaling.Shift(c)) : 0f;
                        Assert.Equal(expected, image.Row(n, 0, y)[x * 16 + c]);
                        if (c < 3) Assert.Equal(expected, stem.Row(n, y)[x * 3 + c]);
                    }
    }

    [Fact]
    public void Dense_to_interleaved_puts_the_channels_side_by_side()
    {
        using var dense = NativeFloats.Random(2 * 3 * 5 * 4, new Random(4));
        using var buffer = new NativeFloats(InterleavedImage.Floats(2, 3, 5, 4, 2));
        var stem = InterleavedImage.Dense(buffer.Pointer, 2, 3, 5, 4, 2);
        for (var chunk = 0; chunk < LayoutKernels.Chunks(stem); chunk++) LayoutKernels.DenseToInterleaved(dense.Pointer, stem, chunk);
        for (var n = 0; n < 2; n++)
            for (var y = -2; y < 7; y++)
                for (var x = -2; x < 6; x++)
                    for (var c = 0; c < 3; c++)
                    {
                        var inside = y is >= 0 and < 5 && x is >= 0 and < 4;
                        Assert.Equal(inside ? dense.Span[((n * 3 + c) * 5 + y) * 4 + x] : 0f, stem.Row(n, y)[x * 3 + c]);
                    }
    }
}
