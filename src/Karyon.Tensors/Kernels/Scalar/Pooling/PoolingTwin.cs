using System.Numerics;
using Karyon.Tensors.Kernels.Vector.Convolution;

namespace Karyon.Tensors.Kernels.Scalar.Pooling;

/// <summary>Pooling of one channel plane, as its formula; see <see cref="Vector.Pooling.PoolingKernels"/> for the rules.</summary>
internal static class PoolingTwin
{
    /// <summary>The pixels of a window that lie inside the image, in raster order.</summary>
    public static IEnumerable<int> Taps(ConvShape shape, int height, int width, int y, int x)
    {
        for (var r = 0; r < shape.KernelHeight; r++)
            for (var c = 0; c < shape.KernelWidth; c++)
            {
                var row = y * shape.StrideY - shape.PadTop + r * shape.DilationY;
                var column = x * shape.StrideX - shape.PadLeft + c * shape.DilationX;
                if ((uint)row < (uint)height && (uint)column < (uint)width) yield return row * width + column;
            }
    }

    public static T Max<T>(ReadOnlySpan<T> plane, IEnumerable<int> taps)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var greatest = T.NegativeInfinity;
        foreach (var tap in taps) greatest = plane[tap] > greatest ? plane[tap] : greatest;
        return greatest;
    }

    /// <summary>The sum of the taps in order, divided by their number, or by all taps of the window.</summary>
    public static T Average<T>(ReadOnlySpan<T> plane, IReadOnlyCollection<int> taps, int windowTaps, bool countPadding)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sum = T.Zero;
        foreach (var tap in taps) sum += plane[tap];
        return sum / T.CreateChecked(countPadding ? windowTaps : taps.Count);
    }

    /// <summary>Adds one window's gradient to its first greatest tap.</summary>
    public static void MaxBackward<T>(ReadOnlySpan<T> plane, IEnumerable<int> taps, T greatest, T gradient, Span<T> inputGradient)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (var tap in taps)
        {
            if (greatest > plane[tap]) continue;
            inputGradient[tap] += gradient;
            return;
        }
    }

    /// <summary>Adds one window's share to each of its taps.</summary>
    public static void AverageBackward<T>(IReadOnlyCollection<int> taps, int windowTaps, bool countPadding, T gradient, Span<T> inputGradient)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var share = gradient / T.CreateChecked(countPadding ? windowTaps : taps.Count);
        foreach (var tap in taps) inputGradient[tap] += share;
    }
}
