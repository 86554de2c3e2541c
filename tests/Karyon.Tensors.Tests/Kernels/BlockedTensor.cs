using Karyon.Tensors.Kernels;
using Karyon.Tensors.Kernels.Scalar.Layout;

namespace Karyon.Tensors.Tests.Kernels;

/// <summary>A blocked image with its own memory, made from and read back as a dense [N, C, H, W] array.</summary>
internal sealed unsafe class BlockedTensor : IDisposable
{
    private readonly NativeFloats memory;

    private BlockedTensor(int images, ChannelSegments segments, int height, int width, int halo)
    {
        Segments = segments;
        memory = new NativeFloats(BlockedImage.Floats(images, segments.Blocks, height, width, halo));
        Image = BlockedImage.Dense(memory.Pointer, images, segments.Blocks, height, width, halo);
    }

    public ChannelSegments Segments { get; }

    public BlockedImage Image { get; }

    /// <summary>All floats, halo and padding lanes included.</summary>
    public Span<float> All => memory.Span;

    /// <summary>Memory full of NaN.</summary>
    public static BlockedTensor Unwritten(int images, int[] segments, int height, int width, int halo) =>
        new(images, new ChannelSegments(segments), height, width, halo);

    public static BlockedTensor From(float[] dense, int images, int[] segments, int height, int width, int halo)
    {
        var made = Unwritten(images, segments, height, width, halo);
        fixed (float* source = dense)
            for (var chunk = 0; chunk < LayoutKernels.Chunks(made.Image); chunk++)
                LayoutKernels.DenseToBlocked(source, made.Segments, made.Image, chunk);
        return made;
    }

    public float[] ToDense()
    {
        var dense = new float[Image.Images * Segments.Channels * Image.Height * Image.Width];
        fixed (float* target = dense)
            for (var chunk = 0; chunk < LayoutKernels.Chunks(Image); chunk++)
                LayoutKernels.BlockedToDense(Image, Segments, target, chunk);
        return dense;
    }

    /// <summary>Fails unless the halo and the padding lanes are zero.</summary>
    public void AssertZeroAround()
    {
        for (var n = 0; n < Image.Images; n++)
            for (var b = 0; b < Image.Blocks; b++)
            {
                var channels = Segments.InBlock(b, out _);
                for (var y = -Image.Halo; y < Image.Height + Image.Halo; y++)
                    for (var x = -Image.Halo; x < Image.Width + Image.Halo; x++)
                        for (var lane = 0; lane < 16; lane++)
                        {
                            var inside = lane < channels && (uint)y < (uint)Image.Height && (uint)x < (uint)Image.Width;
                            if (!inside && Image.Row(n, b, y)[x * 16 + lane] != 0)
                                Assert.Fail($"image {n} block {b} row {y} column {x} lane {lane} holds {Image.Row(n, b, y)[x * 16 + lane]}, not zero");
                        }
            }
    }

    public void Dispose() => memory.Dispose();
}
