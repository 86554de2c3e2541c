using System.Runtime.CompilerServices;

namespace Karyon.Tensors.Kernels.Vector.WeightGradient;

/// <summary>Register tiles with three kernel columns at once: the gradient is read a third as often; written by Generate/weight_gradient_tiles.py.</summary>
internal static unsafe partial class WeightGradientTiles<TS, TV, TD>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile2x3x4(in WeightGradientStrip strip, float* x, float* g, float* sums)
    {
        nint vector = strip.GradientVector, pixel = strip.InputPixel, columns = strip.Columns * BlockedImage.Lanes;
        nint aheadStep = strip.AheadStep;
        var ahead = strip.Ahead;
        nint tap = strip.InputTap, sumTap = strip.SumTap;
        var a0 = TS.Load(sums);
        var a1 = TS.Load(sums + 32);
        var a2 = TS.Load(sums + 64);
        var a3 = TS.Load(sums + 96);
        var a4 = TS.Load(sums + sumTap);
        var a5 = TS.Load(sums + sumTap + 32);
        var a6 = TS.Load(sums + sumTap + 64);
        var a7 = TS.Load(sums + sumTap + 96);
        var a8 = TS.Load(sums + 2 * sumTap);
        var a9 = TS.Load(sums + 2 * sumTap + 32);
        var a10 = TS.Load(sums + 2 * sumTap + 64);
        var a11 = TS.Load(sums + 2 * sumTap + 96);
        var b0 = TS.Load(sums + TS.Width);
        var b1 = TS.Load(sums + 32 + TS.Width);
        var b2 = TS.Load(sums + 64 + TS.Width);
        var b3 = TS.Load(sums + 96 + TS.Width);
        var b4 = TS.Load(sums + sumTap + TS.Width);
        var b5 = TS.Load(sums + sumTap + 32 + TS.Width);
        var b6 = TS.Load(sums + sumTap + 64 + TS.Width);
        var b7 = TS.Load(sums + sumTap + 96 + TS.Width);
        var b8 = TS.Load(sums + 2 * sumTap + TS.Width);
        var b9 = TS.Load(sums + 2 * sumTap + 32 + TS.Width);
        var b10 = TS.Load(sums + 2 * sumTap + 64 + TS.Width);
        var b11 = TS.Load(sums + 2 * sumTap + 96 + TS.Width);
        for (nint row = strip.Rows; row > 0; row--, x += strip.InputRow, g += strip.GradientRow, ahead += strip.AheadRow)
        {
            float* p = x, d = g, end = g + columns;
            var soon = ahead;
            var p1 = p + tap;
            var p2 = p1 + tap;
            do
            {
                Ahead(soon);
                soon += aheadStep;
                var g0 = TS.Load(d);
                var g1 = TS.Load(d + vector);
                var v = TS.Create(p[0]);
                a0 = TS.Fma(v, g0, a0);
                b0 = TS.Fma(v, g1, b0);
                v = TS.Create(p[1]);
                a1 = TS.Fma(v, g0, a1);
                b1 = TS.Fma(v, g1, b1);
                v = TS.Create(p[2]);
                a2 = TS.Fma(v, g0, a2);
                b2 = TS.Fma(v, g1, b2);
                v = TS.Create(p[3]);
                a3 = TS.Fma(v, g0, a3);
                b3 = TS.Fma(v, g1, b3);
                v = TS.Create(p1[0]);
                a4 = TS.Fma(v, g0, a4);
                b4 = TS.Fma(v, g1, b4);
                v = TS.Create(p1[1]);
                a5 = TS.Fma(v, g0, a5);
                b5 = TS.Fma(v, g1, b5);
                v = TS.Create(p1[2]);
                a6 = TS.Fma(v, g0, a6);
                b6 = TS.Fma(v, g1, b6);
                v = TS.Create(p1[3]);
                a7 = TS.Fma(v, g0, a7);
                b7 = TS.Fma(v, g1, b7);
                v = TS.Create(p2[0]);
                a8 = TS.Fma(v, g0, a8);
                b8 = TS.Fma(v, g1, b8);
                v = TS.Create(p2[1]);
                a9 = TS.Fma(v, g0, a9);
                b9 = TS.Fma(v, g1, b9);
                v = TS.Create(p2[2]);
                a10 = TS.Fma(v, g0, a10);
                b10 = TS.Fma(v, g1, b10);
                v = TS.Create(p2[3]);
                a11 = TS.Fma(v, g0, a11);
                b11 = TS.Fma(v, g1, b11);
                p += pixel;
                p1 += pixel;
                p2 += pixel;
                d += BlockedImage.Lanes;
            }
            while (d != end);
        }
        TS.Store(sums, a0);
        TS.Store(sums + 32, a1);
        TS.Store(sums + 64, a2);
        TS.Store(sums + 96, a3);
        TS.Store(sums + sumTap, a4);
        TS.Store(sums + sumTap + 32, a5);
        TS.Store(sums + sumTap + 64, a6);
        TS.Store(sums + sumTap + 96, a7);
        TS.Store(sums + 2 * sumTap, a8);
        TS.Store(sums + 2 * sumTap + 32, a9);
        TS.Store(sums + 2 * sumTap + 64, a10);
        TS.Store(sums + 2 * sumTap + 96, a11);
        TS.Store(sums + TS.Width, b0);
        TS.Store(sums + 32 + TS.Width, b1);
        TS.Store(sums + 64 + TS.Width, b2);
        TS.Store(sums + 96 + TS.Width, b3);
        TS.Store(sums + sumTap + TS.Width, b4);
        TS.Store(sums + sumTap + 32 + TS.Width, b5);
        TS.Store(sums + sumTap + 64 + TS.Width, b6);
        TS.Store(sums + sumTap + 96 + TS.Width, b7);
        TS.Store(sums + 2 * sumTap + TS.Width, b8);
        TS.Store(sums + 2 * sumTap + 32 + TS.Width, b9);
        TS.Store(sums + 2 * sumTap + 64 + TS.Width, b10);
        TS.Store(sums + 2 * sumTap + 96 + TS.Width, b11);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1x3x4(in WeightGradientStrip strip, float* x, float* g, float* sums)
    {
        nint vector = strip.GradientVector, pixel = strip.InputPixel, columns = strip.Columns * BlockedImage.Lanes;
        nint aheadStep = strip.AheadStep;
        var ahead = strip.Ahead;
        nint tap = strip.InputTap, sumTap = strip.SumTap;
        var a0 = TS.Load(sums);
        var a1 = TS.Load(sums + 32);
        var a2 = TS.Load(sums + 64);
        var a3 = TS.Load(sums + 96);
        var a4 = TS.Load(sums + sumTap);
        var a5 = TS.Load(sums + sumTap + 32);
        var a6 = TS.Load(sums + sumTap + 64);
        var a7 = TS.Load(sums + sumTap + 96);
        var a8 = TS.Load(sums + 2 * sumTap);
        var a9 = TS.Load(sums + 2 * sumTap + 32);
        var a10 = TS.Load(sums + 2 * sumTap + 64);
        var a11 = TS.Load(sums + 2 * sumTap + 96);
        for (nint row = strip.Rows; row > 0; row--, x += strip.InputRow, g += strip.GradientRow, ahead += strip.AheadRow)
        {
            float* p = x, d = g, end = g + columns;
            var soon = ahead;
            var p1 = p + tap;
            var p2 = p1 + tap;
            do
            {
                Ahead(soon);
                soon += aheadStep;
                var g0 = TS.Load(d);
                var v = TS.Create(p[0]);
                a0 = TS.Fma(v, g0, a0);
                v = TS.Create(p[1]);
                a1 = TS.Fma(v, g0, a1);
                v = TS.Create(p[2]);
                a2 = TS.Fma(v, g0, a2);
                v = TS.Create(p[3]);
                a3 = TS.Fma(v, g0, a3);
                v = TS.Create(p1[0]);
                a4 = TS.Fma(v, g0, a4);
                v = TS.Create(p1[1]);
                a5 = TS.Fma(v, g0, a5);
                v = TS.Create(p1[2]);
                a6 = TS.Fma(v, g0, a6);
                v = TS.Create(p1[3]);
                a7 = TS.Fma(v, g0, a7);
                v = TS.Create(p2[0]);
                a8 = TS.Fma(v, g0, a8);
                v = TS.Create(p2[1]);
                a9 = TS.Fma(v, g0, a9);
                v = TS.Create(p2[2]);
                a10 = TS.Fma(v, g0, a10);
                v = TS.Create(p2[3]);
                a11 = TS.Fma(v, g0, a11);
                p += pixel;
                p1 += pixel;
                p2 += pixel;
                d += BlockedImage.Lanes;
            }
            while (d != end);
        }
        TS.Store(sums, a0);
        TS.Store(sums + 32, a1);
        TS.Store(sums + 64, a2);
        TS.Store(sums + 96, a3);
        TS.Store(sums + sumTap, a4);
        TS.Store(sums + sumTap + 32, a5);
        TS.Store(sums + sumTap + 64, a6);
        TS.Store(sums + sumTap + 96, a7);
        TS.Store(sums + 2 * sumTap, a8);
        TS.Store(sums + 2 * sumTap + 32, a9);
        TS.Store(sums + 2 * sumTap + 64, a10);
        TS.Store(sums + 2 * sumTap + 96, a11);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile2x3x2(in WeightGradientStrip strip, float* x, float* g, float* sums)
    {
        nint vector = strip.GradientVector, pixel = strip.InputPixel, columns = strip.Columns * BlockedImage.Lanes;
        nint aheadStep = strip.AheadStep;
        var ahead = strip.Ahead;
        nint tap = strip.InputTap, sumTap = strip.SumTap;
        var a0 = TS.Load(sums);
        var a1 = TS.Load(sums + 32);
        var a2 = TS.Load(sums + sumTap);
        var a3 = TS.Load(sums + sumTap + 32);
        var a4 = TS.Load(sums + 2 * sumTap);
        var a5 = TS.Load(sums + 2 * sumTap + 32);
        var b0 = TS.Load(sums + TS.Width);
        var b1 = TS.Load(sums + 32 + TS.Width);
        var b2 = TS.Load(sums + sumTap + TS.Width);
        var b3 = TS.Load(sums + sumTap + 32 + TS.Width);
        var b4 = TS.Load(sums + 2 * sumTap + TS.Width);
        var b5 = TS.Load(sums + 2 * sumTap + 32 + TS.Width);
        for (nint row = strip.Rows; row > 0; row--, x += strip.InputRow, g += strip.GradientRow, ahead += strip.AheadRow)
        {
            float* p = x, d = g, end = g + columns;
            var soon = ahead;
            var p1 = p + tap;
            var p2 = p1 + tap;
            do
            {
                Ahead(soon);
                soon += aheadStep;
                var g0 = TS.Load(d);
                var g1 = TS.Load(d + vector);
                var v = TS.Create(p[0]);
                a0 = TS.Fma(v, g0, a0);
                b0 = TS.Fma(v, g1, b0);
                v = TS.Create(p[1]);
                a1 = TS.Fma(v, g0, a1);
                b1 = TS.Fma(v, g1, b1);
                v = TS.Create(p1[0]);
                a2 = TS.Fma(v, g0, a2);
                b2 = TS.Fma(v, g1, b2);
                v = TS.Create(p1[1]);
                a3 = TS.Fma(v, g0, a3);
                b3 = TS.Fma(v, g1, b3);
                v = TS.Create(p2[0]);
                a4 = TS.Fma(v, g0, a4);
                b4 = TS.Fma(v, g1, b4);
                v = TS.Create(p2[1]);
                a5 = TS.Fma(v, g0, a5);
                b5 = TS.Fma(v, g1, b5);
                p += pixel;
                p1 += pixel;
                p2 += pixel;
                d += BlockedImage.Lanes;
            }
            while (d != end);
        }
        TS.Store(sums, a0);
        TS.Store(sums + 32, a1);
        TS.Store(sums + sumTap, a2);
        TS.Store(sums + sumTap + 32, a3);
        TS.Store(sums + 2 * sumTap, a4);
        TS.Store(sums + 2 * sumTap + 32, a5);
        TS.Store(sums + TS.Width, b0);
        TS.Store(sums + 32 + TS.Width, b1);
        TS.Store(sums + sumTap + TS.Width, b2);
        TS.Store(sums + sumTap + 32 + TS.Width, b3);
        TS.Store(sums + 2 * sumTap + TS.Width, b4);
        TS.Store(sums + 2 * sumTap + 32 + TS.Width, b5);
    }
}
