using System.Runtime.InteropServices;
using Karyon.Tensors.Kernels;

namespace Karyon.Tensors.Tests.Kernels;

/// <summary>
/// A blocked image of its own memory between guards of NaN: what a kernel reads outside shows in its result, what it writes outside
/// is found by <see cref="AssertGuardsIntact"/>.
/// </summary>
internal sealed unsafe class GuardedImage : IDisposable
{
    private const int Guard = 512;
    private readonly float* _memory;
    private readonly long _floats;
    private readonly int _channels;

    /// <summary>An image filled with NaN, halo and padding lanes too: to be written by a kernel.</summary>
    public GuardedImage(int images, int channels, int height, int width, int halo)
    {
        var blocks = (channels + BlockedImage.Lanes - 1) / BlockedImage.Lanes;
        _channels = channels;
        _floats = BlockedImage.Floats(images, blocks, height, width, halo) + 2 * Guard;
        _memory = (float*)NativeMemory.AlignedAlloc((nuint)_floats * sizeof(float), 64);
        new Span<float>(_memory, (int)_floats).Fill(float.NaN);
        View = BlockedImage.Dense(_memory + Guard, images, blocks, height, width, halo);
    }

    /// <summary>An image of the values of an [N, C, H, W] array, with halo and padding lanes of zero.</summary>
    public GuardedImage(ReadOnlySpan<float> values, int images, int channels, int height, int width, int halo)
        : this(images, channels, height, width, halo)
    {
        new Span<float>(_memory + Guard, (int)(_floats - 2 * Guard)).Clear();
        var at = 0;
        for (var n = 0; n < images; n++)
            for (var c = 0; c < channels; c++)
                for (var y = 0; y < height; y++)
                    for (var x = 0; x < width; x++)
                        *Pixel(n, c, y, x) = values[at++];
    }

    public BlockedImage View { get; }

    /// <summary>The values as an [N, C, H, W] array.</summary>
    public float[] ToArray()
    {
        var values = new float[View.Images * _channels * View.Height * View.Width];
        var at = 0;
        for (var n = 0; n < View.Images; n++)
            for (var c = 0; c < _channels; c++)
                for (var y = 0; y < View.Height; y++)
                    for (var x = 0; x < View.Width; x++)
                        values[at++] = *Pixel(n, c, y, x);
        return values;
    }

    /// <summary>Fails unless padding lanes and the halo are zero and the guards untouched.</summary>
    public void AssertSurroundingsAreZero()
    {
        AssertGuardsIntact();
        for (var n = 0; n < View.Images; n++)
            for (var c = 0; c < View.Blocks * BlockedImage.Lanes; c++)
                for (var y = -View.Halo; y < View.Height + View.Halo; y++)
                    for (var x = -View.Halo; x < View.Width + View.Halo; x++)
                    {
                        var inside = c < _channels && (uint)y < (uint)View.Height && (uint)x < (uint)View.Width;
                        if (!inside && *Pixel(n, c, y, x) != 0f)
                            Assert.Fail($"image {n}, channel {c}, row {y}, column {x} holds {*Pixel(n, c, y, x)}, not zero");
                    }
    }

    /// <summary>Fails if a kernel wrote outside the image's memory.</summary>
    public void AssertGuardsIntact()
    {
        for (var i = 0; i < Guard; i++)
            if (!float.IsNaN(_memory[i]) || !float.IsNaN(_memory[_floats - 1 - i]))
                Assert.Fail("memory outside the image was written");
    }

    public void Dispose() => NativeMemory.AlignedFree(_memory);

    private float* Pixel(int n, int c, int y, int x) =>
        View.Row(n, c / BlockedImage.Lanes, y) + (nint)x * BlockedImage.Lanes + c % BlockedImage.Lanes;
}
