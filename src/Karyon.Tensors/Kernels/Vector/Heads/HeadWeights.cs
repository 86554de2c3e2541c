namespace Karyon.Tensors.Kernels.Vector.Heads;

/// <summary>Brings a head's weights into the order of its tiles: [block][four outputs][kernel row][kernel column][channel][output].</summary>
internal static unsafe class HeadWeights
{
    /// <summary>Outputs whose weights lie together; the last ones may be fewer.</summary>
    public const int OutputsTogether = 4;

    /// <summary>Packs all weights; as many floats as there are.</summary>
    /// <param name="dense">[O, I, kh, kw].</param>
    /// <param name="blockChannels">Channels in use of each input block.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="taps">kh * kw.</param>
    /// <param name="packed">O * I * kh * kw floats.</param>
    public static void Pack(float* dense, ReadOnlySpan<int> blockChannels, int outputs, int taps, float* packed)
    {
        var inputs = 0;
        foreach (var channels in blockChannels) inputs += channels;
        var firstInput = 0;
        foreach (var channels in blockChannels)
        {
            for (var firstOutput = 0; firstOutput < outputs; firstOutput += OutputsTogether)
                for (var tap = 0; tap < taps; tap++)
                    for (var c = firstInput; c < firstInput + channels; c++)
                        for (var o = firstOutput; o < Math.Min(firstOutput + OutputsTogether, outputs); o++)
                            *packed++ = dense[((nint)o * inputs + c) * taps + tap];
            firstInput += channels;
        }
    }
}
