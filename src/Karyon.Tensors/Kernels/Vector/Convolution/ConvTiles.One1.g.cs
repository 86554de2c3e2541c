// Written by Kernels/Generate/conv_tiles.py: change that, not this.
using System.Runtime.CompilerServices;

namespace Karyon.Tensors.Kernels.Vector.Convolution;

internal static unsafe partial class ConvTiles<S, TV, TD>
{
    /// <summary>One output vector x 1 to 14 pixels: a run of tiles along a row.</summary>
    private static void One<TStep>(int pixels, in ConvRow r, float* x, float* y, float* residual, int tiles)
        where TStep : struct, IPixelStep
    {
        switch (pixels)
        {
            case 1: One1<TStep>(r, x, y, residual, tiles); break;
            case 2: One2<TStep>(r, x, y, residual, tiles); break;
            case 3: One3<TStep>(r, x, y, residual, tiles); break;
            case 4: One4<TStep>(r, x, y, residual, tiles); break;
            case 5: One5<TStep>(r, x, y, residual, tiles); break;
            case 6: One6<TStep>(r, x, y, residual, tiles); break;
            case 7: One7<TStep>(r, x, y, residual, tiles); break;
            case 8: One8<TStep>(r, x, y, residual, tiles); break;
            case 9: One9<TStep>(r, x, y, residual, tiles); break;
            case 10: One10<TStep>(r, x, y, residual, tiles); break;
            case 11: One11<TStep>(r, x, y, residual, tiles); break;
            case 12: One12<TStep>(r, x, y, residual, tiles); break;
            case 13: One13<TStep>(r, x, y, residual, tiles); break;
            default: One14<TStep>(r, x, y, residual, tiles); break;
        }
    }

    /// <summary>One output vector x 1 pixel, tile after tile along a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One1<TStep>(in ConvRow r, float* x, float* y, float* residual, int tiles)
        where TStep : struct, IPixelStep
    {
        var s1 = TStep.Floats != 0 ? TStep.Floats : r.InputStep;
        nint outputStep = r.OutputStep, blockStep = r.InputBlock, rowStep = r.TapRow, columnStep = r.TapColumn, tapWeights = r.TapWeights;
        var asked = r.Asked;
        for (; tiles > 0; tiles--)
        {
            TV a0;
            var w = r.Weights;
            var ahead = TStep.LooksAhead ? r.AheadOf(asked, 1) : null;
            asked += AskedInTile;
            var q = y;
            if (r.Reload)
            {
                a0 = S.Load(q);
            }
            else
            {
                a0 = r.Bias == null ? S.Zero : S.Load(r.Bias);
            }
            var block = x;
            for (var k = r.Blocks; k != 0; k--, block += blockStep)
            {
                var row = block;
                for (var i = r.KernelHeight; i != 0; i--, row += rowStep)
                {
                    var tap = row;
                    for (var j = r.KernelWidth; j != 0; j--, tap += columnStep)
                    {
                        float* p = tap, end = w + tapWeights, unrolled = w + (tapWeights & -UnrolledWeights);
                        if (TStep.LooksAhead)
                        {
                            Ahead(ahead);
                            Ahead(ahead + 1 * Lanes);
                            ahead += TapWeights;
                            Soon(p + 1 * s1);
                        }
                        TV v, w0;
                        while (w != unrolled)
                        {
                            w0 = S.Load(w);
                            v = S.Create(p[0]); a0 = S.Fma(v, w0, a0);
                            w0 = S.Load(w + 1 * BlockedImage.Lanes);
                            v = S.Create(p[1]); a0 = S.Fma(v, w0, a0);
                            w0 = S.Load(w + 2 * BlockedImage.Lanes);
                            v = S.Create(p[2]); a0 = S.Fma(v, w0, a0);
                            w0 = S.Load(w + 3 * BlockedImage.Lanes);
                            v = S.Create(p[3]); a0 = S.Fma(v, w0, a0);
                            w += 4 * BlockedImage.Lanes;
                            p += 4;
                        }
                        while (w != end)
                        {
                            w0 = S.Load(w);
                            v = S.Create(p[0]); a0 = S.Fma(v, w0, a0);
                            w += 1 * BlockedImage.Lanes;
                            p++;
                        }
                    }
                }
            }
            if (residual != null)
            {
                a0 = S.Add(a0, S.Load(residual)); residual += outputStep;
            }
            if (r.Activation != ConvActivation.None)
            {
                var zero = S.Zero;
                a0 = S.Max(a0, zero);
                if (r.Activation == ConvActivation.Relu6)
                {
                    var six = S.Create(6f);
                    a0 = S.Min(a0, six);
                }
            }
            S.Store(y, a0); y += outputStep;
            x += 1 * s1;
        }
    }

