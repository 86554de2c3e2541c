namespace Karyon.Tensors.Kernels;

/// <summary>
/// A view of images whose channels lie side by side without padding, <c>[N][H + 2 halo][W + 2 halo][C]</c> floats: what a decoder
/// gives and the first convolution reads. <see cref="Origin"/> points at channel 0 of pixel (0, 0) of image 0, inside the halo.
/// </summary>
internal readonly unsafe struct InterleavedImage(float* origin, int images, int channels, int height, int width, int halo)
{
    public readonly float* Origin = origin;
    public readonly int Images = images;
    public readonly int Channels = channels;
    public readonly int Height = height;
    public readonly int Width = width;
    public readonly int Halo = halo;

    /// <summary>Floats from a row to the next.</summary>
    public nint RowStride => (nint)(Width + 2 * Halo) * Channels;

    /// <summary>Floats from an image to the next.</summary>
    public nint ImageStride => RowStride * (Height + 2 * Halo);

    /// <summary>Floats that a buffer of this geometry takes.</summary>
    public static long Floats(int images, int channels, int height, int width, int halo) =>
        (long)images * channels * (height + 2 * halo) * (width + 2 * halo);

    /// <summary>A view over a buffer of <see cref="Floats"/> floats that starts at <paramref name="buffer"/>.</summary>
    public static InterleavedImage Dense(float* buffer, int images, int channels, int height, int width, int halo) =>
        new(buffer + ((nint)halo * (width + 2 * halo) + halo) * channels, images, channels, height, width, halo);
}
