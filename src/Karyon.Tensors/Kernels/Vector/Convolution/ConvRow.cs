namespace Karyon.Tensors.Kernels.Vector.Convolution;

/// <summary>
/// What the register tiles of a row share: which weights they read, how input and output lie in memory (steps in floats), where sums
/// start and how they end. Sums run over <see cref="Blocks"/> input blocks, kernel rows, kernel columns and the channels of a tap, in
/// that order, which is also the order of the weights.
/// </summary>
internal unsafe struct ConvRow
{
    /// <summary>First weight of the first output vector; the weights of a channel lie 16 apart.</summary>
    public float* Weights;

    /// <summary>From an output vector's weights to the next one's.</summary>
    public nint WeightVector;

    /// <summary>Floats of weights in a tap: 16 times its channels.</summary>
    public nint TapWeights;

    /// <summary>Bias of the output vectors, one after the other; null: sums start at zero.</summary>
    public float* Bias;

    /// <summary>Sums start from what the output holds: the blocks before these were added by an earlier call.</summary>
    public bool Reload;

    public ConvActivation Activation;

    /// <summary>Input blocks.</summary>
    public nint Blocks;

    public nint KernelHeight;

    public nint KernelWidth;

    /// <summary>From one input block to the next.</summary>
    public nint InputBlock;

    /// <summary>From a tap to the one below it.</summary>
    public nint TapRow;

    /// <summary>From a tap to the one right of it.</summary>
    public nint TapColumn;

    /// <summary>From the input of an output pixel to that of its right neighbour.</summary>
    public nint InputStep;

    /// <summary>From an output pixel (or residual) to its right neighbour.</summary>
    public nint OutputStep;

    /// <summary>From an output vector to the next.</summary>
    public nint OutputVector;

    /// <summary>From a residual vector to the next.</summary>
    public nint ResidualVector;

    /// <summary>
    /// Weights that the next call will read, laid out like these, or null. Each tile asks for those of some channels of every tap, vector
    /// after vector: a deep layer's weights come from memory, and only far ahead of their use is there time for that.
    /// </summary>
    public float* Ahead;

    /// <summary>Channels of those that were asked for in the rows before, of all vectors.</summary>
    public nint Asked;

    /// <summary>The first weights that a tile asks for; its own when all have been asked for.</summary>
    /// <param name="asked">Channels that earlier tiles asked for, of all vectors.</param>
    /// <param name="vectors">Vectors whose weights lie apart.</param>
    public readonly float* AheadOf(nint asked, int vectors) => asked < vectors * BlockedImage.Lanes
        ? Ahead + asked / BlockedImage.Lanes * WeightVector + asked % BlockedImage.Lanes * BlockedImage.Lanes
        : Weights;
}