    /// <summary>One output vector x 2 pixels, tile after tile along a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One2<TStep>(in ConvRow r, float* x, float* y, float* residual, int tiles)
        where TStep : struct, IPixelStep
    {
        var s1 = TStep.Floats != 0 ? TStep.Floats : r.InputStep;
        nint outputStep = r.OutputStep, blockStep = r.InputBlock, rowStep = r.TapRow, columnStep = r.TapColumn, tapWeights = r.TapWeights;
        var asked = r.Asked;
        for (; tiles > 0; tiles--)
        {
            TV a0, a1;
            var w = r.Weights;
            var ahead = TStep.LooksAhead ? r.AheadOf(asked, 1) : null;
            asked += AskedInTile;
            var q = y;
            if (r.Reload)
            {
                a0 = S.Load(q); q += outputStep;
                a1 = S.Load(q);
            }
            else
            {
                a0 = a1 = r.Bias == null ? S.Zero : S.Load(r.Bias);
            }
            var block = x;
            for (var k = r.Blocks; k != 0; k--, block += blockStep)
            {
                var row = block;
                for (var i = r.KernelHeight; i != 0; i--, row += rowStep)
                {
                    var tap = row;
                    for (var j = r.KernelWidth; j != 0; j--, tap += columnStep)
                    {
                        float* p = tap, end = w + tapWeights, unrolled = w + (tapWeights & -UnrolledWeights);
                        if (TStep.LooksAhead)
                        {
                            Ahead(ahead);
                            Ahead(ahead + 1 * Lanes);
                            ahead += TapWeights;
                            Soon(p + 2 * s1);
                            Soon(p + 3 * s1);
                        }
                        TV v, w0;
                        while (w != unrolled)
                        {
                            w0 = S.Load(w);
                            v = S.Create(p[0]); a0 = S.Fma(v, w0, a0); v = S.Create(p[s1]); a1 = S.Fma(v, w0, a1);
                            w0 = S.Load(w + 1 * BlockedImage.Lanes);
                            v = S.Create(p[1]); a0 = S.Fma(v, w0, a0); v = S.Create(p[s1 + 1]); a1 = S.Fma(v, w0, a1);
                            w0 = S.Load(w + 2 * BlockedImage.Lanes);
                            v = S.Create(p[2]); a0 = S.Fma(v, w0, a0); v = S.Create(p[s1 + 2]); a1 = S.Fma(v, w0, a1);
                            w0 = S.Load(w + 3 * BlockedImage.Lanes);
                            v = S.Create(p[3]); a0 = S.Fma(v, w0, a0); v = S.Create(p[s1 + 3]); a1 = S.Fma(v, w0, a1);
                            w += 4 * BlockedImage.Lanes;
                            p += 4;
                        }
                        while (w != end)
                        {
                            w0 = S.Load(w);
                            v = S.Create(p[0]); a0 = S.Fma(v, w0, a0); v = S.Create(p[s1]); a1 = S.Fma(v, w0, a1);
                            w += 1 * BlockedImage.Lanes;
                            p++;
                        }
                    }
                }
            }
            if (residual != null)
            {
                a0 = S.Add(a0, S.Load(residual)); residual += outputStep;
                a1 = S.Add(a1, S.Load(residual)); residual += outputStep;
            }
            if (r.Activation != ConvActivation.None)
            {
                var zero = S.Zero;
                a0 = S.Max(a0, zero); a1 = S.Max(a1, zero);
                if (r.Activation == ConvActivation.Relu6)
                {
                    var six = S.Create(6f);
                    a0 = S.Min(a0, six); a1 = S.Min(a1, six);
                }
            }
            S.Store(y, a0); y += outputStep;
            S.Store(y, a1); y += outputStep;
            x += 2 * s1;
        }
    }

