namespace Karyon.Tensors.Kernels.Vector.Depthwise;

/// <summary>
/// The window of a depthwise convolution: output pixel (y, x) reads input pixels (y * StrideY - PadTop + i * DilationY,
/// x * StrideX - PadLeft + j * DilationX) for taps (i, j) of the kernel.
/// </summary>
internal readonly record struct DepthwiseGeometry(
    int KernelHeight, int KernelWidth, int StrideY, int StrideX, int PadTop, int PadLeft, int DilationY, int DilationX)
{
    /// <summary>A square window with the same stride, padding and dilation both ways.</summary>
    public static DepthwiseGeometry Square(int kernel, int stride = 1, int padding = 0, int dilation = 1) =>
        new(kernel, kernel, stride, stride, padding, padding, dilation, dilation);

    /// <summary>Taps of the window.</summary>
    public int Taps => KernelHeight * KernelWidth;

    /// <summary>Whether this is the dense 3x3 window that has kernels of its own, for a stride both ways.</summary>
    public bool IsDense3x3(int stride) =>
        KernelHeight == 3 && KernelWidth == 3 && DilationY == 1 && DilationX == 1 && StrideY == stride && StrideX == stride;

    /// <summary>The halo that the input needs so that every tap of every output pixel lies in memory.</summary>
    public int InputHalo(int height, int width, int outputHeight, int outputWidth)
    {
        var below = (outputHeight - 1) * StrideY - PadTop + (KernelHeight - 1) * DilationY - (height - 1);
        var right = (outputWidth - 1) * StrideX - PadLeft + (KernelWidth - 1) * DilationX - (width - 1);
        return Math.Max(0, Math.Max(Math.Max(PadTop, PadLeft), Math.Max(below, right)));
    }

    /// <summary>The halo that the output's gradient needs so that every pixel the input's gradient gathers from lies in memory.</summary>
    public int GradientHalo(int height, int width, int outputHeight, int outputWidth)
    {
        var above = DivideUp((KernelHeight - 1) * DilationY - PadTop, StrideY);
        var left = DivideUp((KernelWidth - 1) * DilationX - PadLeft, StrideX);
        var below = (height - 1 + PadTop) / StrideY - (outputHeight - 1);
        var right = (width - 1 + PadLeft) / StrideX - (outputWidth - 1);
        return Math.Max(0, Math.Max(Math.Max(above, left), Math.Max(below, right)));
    }

    private static int DivideUp(int value, int divisor) => value <= 0 ? 0 : (value + divisor - 1) / divisor;
}
