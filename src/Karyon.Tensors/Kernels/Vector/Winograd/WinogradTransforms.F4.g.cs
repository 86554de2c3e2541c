// Written by Kernels/Generate/winograd_transforms.py: change that, not this.
using System.Runtime.CompilerServices;
using Karyon.Tensors.Kernels.Vector.Convolution;

namespace Karyon.Tensors.Kernels.Vector.Winograd;

internal static unsafe partial class WinogradTransforms<S, TV, TD>
{
    /// <summary>F(4x4): input transform of neighbouring tiles of a row; columns of pixels first, then rows.</summary>
    /// <param name="x">First pixel of the first tile; 6 rows of 4 * tiles + 2 pixels are read.</param>
    /// <param name="row">From a row of pixels to the next.</param>
    /// <param name="scratch">6 vectors for each column of pixels.</param>
    /// <param name="v">Where the first tile goes in the first plane.</param>
    /// <param name="plane">From a plane to the next.</param>
    /// <param name="tiles">Tiles, 1 or more.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Input4(float* x, nint row, float* scratch, float* v, nint plane, nint tiles)
    {
        TV a = S.Create(WinogradPoints.A), b = S.Create(WinogradPoints.B), half = S.Create(0.5f), two = S.Create(2f), both = S.Create(2.5f);
        float* end = scratch + (4 * tiles + 2) * (6 * S.Width);
        for (var s = scratch; s != end; s += 6 * S.Width, x += BlockedImage.Lanes)
        {
            TV d0 = S.Load(x), d1 = S.Load(x + row), d2 = S.Load(x + 2 * row), d3 = S.Load(x + 3 * row), d4 = S.Load(x + 4 * row), d5 = S.Load(x + 5 * row);
            var e = S.Fnma(two, d2, d4);
            var o = S.Fnma(two, d1, d3);
            var f = S.Fnma(half, d2, d4);
            var p = S.Fnma(half, d1, d3);
            S.Store(s, S.Fnma(both, d2, S.Add(d0, d4)));
            S.Store(s + S.Width, S.Fma(a, o, e));
            S.Store(s + 2 * S.Width, S.Fnma(a, o, e));
            S.Store(s + 3 * S.Width, S.Fma(b, p, f));
            S.Store(s + 4 * S.Width, S.Fnma(b, p, f));
            S.Store(s + 5 * S.Width, S.Fnma(both, d3, S.Add(d1, d5)));
        }
        Rows4(scratch, v, plane, tiles);
    }

    /// <summary>F(4x4): as Input4, of an image whose pixels each stand for 2 x 2: what two equal columns give is computed once.</summary>
    /// <param name="x">First pixel of the first tile; 4 rows of 2 * tiles + 2 pixels are read.</param>
    /// <param name="row">From a row of pixels to the next.</param>
    /// <param name="scratch">6 vectors for each column of the doubled image.</param>
    /// <param name="v">Where the first tile goes in the first plane.</param>
    /// <param name="plane">From a plane to the next.</param>
    /// <param name="tiles">Tiles, 1 or more.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Doubled4(float* x, nint row, float* scratch, float* v, nint plane, nint tiles)
    {
        TV a = S.Create(WinogradPoints.A), b = S.Create(WinogradPoints.B), half = S.Create(0.5f), two = S.Create(2f), both = S.Create(2.5f);
        nint columns = 2 * tiles + 2;
        var s = scratch;
        for (var k = columns; k > 0; k--, x += BlockedImage.Lanes)
        {
            TV d0 = S.Load(x);
            TV d1 = S.Load(x + row), d2 = d1;
            TV d3 = S.Load(x + 2 * row), d4 = d3;
            TV d5 = S.Load(x + 3 * row);
            var e = S.Fnma(two, d2, d4);
            var o = S.Fnma(two, d1, d3);
            var f = S.Fnma(half, d2, d4);
            var p = S.Fnma(half, d1, d3);
            TV r0 = S.Fnma(both, d2, S.Add(d0, d4)), r1 = S.Fma(a, o, e), r2 = S.Fnma(a, o, e), r3 = S.Fma(b, p, f), r4 = S.Fnma(b, p, f), r5 = S.Fnma(both, d3, S.Add(d1, d5));
            S.Store(s, r0); S.Store(s + S.Width, r1); S.Store(s + 2 * S.Width, r2); S.Store(s + 3 * S.Width, r3); S.Store(s + 4 * S.Width, r4); S.Store(s + 5 * S.Width, r5);
            s += 6 * S.Width;
            if (k == columns || k == 1) continue;
            S.Store(s, r0); S.Store(s + S.Width, r1); S.Store(s + 2 * S.Width, r2); S.Store(s + 3 * S.Width, r3); S.Store(s + 4 * S.Width, r4); S.Store(s + 5 * S.Width, r5);
            s += 6 * S.Width;
        }
        Rows4(scratch, v, plane, tiles);
    }