    /// <summary>One output vector x 3 pixels, tile after tile along a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One3<TStep>(in ConvRow r, float* x, float* y, float* residual, int tiles)
        where TStep : struct, IPixelStep
    {
        var s1 = TStep.Floats != 0 ? TStep.Floats : r.InputStep;
        nint s2 = 2 * s1;
        nint outputStep = r.OutputStep, blockStep = r.InputBlock, rowStep = r.TapRow, columnStep = r.TapColumn, tapWeights = r.TapWeights;
        var asked = r.Asked;
        for (; tiles > 0; tiles--)
        {
            TV a0, a1, a2;
            var w = r.Weights;
            var ahead = TStep.LooksAhead ? r.AheadOf(asked, 1) : null;
            asked += AskedInTile;
            var q = y;
            if (r.Reload)
            {
                a0 = S.Load(q); q += outputStep;
                a1 = S.Load(q); q += outputStep;
                a2 = S.Load(q);
            }
            else
            {
                a0 = a1 = a2 = r.Bias == null ? S.Zero : S.Load(r.Bias);
            }
            var block = x;
            for (var k = r.Blocks; k != 0; k--, block += blockStep)
            {
                var row = block;
                for (var i = r.KernelHeight; i != 0; i--, row += rowStep)
                {
                    var tap = row;
                    for (var j = r.KernelWidth; j != 0; j--, tap += columnStep)
                    {
                        float* p = tap, end = w + tapWeights, unrolled = w + (tapWeights & -UnrolledWeights);
                        if (TStep.LooksAhead)
                        {
                            Ahead(ahead);
                            Ahead(ahead + 1 * Lanes);
                            ahead += TapWeights;
                            Soon(p + 3 * s1);
                            Soon(p + 4 * s1);
                            Soon(p + 5 * s1);
                        }
                        TV v, w0;
                        while (w != unrolled)
                        {
                            w0 = S.Load(w);
                            v = S.Create(p[0]); a0 = S.Fma(v, w0, a0); v = S.Create(p[s1]); a1 = S.Fma(v, w0, a1);
                            v = S.Create(p[s2]); a2 = S.Fma(v, w0, a2);
                            w0 = S.Load(w + 1 * BlockedImage.Lanes);
                            v = S.Create(p[1]); a0 = S.Fma(v, w0, a0); v = S.Create(p[s1 + 1]); a1 = S.Fma(v, w0, a1);
                            v = S.Create(p[s2 + 1]); a2 = S.Fma(v, w0, a2);
                            w0 = S.Load(w + 2 * BlockedImage.Lanes);
                            v = S.Create(p[2]); a0 = S.Fma(v, w0, a0); v = S.Create(p[s1 + 2]); a1 = S.Fma(v, w0, a1);
                            v = S.Create(p[s2 + 2]); a2 = S.Fma(v, w0, a2);
                            w0 = S.Load(w + 3 * BlockedImage.Lanes);
                            v = S.Create(p[3]); a0 = S.Fma(v, w0, a0); v = S.Create(p[s1 + 3]); a1 = S.Fma(v, w0, a1);
                            v = S.Create(p[s2 + 3]); a2 = S.Fma(v, w0, a2);
                            w += 4 * BlockedImage.Lanes;
                            p += 4;
                        }
                        while (w != end)
                        {
                            w0 = S.Load(w);
                            v = S.Create(p[0]); a0 = S.Fma(v, w0, a0); v = S.Create(p[s1]); a1 = S.Fma(v, w0, a1);
                            v = S.Create(p[s2]); a2 = S.Fma(v, w0, a2);
                            w += 1 * BlockedImage.Lanes;
                            p++;
                        }
                    }
                }
            }
            if (residual != null)
            {
                a0 = S.Add(a0, S.Load(residual)); residual += outputStep;
                a1 = S.Add(a1, S.Load(residual)); residual += outputStep;
                a2 = S.Add(a2, S.Load(residual)); residual += outputStep;
            }
            if (r.Activation != ConvActivation.None)
            {
                var zero = S.Zero;
                a0 = S.Max(a0, zero); a1 = S.Max(a1, zero); a2 = S.Max(a2, zero);
                if (r.Activation == ConvActivation.Relu6)
                {
                    var six = S.Create(6f);
                    a0 = S.Min(a0, six); a1 = S.Min(a1, six); a2 = S.Min(a2, six);
                }
            }
            S.Store(y, a0); y += outputStep;
            S.Store(y, a1); y += outputStep;
            S.Store(y, a2); y += outputStep;
            x += 3 * s1;
        }
    }

