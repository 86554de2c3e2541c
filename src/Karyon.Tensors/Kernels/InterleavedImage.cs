using System.Runtime.InteropServices;

namespace Karyon.Tensors.Kernels;

/// <summary>
/// A view of images whose channels lie side by side, <c>[N][H + 2 halo][W + 2 halo][C]</c>: what the first convolution of a network
/// reads. <see cref="Origin"/> points at channel 0 of pixel (0, 0) of image 0, inside the zero halo; strides are in floats.
/// </summary>
internal readonly unsafe struct InterleavedImage(float* origin, int images, int channels, int height, int width, int halo,
    nint imageStride, nint rowStride)
{
    public readonly float* Origin = origin;
    public readonly int Images = images;
    public readonly int Channels = channels;
    public readonly int Height = height;
    public readonly int Width = width;
    public readonly int Halo = halo;
    public readonly nint ImageStride = imageStride;
    public readonly nint RowStride = rowStride;

    /// <summary>The first float of a row, inside the halo.</summary>
    public float* Row(int image, int row) => Origin + image * ImageStride + row * RowStride;

    /// <summary>Floats that a dense buffer of this geometry takes.</summary>
    public static long Floats(int images, int channels, int height, int width, int halo) =>
        (long)images * (height + 2 * halo) * (width + 2 * halo) * channels;

    /// <summary>A dense view over a buffer of <see cref="Floats"/> floats that starts at <paramref name="buffer"/>.</summary>
    public static InterleavedImage Dense(float* buffer, int images, int channels, int height, int width, int halo)
    {
        nint row = (nint)(width + 2 * halo) * channels, image = row * (height + 2 * halo);
        return new InterleavedImage(buffer + halo * row + halo * channels, images, channels, height, width, halo, image, row);
    }

    /// <summary>Zeroes the halo of rows [first, last); the rows above and below the image go with its first and last row.</summary>
    public void ZeroHalo(int image, int first, int last)
    {
        if (Halo == 0) return;
        nint side = (nint)Halo * Channels, whole = (nint)(Width + 2 * Halo) * Channels;
        for (var row = first; row < last; row++)
        {
            Clear(Row(image, row) - side, side);
            Clear(Row(image, row) + (nint)Width * Channels, side);
        }
        for (var k = 1; k <= Halo; k++)
        {
            if (first == 0) Clear(Row(image, -k) - side, whole);
            if (last == Height) Clear(Row(image, Height - 1 + k) - side, whole);
        }
    }

    private static void Clear(float* start, nint floats) => NativeMemory.Clear(start, (nuint)(floats * sizeof(float)));
}
