namespace Karyon.Tensors.Kernels.Vector.Convolution;

/// <summary>
/// A convolution of blocked images, dense or grouped; with a 1x1 kernel also a linear layer over tokens (height 1, width = tokens).
/// Per output element: bias, then every 16-channel block of the input, kernel row, kernel column, channel, each one fused
/// multiply-add; then + residual; then the activation. Padding lanes and halo pixels take part as zeros.
/// </summary>
internal readonly unsafe struct ConvArguments
{
    /// <summary>Pixels of an image up to which a pointwise convolution's images share weights.</summary>
    private const int FewPixels = 128;

    /// <summary>Input; its halo is zero and reaches as far as the kernel does.</summary>
    public BlockedImage Input { get; init; }

    /// <summary>What <see cref="ConvWeights.Pack"/> wrote.</summary>
    public float* Weights { get; init; }

    /// <summary>Bias by physical output channel, zero in padding lanes; or null.</summary>
    public float* Bias { get; init; }

    /// <summary>Output; its halo is zeroed too.</summary>
    public BlockedImage Output { get; init; }

    /// <summary>What is added before the activation, of the output's size; origin null: nothing.</summary>
    public BlockedImage Residual { get; init; }

    public ConvActivation Activation { get; init; }

    public ConvShape Shape { get; init; }

    /// <summary>The work as the loops see it.</summary>
    public ConvPass Pass()
    {
        var shape = Shape;
        var pass = new ConvPass
        {
            Input = Input.Origin - shape.PadTop * Input.RowStride - (nint)shape.PadLeft * BlockedImage.Lanes,
            InputImage = Input.ImageStride,
            InputBlock = Input.BlockStride,
            InputRow = shape.StrideY * Input.RowStride,
            InputStep = (nint)shape.StrideX * BlockedImage.Lanes,
            TapRow = shape.DilationY * Input.RowStride,
            TapColumn = (nint)shape.DilationX * BlockedImage.Lanes,
            TapChannels = BlockedImage.Lanes,
            KernelHeight = shape.KernelHeight,
            KernelWidth = shape.KernelWidth,
            Window = new GroupWindow(Input.Blocks, Output.Blocks, shape.GroupInputs, shape.GroupOutputs),
            Weights = Weights,
            Bias = Bias,
            Activation = Activation,
            Output = Output.Origin,
            OutputImage = Output.ImageStride,
            OutputBlock = Output.BlockStride,
            OutputRow = Output.RowStride,
            OutputStep = BlockedImage.Lanes,
            Residual = Residual.Origin,
            ResidualImage = Residual.ImageStride,
            ResidualBlock = Residual.BlockStride,
            ResidualRow = Residual.RowStride,
        };
        return pass;
    }

    /// <summary>How the work is cut. A 1x1 convolution between images without halo is one of a single long row.</summary>
    public ConvCut Cut()
    {
        var window = new GroupWindow(Input.Blocks, Output.Blocks, Shape.GroupInputs, Shape.GroupOutputs);
        var products = (long)window.Blocks * BlockedImage.Lanes * Shape.Taps;
        return new ConvCut(Output.Images, Output.Height, Output.Width, Output.Blocks, products,
            (long)window.Blocks * BlockedImage.Lanes * sizeof(float) * Shape.StrideY * Shape.StrideX);
    }

    /// <summary>
    /// The same work over a single row, where pixels follow each other without gaps in all images; else itself. Images of few pixels become
    /// the rows of one image, so that they share the weights that are at hand.
    /// </summary>
    public ConvArguments Flattened()
    {
        var pointwise = Shape is { KernelHeight: 1, KernelWidth: 1, StrideY: 1, StrideX: 1, PadTop: 0, PadLeft: 0 };
        if (!pointwise || !Input.IsGapless || !Output.IsGapless || !(Residual.Origin == null || Residual.IsGapless)) return this;
        var share = Output.Images > 1 && Output.Height * Output.Width is > 0 and <= FewPixels;
        return new ConvArguments
        {
            Input = Flat(Input, share),
            Weights = Weights,
            Bias = Bias,
            Output = Flat(Output, share),
            Residual = Flat(Residual, share),
            Activation = Activation,
            Shape = Shape,
        };
    }

    private static BlockedImage Flat(in BlockedImage image, bool share)
    {
        var flat = image.AsOneRow();
        return share ? flat.AsRowsOfOneImage() : flat;
    }
}
