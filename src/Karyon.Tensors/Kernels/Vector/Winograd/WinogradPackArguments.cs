using Karyon.Tensors.Kernels.Scalar.Winograd;
namespace Karyon.Tensors.Kernels.Vector.Winograd;

/// <summary>Weights of a 3x3 convolution to be transformed.</summary>
internal readonly unsafe struct WinogradPackArguments
{
    /// <summary>
    /// PyTorch's order [O, I, 3, 3] of the forward convolution. Mirrored, the packed convolution is its input gradient: its inputs are O
    /// and its outputs are I.
    /// </summary>
    public float* Dense { get; init; }

    /// <summary>[planes][output blocks][input blocks][16 inputs][16 outputs].</summary>
    public float* Packed { get; init; }

    /// <summary>Channels of each segment of the input; each begins a new block.</summary>
    public int[] Inputs { get; init; }

    /// <summary>Channels of each segment of the output; each begins a new block.</summary>
    public int[] Outputs { get; init; }

    public WinogradForm Form { get; init; }

    /// <summary>Whether inputs and outputs are exchanged and taps mirrored: for the input gradient.</summary>
    public bool Mirrored { get; init; }

    /// <summary>Planes: 16 or 36.</summary>
    public int Planes => ((int)Form + 2) * ((int)Form + 2);

    /// <summary>Floats that the packed weights take.</summary>
    public nint PackedFloats => (nint)Planes * new ChannelBlocks(Inputs).Blocks * new ChannelBlocks(Outputs).Blocks * (BlockedImage.Lanes * BlockedImage.Lanes);
}
