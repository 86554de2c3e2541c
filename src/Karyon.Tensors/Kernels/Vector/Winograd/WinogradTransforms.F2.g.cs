// Written by Kernels/Generate/winograd_transforms.py: change that, not this.
using System.Runtime.CompilerServices;
using Karyon.Tensors.Kernels.Vector.Convolution;

namespace Karyon.Tensors.Kernels.Vector.Winograd;

internal static unsafe partial class WinogradTransforms<S, TV, TD>
{
    /// <summary>F(2x2): input transform of neighbouring tiles of a row; columns of pixels first, then rows.</summary>
    /// <param name="x">First pixel of the first tile; 4 rows of 2 * tiles + 2 pixels are read.</param>
    /// <param name="row">From a row of pixels to the next.</param>
    /// <param name="scratch">4 vectors for each column of pixels.</param>
    /// <param name="v">Where the first tile goes in the first plane.</param>
    /// <param name="plane">From a plane to the next.</param>
    /// <param name="tiles">Tiles, 1 or more.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Input2(float* x, nint row, float* scratch, float* v, nint plane, nint tiles)
    {
        float* end = scratch + (2 * tiles + 2) * (4 * S.Width);
        for (var s = scratch; s != end; s += 4 * S.Width, x += BlockedImage.Lanes)
        {
            TV d0 = S.Load(x), d1 = S.Load(x + row), d2 = S.Load(x + 2 * row), d3 = S.Load(x + 3 * row);
            S.Store(s, S.Sub(d0, d2));
            S.Store(s + S.Width, S.Add(d1, d2));
            S.Store(s + 2 * S.Width, S.Sub(d2, d1));
            S.Store(s + 3 * S.Width, S.Sub(d3, d1));
        }
        Rows2(scratch, v, plane, tiles);
    }

    /// <summary>F(2x2): as Input2, of an image whose pixels each stand for 2 x 2: what two equal columns give is computed once.</summary>
    /// <param name="x">First pixel of the first tile; 3 rows of 1 * tiles + 2 pixels are read.</param>
    /// <param name="row">From a row of pixels to the next.</param>
    /// <param name="scratch">4 vectors for each column of the doubled image.</param>
    /// <param name="v">Where the first tile goes in the first plane.</param>
    /// <param name="plane">From a plane to the next.</param>
    /// <param name="tiles">Tiles, 1 or more.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Doubled2(float* x, nint row, float* scratch, float* v, nint plane, nint tiles)
    {
        nint columns = tiles + 2;
        var s = scratch;
        for (var k = columns; k > 0; k--, x += BlockedImage.Lanes)
        {
            TV d0 = S.Load(x);
            TV d1 = S.Load(x + row), d2 = d1;
            TV d3 = S.Load(x + 2 * row);
            TV r0 = S.Sub(d0, d2), r1 = S.Add(d1, d2), r2 = S.Sub(d2, d1), r3 = S.Sub(d3, d1);
            S.Store(s, r0); S.Store(s + S.Width, r1); S.Store(s + 2 * S.Width, r2); S.Store(s + 3 * S.Width, r3);
            s += 4 * S.Width;
            if (k == columns || k == 1) continue;
            S.Store(s, r0); S.Store(s + S.Width, r1); S.Store(s + 2 * S.Width, r2); S.Store(s + 3 * S.Width, r3);
            s += 4 * S.Width;
        }
        Rows2(scratch, v, plane, tiles);
    }

    /// <summary>F(2x2): the second half of the input transform, along rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows2(float* scratch, float* v, nint plane, nint tiles)
    {
        for (var s = scratch; tiles > 0; tiles--, s += 8 * S.Width, v += BlockedImage.Lanes)
        {
            var q = v;
            var t = s;
            for (var i = 4; i > 0; i--, t += S.Width, q += 4 * plane)
            {
                TV d0 = S.Load(t), d1 = S.Load(t + 4 * S.Width), d2 = S.Load(t + 8 * S.Width), d3 = S.Load(t + 12 * S.Width);
                S.Store(q, S.Sub(d0, d2));
                S.Store(q + plane, S.Add(d1, d2));
                S.Store(q + 2 * plane, S.Sub(d2, d1));
                S.Store(q + 3 * plane, S.Sub(d3, d1));
            }
        }
    }