    /// <summary>One output vector x 4 pixels, tile after tile along a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One4<TStep>(in ConvRow r, float* x, float* y, float* residual, int tiles)
        where TStep : struct, IPixelStep
    {
        var s1 = TStep.Floats != 0 ? TStep.Floats : r.InputStep;
        nint s2 = 2 * s1, s3 = 3 * s1;
        nint outputStep = r.OutputStep, blockStep = r.InputBlock, rowStep = r.TapRow, columnStep = r.TapColumn, tapWeights = r.TapWeights;
        var asked = r.Asked;
        for (; tiles > 0; tiles--)
        {
            TV a0, a1, a2, a3;
            var w = r.Weights;
            var ahead = TStep.LooksAhead ? r.AheadOf(asked, 1) : null;
            asked += AskedInTile;
            var q = y;
            if (r.Reload)
            {
                a0 = S.Load(q); q += outputStep;
                a1 = S.Load(q); q += outputStep;
                a2 = S.Load(q); q += outputStep;
                a3 = S.Load(q);
            }
            else
            {
                a0 = a1 = a2 = a3 = r.Bias == null ? S.Zero : S.Load(r.Bias);
            }
            var block = x;
            for (var k = r.Blocks; k != 0; k--, block += blockStep)
            {
                var row = block;
                for (var i = r.KernelHeight; i != 0; i--, row += rowStep)
                {
                    var tap = row;
                    for (var j = r.KernelWidth; j != 0; j--, tap += columnStep)
                    {
                        float* p = tap, end = w + tapWeights, unrolled = w + (tapWeights & -UnrolledWeights);
                        if (TStep.LooksAhead)
                        {
                            Ahead(ahead);
                            Ahead(ahead + 1 * Lanes);
                            ahead += TapWeights;
                            Soon(p + 4 * s1);
                            Soon(p + 5 * s1);
                            Soon(p + 6 * s1);
                            Soon(p + 7 * s1);
                        }
                        TV v, w0;
                        while (w != unrolled)
                        {
                            w0 = S.Load(w);
                            v = S.Create(p[0]); a0 = S.Fma(v, w0, a0); v = S.Create(p[s1]); a1 = S.Fma(v, w0, a1);
                            v = S.Create(p[s2]); a2 = S.Fma(v, w0, a2); v = S.Create(p[s3]); a3 = S.Fma(v, w0, a3);
                            w0 = S.Load(w + 1 * BlockedImage.Lanes);
                            v = S.Create(p[1]); a0 = S.Fma(v, w0, a0); v = S.Create(p[s1 + 1]); a1 = S.Fma(v, w0, a1);
                            v = S.Create(p[s2 + 1]); a2 = S.Fma(v, w0, a2); v = S.Create(p[s3 + 1]); a3 = S.Fma(v, w0, a3);
                            w0 = S.Load(w + 2 * BlockedImage.Lanes);
                            v = S.Create(p[2]); a0 = S.Fma(v, w0, a0); v = S.Create(p[s1 + 2]); a1 = S.Fma(v, w0, a1);
                            v = S.Create(p[s2 + 2]); a2 = S.Fma(v, w0, a2); v = S.Create(p[s3 + 2]); a3 = S.Fma(v, w0, a3);
                            w0 = S.Load(w + 3 * BlockedImage.Lanes);
                            v = S.Create(p[3]); a0 = S.Fma(v, w0, a0); v = S.Create(p[s1 + 3]); a1 = S.Fma(v, w0, a1);
                            v = S.Create(p[s2 + 3]); a2 = S.Fma(v, w0, a2); v = S.Create(p[s3 + 3]); a3 = S.Fma(v, w0, a3);
                            w += 4 * BlockedImage.Lanes;
                            p += 4;
                        }
                        while (w != end)
                        {
                            w0 = S.Load(w);
                            v = S.Create(p[0]); a0 = S.Fma(v, w0, a0); v = S.Create(p[s1]); a1 = S.Fma(v, w0, a1);
                            v = S.Create(p[s2]); a2 = S.Fma(v, w0, a2); v = S.Create(p[s3]); a3 = S.Fma(v, w0, a3);
                            w += 1 * BlockedImage.Lanes;
                            p++;
                        }
                    }
                }
            }
            if (residual != null)
            {
                a0 = S.Add(a0, S.Load(residual)); residual += outputStep;
                a1 = S.Add(a1, S.Load(residual)); residual += outputStep;
                a2 = S.Add(a2, S.Load(residual)); residual += outputStep;
                a3 = S.Add(a3, S.Load(residual)); residual += outputStep;
            }
            if (r.Activation != ConvActivation.None)
            {
                var zero = S.Zero;
                a0 = S.Max(a0, zero); a1 = S.Max(a1, zero); a2 = S.Max(a2, zero); a3 = S.Max(a3, zero);
                if (r.Activation == ConvActivation.Relu6)
                {
                    var six = S.Create(6f);
                    a0 = S.Min(a0, six); a1 = S.Min(a1, six); a2 = S.Min(a2, six); a3 = S.Min(a3, six);
                }
            }
            S.Store(y, a0); y += outputStep;
            S.Store(y, a1); y += outputStep;
            S.Store(y, a2); y += outputStep;
            S.Store(y, a3); y += outputStep;
            x += 4 * s1;
        }
    }
}
