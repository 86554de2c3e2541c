using Karyon.Tensors.Kernels.Vector.Convolution;

namespace Karyon.Tensors.Kernels.Vector.Heads;

/// <summary>
/// A convolution with few output channels, as a network's head has them, of stride 1, from a blocked image to dense planes. Per output
/// element: bias, then every 16-channel block of the input, kernel row, kernel column, channel, each one fused multiply-add; then the
/// activation: the order and the bits of the direct convolution.
/// </summary>
internal readonly unsafe struct HeadArguments
{
    /// <summary>Most output channels that are computed this way: with more, lanes of channels waste less than turning the pixels costs.</summary>
    public const int MostOutputs = 12;

    /// <summary>Most taps of a kernel row or column.</summary>
    public const int MostTaps = 8;

    /// <summary>Input; its halo is zero and reaches as far as the kernel does.</summary>
    public BlockedImage Input { get; init; }

    /// <summary>Channels in use of each input block.</summary>
    public int[] BlockChannels { get; init; }

    /// <summary>What <see cref="HeadWeights.Pack"/> wrote.</summary>
    public float* Weights { get; init; }

    /// <summary>One value an output channel; or null.</summary>
    public float* Bias { get; init; }

    /// <summary>[images, outputs, height, width].</summary>
    public float* Output { get; init; }

    /// <summary>Output channels.</summary>
    public int Outputs { get; init; }

    /// <summary>Output rows.</summary>
    public int Height { get; init; }

    /// <summary>Output columns.</summary>
    public int Width { get; init; }

    public ConvActivation Activation { get; init; }

    /// <summary>Kernel and padding.</summary>
    public ConvShape Shape { get; init; }

    /// <summary>Whether a convolution can be computed this way.</summary>
    public static bool Fits(in ConvShape shape, int outputs) =>
        outputs <= MostOutputs && shape is { StrideY: 1, StrideX: 1, DilationY: 1, DilationX: 1, GroupInputs: 0, KernelHeight: <= MostTaps, KernelWidth: <= MostTaps };

    /// <summary>Channels in use of each block of an image.</summary>
    public static int[] ChannelsOf(in ChannelSegments segments)
    {
        var channels = new int[segments.Blocks];
        for (var block = 0; block < channels.Length; block++) channels[block] = segments.InBlock(block, out _);
        return channels;
    }
}
