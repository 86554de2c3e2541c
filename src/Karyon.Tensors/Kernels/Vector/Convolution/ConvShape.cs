namespace Karyon.Tensors.Kernels.Vector.Convolution;

/// <summary>
/// Kernel size, steps and groups of a convolution. Output pixel (y, x) reads input rows y * stride - padTop + ky * dilation and
/// columns likewise; padding below and to the right follows from the sizes of input and output.
/// </summary>
internal readonly record struct ConvShape
{
    /// <summary>A square convolution.</summary>
    /// <param name="kernel">Taps a side.</param>
    /// <param name="stride">Input pixels from one output pixel to the next.</param>
    /// <param name="padding">Zero pixels before the first.</param>
    /// <param name="dilation">Input pixels from one tap to the next.</param>
    public ConvShape(int kernel, int stride = 1, int padding = 0, int dilation = 1)
    {
        KernelHeight = KernelWidth = kernel;
        StrideY = StrideX = stride;
        PadTop = PadLeft = padding;
        DilationY = DilationX = dilation;
    }

    public int KernelHeight { get; init; }

    public int KernelWidth { get; init; }

    public int StrideY { get; init; }

    public int StrideX { get; init; }

    public int DilationY { get; init; }

    public int DilationX { get; init; }

    public int PadTop { get; init; }

    public int PadLeft { get; init; }

    /// <summary>Input channels of a group; 0: there is one group. With groups, channels have one segment.</summary>
    public int GroupInputs { get; init; }

    /// <summary>Output channels of a group; 0: there is one group.</summary>
    public int GroupOutputs { get; init; }

    /// <summary>Taps of a channel.</summary>
    public int Taps => KernelHeight * KernelWidth;

    /// <summary>Pixels of zero halo that the forward convolution's input needs on every side.</summary>
    /// <param name="height">Input rows.</param>
    /// <param name="width">Input columns.</param>
    /// <param name="outputHeight">Output rows.</param>
    /// <param name="outputWidth">Output columns.</param>
    public int RequiredHalo(int height, int width, int outputHeight, int outputWidth)
    {
        static int Reach(int pad, int outputs, int stride, int kernel, int dilation, int inputs) =>
            Math.Max(pad, (outputs - 1) * stride - pad + (kernel - 1) * dilation - (inputs - 1));
        var rows = Reach(PadTop, outputHeight, StrideY, KernelHeight, DilationY, height);
        return Math.Max(0, Math.Max(rows, Reach(PadLeft, outputWidth, StrideX, KernelWidth, DilationX, width)));
    }

    /// <summary>Rows of a phase of the input gradient, 0 to <see cref="StrideY"/> - 1.</summary>
    public GradientPhase RowPhase(int phase) => new(KernelHeight, StrideY, DilationY, PadTop, phase);

    /// <summary>Columns of a phase of the input gradient, 0 to <see cref="StrideX"/> - 1.</summary>
    public GradientPhase ColumnPhase(int phase) => new(KernelWidth, StrideX, DilationX, PadLeft, phase);
}