    /// <summary>F(4x4): the second half of the input transform, along rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows4(float* scratch, float* v, nint plane, nint tiles)
    {
        TV a = S.Create(WinogradPoints.A), b = S.Create(WinogradPoints.B), half = S.Create(0.5f), two = S.Create(2f), both = S.Create(2.5f);
        for (var s = scratch; tiles > 0; tiles--, s += 24 * S.Width, v += BlockedImage.Lanes)
        {
            var q = v;
            var t = s;
            for (var i = 6; i > 0; i--, t += S.Width, q += 6 * plane)
            {
                TV d0 = S.Load(t), d1 = S.Load(t + 6 * S.Width), d2 = S.Load(t + 12 * S.Width), d3 = S.Load(t + 18 * S.Width), d4 = S.Load(t + 24 * S.Width), d5 = S.Load(t + 30 * S.Width);
                var e = S.Fnma(two, d2, d4);
                var o = S.Fnma(two, d1, d3);
                var f = S.Fnma(half, d2, d4);
                var p = S.Fnma(half, d1, d3);
                S.Store(q, S.Fnma(both, d2, S.Add(d0, d4)));
                S.Store(q + plane, S.Fma(a, o, e));
                S.Store(q + 2 * plane, S.Fnma(a, o, e));
                S.Store(q + 3 * plane, S.Fma(b, p, f));
                S.Store(q + 4 * plane, S.Fnma(b, p, f));
                S.Store(q + 5 * plane, S.Fnma(both, d3, S.Add(d1, d5)));
            }
        }
    }

