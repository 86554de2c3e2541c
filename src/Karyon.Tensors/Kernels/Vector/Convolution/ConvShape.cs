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
}
