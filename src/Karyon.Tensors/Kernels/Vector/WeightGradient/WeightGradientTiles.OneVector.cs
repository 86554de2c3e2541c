using System.Runtime.CompilerServices;

namespace Karyon.Tensors.Kernels.Vector.WeightGradient;

/// <summary>Register tiles with one gradient vector and neighbouring input floats; written by Generate/weight_gradient_tiles.py.</summary>
internal static unsafe partial class WeightGradientTiles<TS, TV, TD>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1x1x1(in WeightGradientStrip strip, float* x, float* g, float* sums)
    {
        nint vector = strip.GradientVector, pixel = strip.InputPixel, columns = strip.Columns * BlockedImage.Lanes;
        nint aheadStep = strip.AheadStep;
        var ahead = strip.Ahead;
        var a0 = TS.Load(sums);
        for (nint row = strip.Rows; row > 0; row--, x += strip.InputRow, g += strip.GradientRow, ahead += strip.AheadRow)
        {
            float* p = x, d = g, end = g + columns;
            var soon = ahead;
            do
            {
                Ahead(soon);
                soon += aheadStep;
                var g0 = TS.Load(d);
                var v = TS.Create(p[0]);
                a0 = TS.Fma(v, g0, a0);
                p += pixel;
                d += BlockedImage.Lanes;
            }
            while (d != end);
        }
        TS.Store(sums, a0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1x1x2(in WeightGradientStrip strip, float* x, float* g, float* sums)
    {
        nint vector = strip.GradientVector, pixel = strip.InputPixel, columns = strip.Columns * BlockedImage.Lanes;
        nint aheadStep = strip.AheadStep;
        var ahead = strip.Ahead;
        var a0 = TS.Load(sums);
        var a1 = TS.Load(sums + 32);
        for (nint row = strip.Rows; row > 0; row--, x += strip.InputRow, g += strip.GradientRow, ahead += strip.AheadRow)
        {
            float* p = x, d = g, end = g + columns;
            var soon = ahead;
            do
            {
                Ahead(soon);
                soon += aheadStep;
                var g0 = TS.Load(d);
                var v = TS.Create(p[0]);
                a0 = TS.Fma(v, g0, a0);
                v = TS.Create(p[1]);
                a1 = TS.Fma(v, g0, a1);
                p += pixel;
                d += BlockedImage.Lanes;
            }
            while (d != end);
        }
        TS.Store(sums, a0);
        TS.Store(sums + 32, a1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1x1x3(in WeightGradientStrip strip, float* x, float* g, float* sums)
    {
        nint vector = strip.GradientVector, pixel = strip.InputPixel, columns = strip.Columns * BlockedImage.Lanes;
        nint aheadStep = strip.AheadStep;
        var ahead = strip.Ahead;
        var a0 = TS.Load(sums);
        var a1 = TS.Load(sums + 32);
        var a2 = TS.Load(sums + 64);
        for (nint row = strip.Rows; row > 0; row--, x += strip.InputRow, g += strip.GradientRow, ahead += strip.AheadRow)
        {
            float* p = x, d = g, end = g + columns;
            var soon = ahead;
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
                p += pixel;
                d += BlockedImage.Lanes;
            }
            while (d != end);
        }
        TS.Store(sums, a0);
        TS.Store(sums + 32, a1);
        TS.Store(sums + 64, a2);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1x1x4(in WeightGradientStrip strip, float* x, float* g, float* sums)
    {
        nint vector = strip.GradientVector, pixel = strip.InputPixel, columns = strip.Columns * BlockedImage.Lanes;
        nint aheadStep = strip.AheadStep;
        var ahead = strip.Ahead;
        var a0 = TS.Load(sums);
        var a1 = TS.Load(sums + 32);
        var a2 = TS.Load(sums + 64);
        var a3 = TS.Load(sums + 96);
        for (nint row = strip.Rows; row > 0; row--, x += strip.InputRow, g += strip.GradientRow, ahead += strip.AheadRow)
        {
            float* p = x, d = g, end = g + columns;
            var soon = ahead;
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
                p += pixel;
                d += BlockedImage.Lanes;
            }
            while (d != end);
        }
        TS.Store(sums, a0);
        TS.Store(sums + 32, a1);
        TS.Store(sums + 64, a2);
        TS.Store(sums + 96, a3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1x1x5(in WeightGradientStrip strip, float* x, float* g, float* sums)
    {
        nint vector = strip.GradientVector, pixel = strip.InputPixel, columns = strip.Columns * BlockedImage.Lanes;
        nint aheadStep = strip.AheadStep;
        var ahead = strip.Ahead;
        var a0 = TS.Load(sums);
        var a1 = TS.Load(sums + 32);
        var a2 = TS.Load(sums + 64);
        var a3 = TS.Load(sums + 96);
        var a4 = TS.Load(sums + 128);
        for (nint row = strip.Rows; row > 0; row--, x += strip.InputRow, g += strip.GradientRow, ahead += strip.AheadRow)
        {
            float* p = x, d = g, end = g + columns;
            var soon = ahead;
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
                v = TS.Create(p[4]);
                a4 = TS.Fma(v, g0, a4);
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
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1x1x6(in WeightGradientStrip strip, float* x, float* g, float* sums)
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
        for (nint row = strip.Rows; row > 0; row--, x += strip.InputRow, g += strip.GradientRow, ahead += strip.AheadRow)
        {
            float* p = x, d = g, end = g + columns;
            var soon = ahead;
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
                v = TS.Create(p[4]);
                a4 = TS.Fma(v, g0, a4);
                v = TS.Create(p[5]);
                a5 = TS.Fma(v, g0, a5);
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
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1x1x7(in WeightGradientStrip strip, float* x, float* g, float* sums)
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
        for (nint row = strip.Rows; row > 0; row--, x += strip.InputRow, g += strip.GradientRow, ahead += strip.AheadRow)
        {
            float* p = x, d = g, end = g + columns;
            var soon = ahead;
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
                v = TS.Create(p[4]);
                a4 = TS.Fma(v, g0, a4);
                v = TS.Create(p[5]);
                a5 = TS.Fma(v, g0, a5);
                v = TS.Create(p[6]);
                a6 = TS.Fma(v, g0, a6);
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
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1x1x8(in WeightGradientStrip strip, float* x, float* g, float* sums)
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
        for (nint row = strip.Rows; row > 0; row--, x += strip.InputRow, g += strip.GradientRow, ahead += strip.AheadRow)
        {
            float* p = x, d = g, end = g + columns;
            var soon = ahead;
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
                v = TS.Create(p[4]);
                a4 = TS.Fma(v, g0, a4);
                v = TS.Create(p[5]);
                a5 = TS.Fma(v, g0, a5);
                v = TS.Create(p[6]);
                a6 = TS.Fma(v, g0, a6);
                v = TS.Create(p[7]);
                a7 = TS.Fma(v, g0, a7);
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
    }
}