    /// <summary>F(4x4): output transform of neighbouring tiles of a row; columns first, then rows, + bias, + residual, activation.</summary>
    /// <param name="o">What the tiles share.</param>
    /// <param name="m">The first tile's products in the first plane.</param>
    /// <param name="scratch">24 vectors for each tile.</param>
    /// <param name="y">First output pixel of the first tile.</param>
    /// <param name="residual">What is added to it; or null.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Output4(in WinogradStrip o, float* m, float* scratch, float* y, float* residual)
    {
        TV a = S.Create(WinogradPoints.A), b = S.Create(WinogradPoints.B), half = S.Create(0.5f), two = S.Create(2f), a3 = S.Create(WinogradPoints.A / 2), b3 = S.Create(WinogradPoints.B * 2);
        var bias = o.Bias == null ? S.Zero : S.Load(o.Bias);
        nint plane = o.Plane, row = o.OutputRow, residualRow = o.ResidualRow;
        // Column by column of the tiles, so that few planes are read at a time: each lies on pages of its own.
        for (var j = 0; j < 6; j++, m += plane)
        {
            var q = m;
            var s0 = scratch + j * (4 * S.Width);
            for (var tile = o.Tiles; tile > 0; tile--, q += BlockedImage.Lanes, s0 += 24 * S.Width)
            {
                TV m0 = S.Load(q), m1 = S.Load(q + 6 * plane), m2 = S.Load(q + 12 * plane), m3 = S.Load(q + 18 * plane), m4 = S.Load(q + 24 * plane), m5 = S.Load(q + 30 * plane);
                var s = S.Add(m1, m2);
                var d = S.Sub(m1, m2);
                var t = S.Add(m3, m4);
                var e = S.Sub(m3, m4);
                S.Store(s0, S.Add(S.Add(m0, s), t));
                S.Store(s0 + S.Width, S.Fma(b, e, S.Mul(a, d)));
                S.Store(s0 + 2 * S.Width, S.Fma(two, t, S.Mul(half, s)));
                S.Store(s0 + 3 * S.Width, S.Fma(b3, e, S.Fma(a3, d, m5)));
            }
        }
        for (var i = 0; i < o.Rows; i++, scratch += S.Width, y += row, residual += residualRow)
        {
            var s0 = scratch;
            var to = y;
            var from = residual;
            for (var tile = o.Tiles; tile > 0; tile--, s0 += 24 * S.Width, to += 4 * BlockedImage.Lanes, from += 4 * BlockedImage.Lanes)
            {
                TV m0 = S.Load(s0), m1 = S.Load(s0 + 4 * S.Width), m2 = S.Load(s0 + 8 * S.Width), m3 = S.Load(s0 + 12 * S.Width), m4 = S.Load(s0 + 16 * S.Width), m5 = S.Load(s0 + 20 * S.Width);
                var s = S.Add(m1, m2);
                var d = S.Sub(m1, m2);
                var t = S.Add(m3, m4);
                var e = S.Sub(m3, m4);
                TV y0 = S.Add(S.Add(S.Add(m0, s), t), bias), y1 = S.Add(S.Fma(b, e, S.Mul(a, d)), bias), y2 = S.Add(S.Fma(two, t, S.Mul(half, s)), bias), y3 = S.Add(S.Fma(b3, e, S.Fma(a3, d, m5)), bias);
                if (tile > 1 || o.LastColumns == 4)
                {
                    if (o.HasResidual)
                    {
                        y0 = S.Add(y0, S.Load(from)); y1 = S.Add(y1, S.Load(from + BlockedImage.Lanes)); y2 = S.Add(y2, S.Load(from + 2 * BlockedImage.Lanes)); y3 = S.Add(y3, S.Load(from + 3 * BlockedImage.Lanes));
                    }
                    if (o.Activation != ConvActivation.None)
                    {
                        y0 = S.Max(y0, S.Zero); y1 = S.Max(y1, S.Zero); y2 = S.Max(y2, S.Zero); y3 = S.Max(y3, S.Zero);
                        if (o.Activation == ConvActivation.Relu6)
                        {
                            var six = S.Create(6f);
                            y0 = S.Min(y0, six); y1 = S.Min(y1, six); y2 = S.Min(y2, six); y3 = S.Min(y3, six);
                        }
                    }
                    S.Store(to, y0); S.Store(to + BlockedImage.Lanes, y1); S.Store(to + 2 * BlockedImage.Lanes, y2); S.Store(to + 3 * BlockedImage.Lanes, y3);
                }
                else
                {
                    Finish(to, y0, !o.HasResidual ? null : from, o.Activation);
                    if (o.LastColumns > 1) Finish(to + BlockedImage.Lanes, y1, !o.HasResidual ? null : from + BlockedImage.Lanes, o.Activation);
                    if (o.LastColumns > 2) Finish(to + 2 * BlockedImage.Lanes, y2, !o.HasResidual ? null : from + 2 * BlockedImage.Lanes, o.Activation);
                }
            }
        }
    }

