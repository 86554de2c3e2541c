using System.Numerics;
using Karyon.Tensors.Kernels.Scalar.Elementary;

namespace Karyon.Tensors.Kernels.Scalar.Elementwise;

/// <summary>Softmax of the channels of one pixel.</summary>
internal static class SoftmaxTwin
{
    /// <summary>y = exp(x - max) / sum, or x - max - log(sum); the sum is a double over channels ascending, rounded once.</summary>
    public static void Forward<T>(ReadOnlySpan<T> x, Span<T> y, bool logarithm)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var max = x[0];
        foreach (var value in x) max = value > max ? value : max;
        var sum = 0.0;
        for (var c = 0; c < x.Length; c++)
        {
            var e = ElementaryTwin.Exp(x[c] - max);
            sum += double.CreateChecked(e);
            y[c] = logarithm ? x[c] - max : e;
        }
        var total = T.CreateChecked(sum);
        for (var c = 0; c < x.Length; c++) y[c] = logarithm ? y[c] - ElementaryTwin.Log(total) : y[c] / total;
    }

    /// <summary>From the output y and its gradient g: y (g - sum of g y), or g - exp(y) (sum of g).</summary>
    public static void Backward<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> g, Span<T> dx, bool logarithm)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sum = 0.0;
        for (var c = 0; c < y.Length; c++)
            sum = logarithm ? sum + double.CreateChecked(g[c]) : Math.FusedMultiplyAdd(double.CreateChecked(g[c]), double.CreateChecked(y[c]), sum);
        var total = T.CreateChecked(sum);
        for (var c = 0; c < y.Length; c++)
            dx[c] = logarithm ? T.FusedMultiplyAdd(-ElementaryTwin.Exp(y[c]), total, g[c]) : y[c] * (g[c] - total);
    }
}
