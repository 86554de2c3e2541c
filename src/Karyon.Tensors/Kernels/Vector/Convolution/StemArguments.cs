namespace Karyon.Tensors.Kernels.Vector.Convolution;

/// <summary>
/// The first convolution of a network, over interleaved pixels: a kernel row of all channels is contiguous, so nothing is padded to
/// 16. Per output element: bias, then kernel row, kernel column, channel; then the activation. Dilation is 1 and there are no groups.
/// </summary>
internal readonly unsafe struct StemArguments
{
    /// <summary>Input; its halo is zero and reaches as far as the kernel does.</summary>
    public InterleavedImage Input { get; init; }

    /// <summary>What <see cref="ConvWeights.PackStem"/> wrote.</summary>
    public float* Weights { get; init; }

    /// <summary>Bias by physical output channel, zero in padding lanes; or null.</summary>
    public float* Bias { get; init; }

    /// <summary>Output; its halo is zeroed too.</summary>
    public BlockedImage Output { get; init; }

    public ConvActivation Activation { get; init; }

    public ConvShape Shape { get; init; }

    /// <summary>The work as the loops see it: one tap a kernel row, of kernel width x channels values.</summary>
    public ConvPass Pass()
    {
        var channels = Input.Channels;
        return new ConvPass
        {
            Input = Input.Origin - Shape.PadTop * Input.RowStride - (nint)Shape.PadLeft * channels,
            InputImage = Input.ImageStride,
            InputRow = Shape.StrideY * Input.RowStride,
            InputStep = (nint)Shape.StrideX * channels,
            TapRow = Input.RowStride,
            TapChannels = Shape.KernelWidth * channels,
            KernelHeight = Shape.KernelHeight,
            KernelWidth = 1,
            Window = new GroupWindow(1, Output.Blocks, 0, 0),
            Weights = Weights,
            Bias = Bias,
            Activation = Activation,
            Output = Output.Origin,
            OutputImage = Output.ImageStride,
            OutputBlock = Output.BlockStride,
            OutputRow = Output.RowStride,
            OutputStep = BlockedImage.Lanes,
        };
    }

    /// <summary>How the work is cut.</summary>
    public ConvCut Cut() => new(Output.Images, Output.Height, Output.Width, Output.Blocks, (long)Shape.Taps * Input.Channels,
        (long)Input.Channels * sizeof(float) * Shape.StrideY * Shape.StrideX);
}