    /// <summary>F(2x2): output transform of neighbouring tiles of a row; columns first, then rows, + bias, + residual, activation.</summary>
    /// <param name="o">What the tiles share.</param>
    /// <param name="m">The first tile's products in the first plane.</param>
    /// <param name="scratch">8 vectors for each tile.</param>
    /// <param name="y">First output pixel of the first tile.</param>
    /// <param name="residual">What is added to it; or null.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Output2(in WinogradStrip o, float* m, float* scratch, float* y, float* residual)
    {
        var bias = o.Bias == null ? S.Zero : S.Load(o.Bias);
        nint plane = o.Plane, row = o.OutputRow, residualRow = o.ResidualRow;
        // Column by column of the tiles, so that few planes are read at a time: each lies on pages of its own.
        for (var j = 0; j < 4; j++, m += plane)
        {
            var q = m;
            var s0 = scratch + j * (2 * S.Width);
            for (var tile = o.Tiles; tile > 0; tile--, q += BlockedImage.Lanes, s0 += 8 * S.Width)
            {
                TV m0 = S.Load(q), m1 = S.Load(q + 4 * plane), m2 = S.Load(q + 8 * plane), m3 = S.Load(q + 12 * plane);
                S.Store(s0, S.Add(S.Add(m0, m1), m2));
                S.Store(s0 + S.Width, S.Add(S.Sub(m1, m2), m3));
            }
        }
        for (var i = 0; i < o.Rows; i++, scratch += S.Width, y += row, residual += residualRow)
        {
            var s0 = scratch;
            var to = y;
            var from = residual;
            for (var tile = o.Tiles; tile > 0; tile--, s0 += 8 * S.Width, to += 2 * BlockedImage.Lanes, from += 2 * BlockedImage.Lanes)
            {
                TV m0 = S.Load(s0), m1 = S.Load(s0 + 2 * S.Width), m2 = S.Load(s0 + 4 * S.Width), m3 = S.Load(s0 + 6 * S.Width);
                TV y0 = S.Add(S.Add(S.Add(m0, m1), m2), bias), y1 = S.Add(S.Add(S.Sub(m1, m2), m3), bias);
                if (tile > 1 || o.LastColumns == 2)
                {
                    if (o.HasResidual)
                    {
                        y0 = S.Add(y0, S.Load(from)); y1 = S.Add(y1, S.Load(from + BlockedImage.Lanes));
                    }
                    if (o.Activation != ConvActivation.None)
                    {
                        y0 = S.Max(y0, S.Zero); y1 = S.Max(y1, S.Zero);
                        if (o.Activation == ConvActivation.Relu6)
                        {
                            var six = S.Create(6f);
                            y0 = S.Min(y0, six); y1 = S.Min(y1, six);
                        }
                    }
                    S.Store(to, y0); S.Store(to + BlockedImage.Lanes, y1);
                }
                else
                {
                    Finish(to, y0, !o.HasResidual ? null : from, o.Activation);
                }
            }
        }
    }

    /// <summary>F(2x2): transformed weights of one vector of output channels, in double, rounded once; kernel columns first, then rows.</summary>
    /// <param name="g">Nine taps of 16 output channels each.</param>
    /// <param name="scratch">12 vectors of double.</param>
    /// <param name="u">Where the first plane goes.</param>
    /// <param name="plane">From a plane to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Weights2(float* g, double* scratch, float* u, nint plane)
    {
        var half = S.CreateD(0.5);
        var s = scratch;
        // [half][kernel column][row]: the halves of a float vector are two vectors of double.
        for (var part = 0; part < 2; part++)
        {
            for (nint j = 0; j < 3; j++, s += 4 * (S.Width / 2))
            {
                var p0 = g + j * BlockedImage.Lanes;
                TV f0 = S.Load(p0), f1 = S.Load(p0 + 3 * BlockedImage.Lanes), f2 = S.Load(p0 + 6 * BlockedImage.Lanes);
                TD g0 = part == 0 ? S.WidenLow(f0) : S.WidenHigh(f0), g1 = part == 0 ? S.WidenLow(f1) : S.WidenHigh(f1), g2 = part == 0 ? S.WidenLow(f2) : S.WidenHigh(f2);
                var e = S.AddD(g0, g2);
                S.StoreD(s, g0);
                S.StoreD(s + (S.Width / 2), S.MulD(half, S.AddD(e, g1)));
                S.StoreD(s + 2 * (S.Width / 2), S.MulD(half, S.SubD(e, g1)));
                S.StoreD(s + 3 * (S.Width / 2), g2);
            }
        }
        const int Rows = 4;
        s = scratch;
        for (var i = Rows; i > 0; i--, s += S.Width / 2)
        {
            TD low0, low1, low2, low3;
            {
                TD g0 = S.LoadD(s + (0 + 0 * Rows * (S.Width / 2))), g1 = S.LoadD(s + (0 + 1 * Rows * (S.Width / 2))), g2 = S.LoadD(s + (0 + 2 * Rows * (S.Width / 2)));
                var e = S.AddD(g0, g2);
                low0 = g0;
                low1 = S.MulD(half, S.AddD(e, g1));
                low2 = S.MulD(half, S.SubD(e, g1));
                low3 = g2;
            }
            {
                TD g0 = S.LoadD(s + (3 * Rows * (S.Width / 2) + 0 * Rows * (S.Width / 2))), g1 = S.LoadD(s + (3 * Rows * (S.Width / 2) + 1 * Rows * (S.Width / 2))), g2 = S.LoadD(s + (3 * Rows * (S.Width / 2) + 2 * Rows * (S.Width / 2)));
                var e = S.AddD(g0, g2);
                S.Store(u, S.Narrow(low0, g0)); u += plane;
                S.Store(u, S.Narrow(low1, S.MulD(half, S.AddD(e, g1)))); u += plane;
                S.Store(u, S.Narrow(low2, S.MulD(half, S.SubD(e, g1)))); u += plane;
                S.Store(u, S.Narrow(low3, g2)); u += plane;
            }
        }
    }
}
