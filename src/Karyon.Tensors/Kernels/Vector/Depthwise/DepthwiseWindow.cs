using Karyon.Tensors.Kernels.Vector.Convolution;

namespace Karyon.Tensors.Kernels.Vector.Depthwise;

/// <summary>What depthwise kernels ask of a convolution's shape.</summary>
internal static class DepthwiseWindow
{
    /// <summary>Whether this is the dense 3x3 window that has kernels of its own, for a stride both ways.</summary>
    public static bool IsDense3x3(this in ConvShape shape, int stride) =>
        shape is { KernelHeight: 3, KernelWidth: 3, DilationY: 1, DilationX: 1 } && shape.StrideY == stride && shape.StrideX == stride;

    /// <summary>The halo that the output's gradient needs so that every pixel the input's gradient gathers from lies in memory.</summary>
    /// <param name="shape">Window, stride, padding.</param>
    /// <param name="height">Input rows.</param>
    /// <param name="width">Input columns.</param>
    /// <param name="outputHeight">Output rows.</param>
    /// <param name="outputWidth">Output columns.</param>
    public static int GradientHalo(this in ConvShape shape, int height, int width, int outputHeight, int outputWidth)
    {
        var above = DivideUp((shape.KernelHeight - 1) * shape.DilationY - shape.PadTop, shape.StrideY);
        var left = DivideUp((shape.KernelWidth - 1) * shape.DilationX - shape.PadLeft, shape.StrideX);
        var below = (height - 1 + shape.PadTop) / shape.StrideY - (outputHeight - 1);
        var right = (width - 1 + shape.PadLeft) / shape.StrideX - (outputWidth - 1);
        return Math.Max(0, Math.Max(Math.Max(above, left), Math.Max(below, right)));
    }

    private static int DivideUp(int value, int divisor) => value <= 0 ? 0 : (value + divisor - 1) / divisor;
}
