using System.Runtime.InteropServices;

namespace Karyon.Tensors.Kernels.Vector.Depthwise;

/// <summary>
/// Weights of a depthwise convolution between PyTorch's layout <c>[C, 1, KH, KW]</c> and the kernels' <c>[C/16][KH][KW][16]</c>.
/// A concatenated input has several segments of channels, each starting on a new block.
/// </summary>
internal static unsafe class DepthwiseWeights
{
    /// <summary>Blocks of 16 lanes that segments of channels take.</summary>
    public static int Blocks(ReadOnlySpan<int> segments)
    {
        var blocks = 0;
        foreach (var channels in segments)
            blocks += (channels + BlockedImage.Lanes - 1) / BlockedImage.Lanes;
        return blocks;
    }

    /// <summary>Floats of the packed weights.</summary>
    public static nint Floats(ReadOnlySpan<int> segments, int taps) => (nint)Blocks(segments) * taps * BlockedImage.Lanes;

    /// <summary>Packs weights; lanes without a channel are zero. With one tap this packs a bias.</summary>
    public static void Pack(float* dense, float* packed, ReadOnlySpan<int> segments, int taps)
    {
        NativeMemory.Clear(packed, (nuint)(Floats(segments, taps) * sizeof(float)));
        var block = packed;
        foreach (var channels in segments)
        {
            for (var c = 0; c < channels; c++, dense += taps)
            {
                var lane = block + (nint)(c / BlockedImage.Lanes) * taps * BlockedImage.Lanes + c % BlockedImage.Lanes;
                for (var t = 0; t < taps; t++)
                    lane[t * BlockedImage.Lanes] = dense[t];
            }
            block += Floats([channels], taps);
        }
    }

    /// <summary>The way back, for gradients, adding those of several images in their order; lanes without a channel are left out.</summary>
    public static void Unpack(float* packed, float* dense, ReadOnlySpan<int> segments, int taps, int images)
    {
        var image = Floats(segments, taps);
        var block = packed;
        foreach (var channels in segments)
        {
            for (var c = 0; c < channels; c++, dense += taps)
            {
                var lane = block + (nint)(c / BlockedImage.Lanes) * taps * BlockedImage.Lanes + c % BlockedImage.Lanes;
                for (var t = 0; t < taps; t++)
                {
                    var sum = lane[t * BlockedImage.Lanes];
                    for (var n = 1; n < images; n++) sum += lane[t * BlockedImage.Lanes + n * image];
                    dense[t] = sum;
                }
            }
            block += Floats([channels], taps);
        }
    }
}
