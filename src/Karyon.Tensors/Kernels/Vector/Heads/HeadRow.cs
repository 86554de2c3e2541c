using Karyon.Tensors.Kernels.Vector.Convolution;

namespace Karyon.Tensors.Kernels.Vector.Heads;

/// <summary>What the register tiles of an output row share (steps in floats).</summary>
internal unsafe struct HeadRow
{
    /// <summary>For each kernel row the turned input row under it: channel after channel of a block, each a line of pixels.</summary>
    public float** Rows;

    /// <summary>From a channel's line to the next one's.</summary>
    public nint Line;

    /// <summary>Channels in use of the block.</summary>
    public int Channels;

    /// <summary>The block's weights for the outputs computed together: kernel row, kernel column, channel, output.</summary>
    public float* Weights;

    /// <summary>Bias of the first of these outputs; or null.</summary>
    public float* Bias;

    /// <summary>Sums start from what the output holds: the blocks before this one were added by an earlier call.</summary>
    public bool Reload;

    public int KernelHeight;

    public int KernelWidth;

    public ConvActivation Activation;

    /// <summary>Pixels that will be turned next and are brought into the cache meanwhile.</summary>
    public float* Ahead;

    /// <summary>How many of them for each tap.</summary>
    public int AheadPixels;
}
