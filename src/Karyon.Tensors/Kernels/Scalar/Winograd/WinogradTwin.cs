using System.Numerics;
using Karyon.Tensors.Kernels.Vector.Convolution;
using Karyon.Tensors.Kernels.Vector.Winograd;

namespace Karyon.Tensors.Kernels.Scalar.Winograd;

/// <summary>
/// Winograd's convolution as formulas, in the order that defines its bits. Y = A'[sum over channels of (G g G') * (B' d B)]A for each
/// tile; every transform goes down the columns first, then along the rows. Pixels outside the image are zeros.
/// </summary>
/// <typeparam name="T">float defines the bits; double tests the mathematics.</typeparam>
internal static class WinogradTwin<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Convolution of stride 1 with no more than a bias, as operations name it: they know of no fused activations.</summary>
    /// <param name="x">[N, I, H, W].</param>
    /// <param name="weights">[O, I, 3, 3].</param>
    /// <param name="bias">[O]; or empty.</param>
    /// <param name="size">Sizes of x and of the output, padding.</param>
    /// <param name="form">Tiles of 2x2 or 4x4 outputs.</param>
    /// <returns>[N, O, OH, OW].</returns>
    public static T[] Forward(ReadOnlySpan<T> x, ReadOnlySpan<T> weights, ReadOnlySpan<T> bias, in WinogradSize size, WinogradForm form) =>
        Forward(x, weights, bias, [], size, form, ConvActivation.None);

    /// <summary>Convolution of stride 1.</summary>
    /// <param name="x">[N, I, H, W].</param>
    /// <param name="weights">[O, I, 3, 3].</param>
    /// <param name="bias">[O]; or empty.</param>
    /// <param name="residual">[N, O, OH, OW]; or empty.</param>
    /// <param name="size">Sizes of x and of the output, padding.</param>
    /// <param name="form">Tiles of 2x2 or 4x4 outputs.</param>
    /// <param name="activation">What is done last.</param>
    /// <returns>[N, O, OH, OW].</returns>
    public static T[] Forward(ReadOnlySpan<T> x, ReadOnlySpan<T> weights, ReadOnlySpan<T> bias, ReadOnlySpan<T> residual,
        in WinogradSize size, WinogradForm form, ConvActivation activation)
    {
        int tile = (int)form, n = tile + 2;
        var y = new T[size.Images * size.Outputs * size.OutputHeight * size.OutputWidth];
        var u = TransformWeights(weights, size.Outputs * size.Inputs, form);
        var v = new T[size.Inputs * n * n];
        var d = new T[n * n];
        for (var image = 0; image < size.Images; image++)
            for (var row = 0; row < size.OutputHeight; row += tile)
                for (var column = 0; column < size.OutputWidth; column += tile)
                {
                    for (var i = 0; i < size.Inputs; i++)
                    {
                        for (var k = 0; k < n * n; k++)
                            d[k] = Pixel(x, size, image, i, row - size.PadTop + k / n, column - size.PadLeft + k % n);
                        TransformBothWays(d, n, n, v.AsSpan(i * n * n, n * n), form == WinogradForm.F4 ? Input4 : Input2);
                    }
                    for (var o = 0; o < size.Outputs; o++)
                    {
                        var m = new T[n * n];
                        for (var i = 0; i < size.Inputs; i++)
                            for (var q = 0; q < n * n; q++)
                                m[q] = T.FusedMultiplyAdd(v[i * n * n + q], u[(o * size.Inputs + i) * n * n + q], m[q]);
                        var outputs = new T[tile * tile];
                        TransformBothWays(m, n, tile, outputs, form == WinogradForm.F4 ? Output4 : Output2);
                        for (var k = 0; k < tile * tile; k++)
                        {
                            var (oy, ox) = (row + k / tile, column + k % tile);
                            if (oy >= size.OutputHeight || ox >= size.OutputWidth) continue;
                            var at = ((image * size.Outputs + o) * size.OutputHeight + oy) * size.OutputWidth + ox;
                            var sum = outputs[k] + (bias.IsEmpty ? T.Zero : bias[o]);
                            if (!residual.IsEmpty) sum += residual[at];
                            y[at] = Activate(sum, activation);
                        }
                    }
                }
        return y;
    }

    /// <summary>Transformed weights: in double, rounded once.</summary>
    /// <param name="weights">[pairs, 3, 3].</param>
    /// <param name="pairs">Channel pairs.</param>
    /// <param name="form">Tiles of 2x2 or 4x4 outputs.</param>
    /// <returns>[pairs, n, n] with n = 4 or 6.</returns>
    public static T[] TransformWeights(ReadOnlySpan<T> weights, int pairs, WinogradForm form)
    {
        var n = (int)form + 2;
        var all = new T[pairs * n * n];
        var g = new double[9];
        var u = new double[n * n];
        for (var pair = 0; pair < pairs; pair++)
        {
            for (var k = 0; k < 9; k++)
                g[k] = double.CreateChecked(weights[pair * 9 + k]);
            WinogradTwin<double>.TransformBothWays(g, 3, n, u, form == WinogradForm.F4 ? Weights4 : Weights2);
            for (var k = 0; k < n * n; k++)
                all[pair * n * n + k] = T.CreateChecked(u[k]);
        }
        return all;
    }

    /// <summary>Applies a transform of one dimension to the columns of a square, then to the rows of what comes out.</summary>
    internal static void TransformBothWays(ReadOnlySpan<T> square, int from, int to, Span<T> result, Func<T[], T[]> transform)
    {
        var half = new T[to * from];
        var line = new T[from];
        for (var column = 0; column < from; column++)
        {
            for (var k = 0; k < from; k++)
                line[k] = square[k * from + column];
            var t = transform(line);
            for (var k = 0; k < to; k++)
                half[k * from + column] = t[k];
        }
        for (var row = 0; row < to; row++)
            transform(half.AsSpan(row * from, from).ToArray()).CopyTo(result.Slice(row * to, to));
    }

    private static T[] Input2(T[] d) => [d[0] - d[2], d[1] + d[2], d[2] - d[1], d[3] - d[1]];

    private static T[] Output2(T[] m) => [m[0] + m[1] + m[2], m[1] - m[2] + m[3]];

    private static double[] Weights2(double[] g) =>
        [g[0], 0.5 * (g[0] + g[2] + g[1]), 0.5 * (g[0] + g[2] - g[1]), g[2]];

    private static T[] Input4(T[] d)
    {
        T a = Constant(WinogradPoints.A, WinogradPoints.ExactA), b = Constant(WinogradPoints.B, WinogradPoints.ExactB);
        T half = T.CreateChecked(0.5), two = T.CreateChecked(2), both = T.CreateChecked(2.5);
        T e = T.FusedMultiplyAdd(-two, d[2], d[4]), o = T.FusedMultiplyAdd(-two, d[1], d[3]);
        T f = T.FusedMultiplyAdd(-half, d[2], d[4]), p = T.FusedMultiplyAdd(-half, d[1], d[3]);
        return
        [
            T.FusedMultiplyAdd(-both, d[2], d[0] + d[4]),
            T.FusedMultiplyAdd(a, o, e), T.FusedMultiplyAdd(-a, o, e),
            T.FusedMultiplyAdd(b, p, f), T.FusedMultiplyAdd(-b, p, f),
            T.FusedMultiplyAdd(-both, d[3], d[1] + d[5]),
        ];
    }

    private static T[] Output4(T[] m)
    {
        T a = Constant(WinogradPoints.A, WinogradPoints.ExactA), b = Constant(WinogradPoints.B, WinogradPoints.ExactB);
        T half = T.CreateChecked(0.5), two = T.CreateChecked(2);
        T s = m[1] + m[2], d = m[1] - m[2], t = m[3] + m[4], e = m[3] - m[4];
        return
        [
            m[0] + s + t,
            T.FusedMultiplyAdd(b, e, a * d),
            T.FusedMultiplyAdd(two, t, half * s),
            T.FusedMultiplyAdd(two * b, e, T.FusedMultiplyAdd(half * a, d, m[5])),
        ];
    }

    private static double[] Weights4(double[] g)
    {
        double a = WinogradPoints.ExactA, b = WinogradPoints.ExactB, na = WinogradPoints.WeightA, nb = WinogradPoints.WeightB;
        double e = Math.FusedMultiplyAdd(0.5, g[2], g[0]), o = a * g[1], f = Math.FusedMultiplyAdd(2, g[2], g[0]), p = b * g[1];
        return [g[0], na * (e + o), na * (e - o), nb * (f + p), nb * (f - p), g[2]];
    }

    private static T Constant(float single, double exact) => typeof(T) == typeof(double) ? T.CreateChecked(exact) : T.CreateChecked(single);

    private static T Pixel(ReadOnlySpan<T> x, in WinogradSize size, int n, int c, int iy, int ix) =>
        (uint)iy < (uint)size.Height && (uint)ix < (uint)size.Width ? x[((n * size.Inputs + c) * size.Height + iy) * size.Width + ix] : T.Zero;

    private static T Activate(T sum, ConvActivation activation)
    {
        if (activation == ConvActivation.None) return sum;
        sum = sum > T.Zero ? sum : T.Zero;
        var six = T.CreateChecked(6);
        return activation == ConvActivation.Relu6 ? (sum < six ? sum : six) : sum;
    }
}