    /// <summary>F(4x4): transformed weights of one vector of output channels, in double, rounded once; kernel columns first, then rows.</summary>
    /// <param name="g">Nine taps of 16 output channels each.</param>
    /// <param name="scratch">18 vectors of double.</param>
    /// <param name="u">Where the first plane goes.</param>
    /// <param name="plane">From a plane to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Weights4(float* g, double* scratch, float* u, nint plane)
    {
        TD a = S.CreateD(WinogradPoints.ExactA), b = S.CreateD(WinogradPoints.ExactB), half = S.CreateD(0.5), two = S.CreateD(2.0), na = S.CreateD(WinogradPoints.WeightA), nb = S.CreateD(WinogradPoints.WeightB);
        var s = scratch;
        // [half][kernel column][row]: the halves of a float vector are two vectors of double.
        for (var part = 0; part < 2; part++)
        {
            for (nint j = 0; j < 3; j++, s += 6 * (S.Width / 2))
            {
                var p0 = g + j * BlockedImage.Lanes;
                TV f0 = S.Load(p0), f1 = S.Load(p0 + 3 * BlockedImage.Lanes), f2 = S.Load(p0 + 6 * BlockedImage.Lanes);
                TD g0 = part == 0 ? S.WidenLow(f0) : S.WidenHigh(f0), g1 = part == 0 ? S.WidenLow(f1) : S.WidenHigh(f1), g2 = part == 0 ? S.WidenLow(f2) : S.WidenHigh(f2);
                var e = S.FmaD(half, g2, g0);
                var o = S.MulD(a, g1);
                var f = S.FmaD(two, g2, g0);
                var p = S.MulD(b, g1);
                S.StoreD(s, g0);
                S.StoreD(s + (S.Width / 2), S.MulD(na, S.AddD(e, o)));
                S.StoreD(s + 2 * (S.Width / 2), S.MulD(na, S.SubD(e, o)));
                S.StoreD(s + 3 * (S.Width / 2), S.MulD(nb, S.AddD(f, p)));
                S.StoreD(s + 4 * (S.Width / 2), S.MulD(nb, S.SubD(f, p)));
                S.StoreD(s + 5 * (S.Width / 2), g2);
            }
        }
        const int Rows = 6;
        s = scratch;
        for (var i = Rows; i > 0; i--, s += S.Width / 2)
        {
            TD low0, low1, low2, low3, low4, low5;
            {
                TD g0 = S.LoadD(s + (0 + 0 * Rows * (S.Width / 2))), g1 = S.LoadD(s + (0 + 1 * Rows * (S.Width / 2))), g2 = S.LoadD(s + (0 + 2 * Rows * (S.Width / 2)));
                var e = S.FmaD(half, g2, g0);
                var o = S.MulD(a, g1);
                var f = S.FmaD(two, g2, g0);
                var p = S.MulD(b, g1);
                low0 = g0;
                low1 = S.MulD(na, S.AddD(e, o));
                low2 = S.MulD(na, S.SubD(e, o));
                low3 = S.MulD(nb, S.AddD(f, p));
                low4 = S.MulD(nb, S.SubD(f, p));
                low5 = g2;
            }
            {
                TD g0 = S.LoadD(s + (3 * Rows * (S.Width / 2) + 0 * Rows * (S.Width / 2))), g1 = S.LoadD(s + (3 * Rows * (S.Width / 2) + 1 * Rows * (S.Width / 2))), g2 = S.LoadD(s + (3 * Rows * (S.Width / 2) + 2 * Rows * (S.Width / 2)));
                var e = S.FmaD(half, g2, g0);
                var o = S.MulD(a, g1);
                var f = S.FmaD(two, g2, g0);
                var p = S.MulD(b, g1);
                S.Store(u, S.Narrow(low0, g0)); u += plane;
                S.Store(u, S.Narrow(low1, S.MulD(na, S.AddD(e, o)))); u += plane;
                S.Store(u, S.Narrow(low2, S.MulD(na, S.SubD(e, o)))); u += plane;
                S.Store(u, S.Narrow(low3, S.MulD(nb, S.AddD(f, p)))); u += plane;
                S.Store(u, S.Narrow(low4, S.MulD(nb, S.SubD(f, p)))); u += plane;
                S.Store(u, S.Narrow(low5, g2)); u += plane;
            }
        }
    }
}
