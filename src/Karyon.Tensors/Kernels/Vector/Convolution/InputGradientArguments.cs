namespace Karyon.Tensors.Kernels.Vector.Convolution;

/// <summary>
/// The gradient of a convolution with respect to its input, which is also the forward pass of a transposed convolution. Per element:
/// bias (of a transposed convolution), then every 16-channel block of the output's gradient, then of the taps that reach this element
/// rows and columns in descending order (ascending in the output's gradient), then channel, each one fused multiply-add; then
/// + residual (an earlier gradient of the same tensor); then the activation. Halo pixels take part as zeros.
/// </summary>
internal readonly unsafe struct InputGradientArguments
{
    /// <summary>Gradient of the output (input of the transposed convolution); its halo is zero and is <see cref="RequiredHalo"/> wide.</summary>
    public BlockedImage OutputGradient { get; init; }

    /// <summary>What <see cref="ConvWeights.PackInputGradient"/> wrote.</summary>
    public float* Weights { get; init; }

    /// <summary>Bias by physical channel of <see cref="InputGradient"/>, zero in padding lanes; or null.</summary>
    public float* Bias { get; init; }

    /// <summary>Gradient of the input (output of the transposed convolution); its halo is zeroed too.</summary>
    public BlockedImage InputGradient { get; init; }

    /// <summary>What is added to the sums, of the input's size; origin null: nothing.</summary>
    public BlockedImage Residual { get; init; }

    public ConvActivation Activation { get; init; }

    /// <summary>The forward convolution, from <see cref="InputGradient"/> to <see cref="OutputGradient"/>.</summary>
    public ConvShape Shape { get; init; }

    /// <summary>Pixels of zero halo that the output's gradient needs on every side.</summary>
    /// <param name="shape">The forward convolution.</param>
    /// <param name="height">Its input's rows.</param>
    /// <param name="width">Its input's columns.</param>
    /// <param name="outputHeight">Its output's rows.</param>
    /// <param name="outputWidth">Its output's columns.</param>
    public static int RequiredHalo(in ConvShape shape, int height, int width, int outputHeight, int outputWidth)
    {
        var halo = 0;
        for (var phase = 0; phase < shape.StrideY; phase++)
            halo = Math.Max(halo, shape.RowPhase(phase).Reach(height, outputHeight));
        for (var phase = 0; phase < shape.StrideX; phase++)
            halo = Math.Max(halo, shape.ColumnPhase(phase).Reach(width, outputWidth));
        return halo;
    }

    /// <summary>How the work is cut, by positions of the input's gradient.</summary>
    public ConvCut Cut()
    {
        var (channels, strides) = ((long)Window().Blocks * BlockedImage.Lanes, Shape.StrideY * Shape.StrideX);
        return new ConvCut(InputGradient.Images, InputGradient.Height, InputGradient.Width, InputGradient.Blocks,
            Math.Max(1, channels * Shape.Taps / strides), Math.Max(1, channels * sizeof(float) / strides));
    }

    /// <summary>A phase as the loops see it.</summary>
    /// <param name="rows">Its rows.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="weights">Its weights.</param>
    public ConvPass Pass(in GradientPhase rows, in GradientPhase columns, float* weights)
    {
        var (x, y) = (OutputGradient, InputGradient);
        var empty = rows.Taps == 0 || columns.Taps == 0;
        nint outputOffset = columns.First * BlockedImage.Lanes;
        return new ConvPass
        {
            Input = x.Origin + rows.Start * x.RowStride + (nint)columns.Start * BlockedImage.Lanes,
            InputImage = x.ImageStride,
            InputBlock = x.BlockStride,
            InputRow = x.RowStride,
            InputStep = BlockedImage.Lanes,
            TapRow = rows.Dilation * x.RowStride,
            TapColumn = (nint)columns.Dilation * BlockedImage.Lanes,
            TapChannels = BlockedImage.Lanes,
            KernelHeight = empty ? 0 : rows.Taps,
            KernelWidth = empty ? 0 : columns.Taps,
            Window = Window(),
            Weights = weights,
            Bias = Bias,
            Activation = Activation,
            Output = y.Origin + rows.First * y.RowStride + outputOffset,
            OutputImage = y.ImageStride,
            OutputBlock = y.BlockStride,
            OutputRow = Shape.StrideY * y.RowStride,
            OutputStep = (nint)Shape.StrideX * BlockedImage.Lanes,
            Residual = Residual.Origin == null ? null : Residual.Origin + rows.First * Residual.RowStride + outputOffset,
            ResidualImage = Residual.ImageStride,
            ResidualBlock = Residual.BlockStride,
            ResidualRow = Shape.StrideY * Residual.RowStride,
        };
    }

    /// <summary>Which blocks of the output's gradient a block of the input's reads.</summary>
    public GroupWindow Window() => new(OutputGradient.Blocks, InputGradient.Blocks, Shape.GroupOutputs, Shape.GroupInputs);
}
