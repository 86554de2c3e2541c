using System.Runtime.CompilerServices;

namespace Karyon.Tensors.Kernels.Vector.WeightGradient;

/// <summary>Register tiles with two gradient vectors and neighbouring input floats; written by Generate/weight_gradient_tiles.py.</summary>
internal static unsafe partial class WeightGradientTiles<TS, TV, TD>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile2x1x1(in WeightGradientStrip strip, float* x, float* g, float* sums)
    {
        nint vector = strip.GradientVector, pixel = strip.InputPixel, columns = strip.Columns * BlockedImage.Lanes;
        nint aheadStep = strip.AheadStep;
        var ahead = strip.Ahead;
        var a0 = TS.Load(sums);
        var b0 = TS.Load(sums + TS.Width);
        for (nint row = strip.Rows; row > 0; row--, x += strip.InputRow, g += strip.GradientRow, ahead += strip.AheadRow)
        {
            float* p = x, d = g, end = g + columns;
            var soon = ahead;
            do
            {
                Ahead(soon);
                soon += aheadStep;
                var g0 = TS.Load(d);
                var g1 = TS.Load(d + vector);
                var v = TS.Create(p[0]);
                a0 = TS.Fma(v, g0, a0);
                b0 = TS.Fma(v, g1, b0);
                p += pixel;
                d += BlockedImage.Lanes;
            }
            while (d != end);
        }
        TS.Store(sums, a0);
        TS.Store(sums + TS.Width, b0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile2x1x2(in WeightGradientStrip strip, float* x, float* g, float* sums)
    {
        nint vector = strip.GradientVector, pixel = strip.InputPixel, columns = strip.Columns * BlockedImage.Lanes;
        nint aheadStep = strip.AheadStep;
        var ahead = strip.Ahead;
        var a0 = TS.Load(sums);
        var a1 = TS.Load(sums + 32);
        var b0 = TS.Load(sums + TS.Width);
        var b1 = TS.Load(sums + 32 + TS.Width);
        for (nint row = strip.Rows; row > 0; row--, x += strip.InputRow, g += strip.GradientRow, ahead += strip.AheadRow)
        {
            float* p = x, d = g, end = g + columns;
            var soon = ahead;
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
                p += pixel;
                d += BlockedImage.Lanes;
            }
            while (d != end);
        }
        TS.Store(sums, a0);
        TS.Store(sums + 32, a1);
        TS.Store(sums + TS.Width, b0);
        TS.Store(sums + 32 + TS.Width, b1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile2x1x3(in WeightGradientStrip strip, float* x, float* g, float* sums)
    {
        nint vector = strip.GradientVector, pixel = strip.InputPixel, columns = strip.Columns * BlockedImage.Lanes;
        nint aheadStep = strip.AheadStep;
        var ahead = strip.Ahead;
        var a0 = TS.Load(sums);
        var a1 = TS.Load(sums + 32);
        var a2 = TS.Load(sums + 64);
        var b0 = TS.Load(sums + TS.Width);
        var b1 = TS.Load(sums + 32 + TS.Width);
        var b2 = TS.Load(sums + 64 + TS.Width);
        for (nint row = strip.Rows; row > 0; row--, x += strip.InputRow, g += strip.GradientRow, ahead += strip.AheadRow)
        {
            float* p = x, d = g, end = g + columns;
            var soon = ahead;
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
                p += pixel;
                d += BlockedImage.Lanes;
            }
            while (d != end);
        }
        TS.Store(sums, a0);
        TS.Store(sums + 32, a1);
        TS.Store(sums + 64, a2);
        TS.Store(sums + TS.Width, b0);
        TS.Store(sums + 32 + TS.Width, b1);
        TS.Store(sums + 64 + TS.Width, b2);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile2x1x4(in WeightGradientStrip strip, float* x, float* g, float* sums)
    {
        nint vector = strip.GradientVector, pixel = strip.InputPixel, columns = strip.Columns * BlockedImage.Lanes;
        nint aheadStep = strip.AheadStep;
        var ahead = strip.Ahead;
        var a0 = TS.Load(sums);
        var a1 = TS.Load(sums + 32);
        var a2 = TS.Load(sums + 64);
        var a3 = TS.Load(sums + 96);
        var b0 = TS.Load(sums + TS.Width);
        var b1 = TS.Load(sums + 32 + TS.Width);
        var b2 = TS.Load(sums + 64 + TS.Width);
        var b3 = TS.Load(sums + 96 + TS.Width);
        for (nint row = strip.Rows; row > 0; row--, x += strip.InputRow, g += strip.GradientRow, ahead += strip.AheadRow)
        {
            float* p = x, d = g, end = g + columns;
            var soon = ahead;
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
                p += pixel;
                d += BlockedImage.Lanes;
            }
            while (d != end);
        }
        TS.Store(sums, a0);
        TS.Store(sums + 32, a1);
        TS.Store(sums + 64, a2);
        TS.Store(sums + 96, a3);
        TS.Store(sums + TS.Width, b0);
        TS.Store(sums + 32 + TS.Width, b1);
        TS.Store(sums + 64 + TS.Width, b2);
        TS.Store(sums + 96 + TS.Width, b3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile2x1x5(in WeightGradientStrip strip, float* x, float* g, float* sums)
    {
        nint vector = strip.GradientVector, pixel = strip.InputPixel, columns = strip.Columns * BlockedImage.Lanes;
        nint aheadStep = strip.AheadStep;
        var ahead = strip.Ahead;
        var a0 = TS.Load(sums);
        var a1 = TS.Load(sums + 32);
        var a2 = TS.Load(sums + 64);
        var a3 = TS.Load(sums + 96);
        var a4 = TS.Load(sums + 128);
        var b0 = TS.Load(sums + TS.Width);
        var b1 = TS.Load(sums + 32 + TS.Width);
        var b2 = TS.Load(sums + 64 + TS.Width);
        var b3 = TS.Load(sums + 96 + TS.Width);
        var b4 = TS.Load(sums + 128 + TS.Width);
        for (nint row = strip.Rows; row > 0; row--, x += strip.InputRow, g += strip.GradientRow, ahead += strip.AheadRow)
        {
            float* p = x, d = g, end = g + columns;
            var soon = ahead;
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
                v = TS.Create(p[4]);
                a4 = TS.Fma(v, g0, a4);
                b4 = TS.Fma(v, g1, b4);
                p += pixel;
                d += BlockedImage.Lanes;
            }
            while (d != end);
        }
        TS.Store(sums, a0);
        TS.Store(sums + 32, a1);
        TS.Store(sums + 64, a2);
        TS.Store(sums + 96, a3);
        TS.Store(sums + 128, a4);
        TS.Store(sums + TS.Width, b0);
        TS.Store(sums + 32 + TS.Width, b1);
        TS.Store(sums + 64 + TS.Width, b2);
        TS.Store(sums + 96 + TS.Width, b3);
        TS.Store(sums + 128 + TS.Width, b4);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile2x1x6(in WeightGradientStrip strip, float* x, float* g, float* sums)
    {
        nint vector = strip.GradientVector, pixel = strip.InputPixel, columns = strip.Columns * BlockedImage.Lanes;
        nint aheadStep = strip.AheadStep;
        var ahead = strip.Ahead;
        var a0 = TS.Load(sums);
        var a1 = TS.Load(sums + 32);
        var a2 = TS.Load(sums + 64);
        var a3 = TS.Load(sums + 96);
        var a4 = TS.Load(sums + 128);
        var a5 = TS.Load(sums + 160);
        var b0 = TS.Load(sums + TS.Width);
        var b1 = TS.Load(sums + 32 + TS.Width);
        var b2 = TS.Load(sums + 64 + TS.Width);
        var b3 = TS.Load(sums + 96 + TS.Width);
        var b4 = TS.Load(sums + 128 + TS.Width);
        var b5 = TS.Load(sums + 160 + TS.Width);
        for (nint row = strip.Rows; row > 0; row--, x += strip.InputRow, g += strip.GradientRow, ahead += strip.AheadRow)
        {
            float* p = x, d = g, end = g + columns;
            var soon = ahead;
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
                v = TS.Create(p[4]);
                a4 = TS.Fma(v, g0, a4);
                b4 = TS.Fma(v, g1, b4);
                v = TS.Create(p[5]);
                a5 = TS.Fma(v, g0, a5);
                b5 = TS.Fma(v, g1, b5);
                p += pixel;
                d += BlockedImage.Lanes;
            }
            while (d != end);
        }
        TS.Store(sums, a0);
        TS.Store(sums + 32, a1);
        TS.Store(sums + 64, a2);
        TS.Store(sums + 96, a3);
        TS.Store(sums + 128, a4);
        TS.Store(sums + 160, a5);
        TS.Store(sums + TS.Width, b0);
        TS.Store(sums + 32 + TS.Width, b1);
        TS.Store(sums + 64 + TS.Width, b2);
        TS.Store(sums + 96 + TS.Width, b3);
        TS.Store(sums + 128 + TS.Width, b4);
        TS.Store(sums + 160 + TS.Width, b5);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile2x1x7(in WeightGradientStrip strip, float* x, float* g, float* sums)
    {
        nint vector = strip.GradientVector, pixel = strip.InputPixel, columns = strip.Columns * BlockedImage.Lanes;
        nint aheadStep = strip.AheadStep;
        var ahead = strip.Ahead;
        var a0 = TS.Load(sums);
        var a1 = TS.Load(sums + 32);
        var a2 = TS.Load(sums + 64);
        var a3 = TS.Load(sums + 96);
        var a4 = TS.Load(sums + 128);
        var a5 = TS.Load(sums + 160);
        var a6 = TS.Load(sums + 192);
        var b0 = TS.Load(sums + TS.Width);
        var b1 = TS.Load(sums + 32 + TS.Width);
        var b2 = TS.Load(sums + 64 + TS.Width);
        var b3 = TS.Load(sums + 96 + TS.Width);
        var b4 = TS.Load(sums + 128 + TS.Width);
        var b5 = TS.Load(sums + 160 + TS.Width);
        var b6 = TS.Load(sums + 192 + TS.Width);
        for (nint row = strip.Rows; row > 0; row--, x += strip.InputRow, g += strip.GradientRow, ahead += strip.AheadRow)
        {
            float* p = x, d = g, end = g + columns;
            var soon = ahead;
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
                v = TS.Create(p[4]);
                a4 = TS.Fma(v, g0, a4);
                b4 = TS.Fma(v, g1, b4);
                v = TS.Create(p[5]);
                a5 = TS.Fma(v, g0, a5);
                b5 = TS.Fma(v, g1, b5);
                v = TS.Create(p[6]);
                a6 = TS.Fma(v, g0, a6);
                b6 = TS.Fma(v, g1, b6);
                p += pixel;
                d += BlockedImage.Lanes;
            }
            while (d != end);
        }
        TS.Store(sums, a0);
        TS.Store(sums + 32, a1);
        TS.Store(sums + 64, a2);
        TS.Store(sums + 96, a3);
        TS.Store(sums + 128, a4);
        TS.Store(sums + 160, a5);
        TS.Store(sums + 192, a6);
        TS.Store(sums + TS.Width, b0);
        TS.Store(sums + 32 + TS.Width, b1);
        TS.Store(sums + 64 + TS.Width, b2);
        TS.Store(sums + 96 + TS.Width, b3);
        TS.Store(sums + 128 + TS.Width, b4);
        TS.Store(sums + 160 + TS.Width, b5);
        TS.Store(sums + 192 + TS.Width, b6);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile2x1x8(in WeightGradientStrip strip, float* x, float* g, float* sums)
    {
        nint vector = strip.GradientVector, pixel = strip.InputPixel, columns = strip.Columns * BlockedImage.Lanes;
        nint aheadStep = strip.AheadStep;
        var ahead = strip.Ahead;
        var a0 = TS.Load(sums);
        var a1 = TS.Load(sums + 32);
        var a2 = TS.Load(sums + 64);
        var a3 = TS.Load(sums + 96);
        var a4 = TS.Load(sums + 128);
        var a5 = TS.Load(sums + 160);
        var a6 = TS.Load(sums + 192);
        var a7 = TS.Load(sums + 224);
        var b0 = TS.Load(sums + TS.Width);
        var b1 = TS.Load(sums + 32 + TS.Width);
        var b2 = TS.Load(sums + 64 + TS.Width);
        var b3 = TS.Load(sums + 96 + TS.Width);
        var b4 = TS.Load(sums + 128 + TS.Width);
        var b5 = TS.Load(sums + 160 + TS.Width);
        var b6 = TS.Load(sums + 192 + TS.Width);
        var b7 = TS.Load(sums + 224 + TS.Width);
        for (nint row = strip.Rows; row > 0; row--, x += strip.InputRow, g += strip.GradientRow, ahead += strip.AheadRow)
        {
            float* p = x, d = g, end = g + columns;
            var soon = ahead;
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
                v = TS.Create(p[4]);
                a4 = TS.Fma(v, g0, a4);
                b4 = TS.Fma(v, g1, b4);
                v = TS.Create(p[5]);
                a5 = TS.Fma(v, g0, a5);
                b5 = TS.Fma(v, g1, b5);
                v = TS.Create(p[6]);
                a6 = TS.Fma(v, g0, a6);
                b6 = TS.Fma(v, g1, b6);
                v = TS.Create(p[7]);
                a7 = TS.Fma(v, g0, a7);
                b7 = TS.Fma(v, g1, b7);
                p += pixel;
                d += BlockedImage.Lanes;
            }
            while (d != end);
        }
        TS.Store(sums, a0);
        TS.Store(sums + 32, a1);
        TS.Store(sums + 64, a2);
        TS.Store(sums + 96, a3);
        TS.Store(sums + 128, a4);
        TS.Store(sums + 160, a5);
        TS.Store(sums + 192, a6);
        TS.Store(sums + 224, a7);
        TS.Store(sums + TS.Width, b0);
        TS.Store(sums + 32 + TS.Width, b1);
        TS.Store(sums + 64 + TS.Width, b2);
        TS.Store(sums + 96 + TS.Width, b3);
        TS.Store(sums + 128 + TS.Width, b4);
        TS.Store(sums + 160 + TS.Width, b5);
        TS.Store(sums + 192 + TS.Width, b6);
        TS.Store(sums + 224 + TS.Width, b7);
    }
}
