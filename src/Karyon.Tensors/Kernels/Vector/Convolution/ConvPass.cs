namespace Karyon.Tensors.Kernels.Vector.Convolution;

/// <summary>
/// A convolution reduced to pointers and steps (in floats), as the loops run it: dense, grouped, over interleaved pixels, a matrix
/// product, or one phase of an input gradient, whose output pixels lie apart.
/// </summary>
internal unsafe struct ConvPass
{
    /// <summary>Input under the first tap of output pixel (0, 0), in image 0, block 0; may lie in the halo.</summary>
    public float* Input;

    public nint InputImage;

    public nint InputBlock;

    /// <summary>From the input of an output row to that of the next.</summary>
    public nint InputRow;

    /// <summary>From the input of an output pixel to that of its right neighbour.</summary>
    public nint InputStep;

    public nint TapRow;

    public nint TapColumn;

    /// <summary>Channels of a tap: 16, or a whole kernel row of interleaved pixels.</summary>
    public int TapChannels;

    public int KernelHeight;

    public int KernelWidth;

    /// <summary>Which input blocks an output block reads.</summary>
    public GroupWindow Window;

    /// <summary>[output block][window block][kernel row][kernel column][channel][16].</summary>
    public float* Weights;

    /// <summary>One value an output channel, padded to whole blocks; or null.</summary>
    public float* Bias;

    public ConvActivation Activation;

    /// <summary>Output pixel (0, 0) of image 0, block 0.</summary>
    public float* Output;

    public nint OutputImage;

    public nint OutputBlock;

    public nint OutputRow;

    public nint OutputStep;

    /// <summary>Residual under output pixel (0, 0), its pixels as far apart as the output's; or null.</summary>
    public float* Residual;

    public nint ResidualImage;

    public nint ResidualBlock;

    public nint ResidualRow;

    /// <summary>Whether each output pixel reads one input pixel: a linear layer of tokens, for example.</summary>
    public readonly bool IsPointwise => KernelHeight == 1 && KernelWidth == 1 && TapChannels == BlockedImage.Lanes;

    /// <summary>Weights of a block of an input block.</summary>
    public readonly nint BlockWeights => (nint)KernelHeight * KernelWidth * TapChannels * BlockedImage.Lanes;
}
