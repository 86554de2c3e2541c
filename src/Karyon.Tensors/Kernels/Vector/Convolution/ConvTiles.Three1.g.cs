// Written by Kernels/Generate/conv_tiles.py: change that, not this.
using System.Runtime.CompilerServices;

namespace Karyon.Tensors.Kernels.Vector.Convolution;

internal static unsafe partial class ConvTiles<S, TV, TD>
{
    /// <summary>Three output vectors x 1 to 8 pixels: a run of tiles along a row.</summary>
    private static void Three<TStep>(int pixels, in ConvRow r, float* x, float* y, float* residual, int tiles)
        where TStep : struct, IPixelStep
    {
        switch (pixels)
        {
            case 1: Three1<TStep>(r, x, y, residual, tiles); break;
            case 2: Three2<TStep>(r, x, y, residual, tiles); break;
            case 3: Three3<TStep>(r, x, y, residual, tiles); break;
            case 4: Three4<TStep>(r, x, y, residual, tiles); break;
            case 5: Three5<TStep>(r, x, y, residual, tiles); break;
            case 6: Three6<TStep>(r, x, y, residual, tiles); break;
            case 7: Three7<TStep>(r, x, y, residual, tiles); break;
            default: Three8<TStep>(r, x, y, residual, tiles); break;
        }
    }

    /// <summary>Three output vectors x 1 pixel, tile after tile along a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Three1<TStep>(in ConvRow r, float* x, float* y, float* residual, int tiles)
        where TStep : struct, IPixelStep
    {
        var s1 = TStep.Floats != 0 ? TStep.Floats : r.InputStep;
        nint outputStep = r.OutputStep, blockStep = r.InputBlock, rowStep = r.TapRow, columnStep = r.TapColumn, tapWeights = r.TapWeights;
        nint weightVector = r.WeightVector, weightVector2 = 2 * weightVector;
        nint outputVector = r.OutputVector, outputVector2 = 2 * outputVector, residualVector = r.ResidualVector, residualVector2 = 2 * residualVector;
        var asked = r.Asked;
        for (; tiles > 0; tiles--)
        {
            TV a0, b0, c0;
            var w = r.Weights;
            var ahead = TStep.LooksAhead ? r.AheadOf(asked, S.Width == Lanes ? 3 : 1) : null;
            asked += AskedInTile;
            var q = y;
            if (r.Reload)
            {
                a0 = S.Load(q); b0 = S.Load(q + outputVector); c0 = S.Load(q + outputVector2);
            }
            else
            {
                a0 = r.Bias == null ? S.Zero : S.Load(r.Bias);
                b0 = r.Bias == null ? S.Zero : S.Load(r.Bias + S.Width);
                c0 = r.Bias == null ? S.Zero : S.Load(r.Bias + 2 * S.Width);
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
                        TV v, w0, w1, w2;
                        while (w != unrolled)
                        {
                            w0 = S.Load(w); w1 = S.Load(w + weightVector); w2 = S.Load(w + weightVector2);
                            v = S.Create(p[0]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0);
                            w0 = S.Load(w + 1 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 1 * BlockedImage.Lanes); w2 = S.Load(w + weightVector2 + 1 * BlockedImage.Lanes);
                            v = S.Create(p[1]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0);
                            w0 = S.Load(w + 2 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 2 * BlockedImage.Lanes); w2 = S.Load(w + weightVector2 + 2 * BlockedImage.Lanes);
                            v = S.Create(p[2]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0);
                            w0 = S.Load(w + 3 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 3 * BlockedImage.Lanes); w2 = S.Load(w + weightVector2 + 3 * BlockedImage.Lanes);
                            v = S.Create(p[3]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0);
                            w += 4 * BlockedImage.Lanes;
                            p += 4;
                        }
                        while (w != end)
                        {
                            w0 = S.Load(w); w1 = S.Load(w + weightVector); w2 = S.Load(w + weightVector2);
                            v = S.Create(p[0]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0);
                            w += 1 * BlockedImage.Lanes;
                            p++;
                        }
                    }
                }
            }
            if (residual != null)
            {
                a0 = S.Add(a0, S.Load(residual)); b0 = S.Add(b0, S.Load(residual + residualVector)); c0 = S.Add(c0, S.Load(residual + residualVector2)); residual += outputStep;
            }
            if (r.Activation != ConvActivation.None)
            {
                var zero = S.Zero;
                a0 = S.Max(a0, zero); b0 = S.Max(b0, zero); c0 = S.Max(c0, zero);
                if (r.Activation == ConvActivation.Relu6)
                {
                    var six = S.Create(6f);
                    a0 = S.Min(a0, six); b0 = S.Min(b0, six); c0 = S.Min(c0, six);
                }
            }
            S.Store(y, a0); S.Store(y + outputVector, b0); S.Store(y + outputVector2, c0); y += outputStep;
            x += 1 * s1;
        }
    }

    /// <summary>Three output vectors x 2 pixels, tile after tile along a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Three2<TStep>(in ConvRow r, float* x, float* y, float* residual, int tiles)
        where TStep : struct, IPixelStep
    {
        var s1 = TStep.Floats != 0 ? TStep.Floats : r.InputStep;
        nint outputStep = r.OutputStep, blockStep = r.InputBlock, rowStep = r.TapRow, columnStep = r.TapColumn, tapWeights = r.TapWeights;
        nint weightVector = r.WeightVector, weightVector2 = 2 * weightVector;
        nint outputVector = r.OutputVector, outputVector2 = 2 * outputVector, residualVector = r.ResidualVector, residualVector2 = 2 * residualVector;
        var asked = r.Asked;
        for (; tiles > 0; tiles--)
        {
            TV a0, a1, b0, b1, c0, c1;
            var w = r.Weights;
            var ahead = TStep.LooksAhead ? r.AheadOf(asked, S.Width == Lanes ? 3 : 1) : null;
            asked += AskedInTile;
            var q = y;
            if (r.Reload)
            {
                a0 = S.Load(q); b0 = S.Load(q + outputVector); c0 = S.Load(q + outputVector2); q += outputStep;
                a1 = S.Load(q); b1 = S.Load(q + outputVector); c1 = S.Load(q + outputVector2);
            }
            else
            {
                a0 = a1 = r.Bias == null ? S.Zero : S.Load(r.Bias);
                b0 = b1 = r.Bias == null ? S.Zero : S.Load(r.Bias + S.Width);
                c0 = c1 = r.Bias == null ? S.Zero : S.Load(r.Bias + 2 * S.Width);
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
                        TV v, w0, w1, w2;
                        while (w != unrolled)
                        {
                            w0 = S.Load(w); w1 = S.Load(w + weightVector); w2 = S.Load(w + weightVector2);
                            v = S.Create(p[0]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0);
                            v = S.Create(p[s1]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1);
                            w0 = S.Load(w + 1 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 1 * BlockedImage.Lanes); w2 = S.Load(w + weightVector2 + 1 * BlockedImage.Lanes);
                            v = S.Create(p[1]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0);
                            v = S.Create(p[s1 + 1]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1);
                            w0 = S.Load(w + 2 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 2 * BlockedImage.Lanes); w2 = S.Load(w + weightVector2 + 2 * BlockedImage.Lanes);
                            v = S.Create(p[2]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0);
                            v = S.Create(p[s1 + 2]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1);
                            w0 = S.Load(w + 3 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 3 * BlockedImage.Lanes); w2 = S.Load(w + weightVector2 + 3 * BlockedImage.Lanes);
                            v = S.Create(p[3]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0);
                            v = S.Create(p[s1 + 3]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1);
                            w += 4 * BlockedImage.Lanes;
                            p += 4;
                        }
                        while (w != end)
                        {
                            w0 = S.Load(w); w1 = S.Load(w + weightVector); w2 = S.Load(w + weightVector2);
                            v = S.Create(p[0]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0);
                            v = S.Create(p[s1]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1);
                            w += 1 * BlockedImage.Lanes;
                            p++;
                        }
                    }
                }
            }
            if (residual != null)
            {
                a0 = S.Add(a0, S.Load(residual)); b0 = S.Add(b0, S.Load(residual + residualVector)); c0 = S.Add(c0, S.Load(residual + residualVector2)); residual += outputStep;
                a1 = S.Add(a1, S.Load(residual)); b1 = S.Add(b1, S.Load(residual + residualVector)); c1 = S.Add(c1, S.Load(residual + residualVector2)); residual += outputStep;
            }
            if (r.Activation != ConvActivation.None)
            {
                var zero = S.Zero;
                a0 = S.Max(a0, zero); b0 = S.Max(b0, zero); c0 = S.Max(c0, zero); a1 = S.Max(a1, zero);
                b1 = S.Max(b1, zero); c1 = S.Max(c1, zero);
                if (r.Activation == ConvActivation.Relu6)
                {
                    var six = S.Create(6f);
                    a0 = S.Min(a0, six); b0 = S.Min(b0, six); c0 = S.Min(c0, six); a1 = S.Min(a1, six);
                    b1 = S.Min(b1, six); c1 = S.Min(c1, six);
                }
            }
            S.Store(y, a0); S.Store(y + outputVector, b0); S.Store(y + outputVector2, c0); y += outputStep;
            S.Store(y, a1); S.Store(y + outputVector, b1); S.Store(y + outputVector2, c1); y += outputStep;
            x += 2 * s1;
        }
    }

    /// <summary>Three output vectors x 3 pixels, tile after tile along a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Three3<TStep>(in ConvRow r, float* x, float* y, float* residual, int tiles)
        where TStep : struct, IPixelStep
    {
        var s1 = TStep.Floats != 0 ? TStep.Floats : r.InputStep;
        nint s2 = 2 * s1;
        nint outputStep = r.OutputStep, blockStep = r.InputBlock, rowStep = r.TapRow, columnStep = r.TapColumn, tapWeights = r.TapWeights;
        nint weightVector = r.WeightVector, weightVector2 = 2 * weightVector;
        nint outputVector = r.OutputVector, outputVector2 = 2 * outputVector, residualVector = r.ResidualVector, residualVector2 = 2 * residualVector;
        var asked = r.Asked;
        for (; tiles > 0; tiles--)
        {
            TV a0, a1, a2, b0, b1, b2, c0, c1, c2;
            var w = r.Weights;
            var ahead = TStep.LooksAhead ? r.AheadOf(asked, S.Width == Lanes ? 3 : 1) : null;
            asked += AskedInTile;
            var q = y;
            if (r.Reload)
            {
                a0 = S.Load(q); b0 = S.Load(q + outputVector); c0 = S.Load(q + outputVector2); q += outputStep;
                a1 = S.Load(q); b1 = S.Load(q + outputVector); c1 = S.Load(q + outputVector2); q += outputStep;
                a2 = S.Load(q); b2 = S.Load(q + outputVector); c2 = S.Load(q + outputVector2);
            }
            else
            {
                a0 = a1 = a2 = r.Bias == null ? S.Zero : S.Load(r.Bias);
                b0 = b1 = b2 = r.Bias == null ? S.Zero : S.Load(r.Bias + S.Width);
                c0 = c1 = c2 = r.Bias == null ? S.Zero : S.Load(r.Bias + 2 * S.Width);
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
                        TV v, w0, w1, w2;
                        while (w != unrolled)
                        {
                            w0 = S.Load(w); w1 = S.Load(w + weightVector); w2 = S.Load(w + weightVector2);
                            v = S.Create(p[0]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0);
                            v = S.Create(p[s1]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1);
                            v = S.Create(p[s2]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); c2 = S.Fma(v, w2, c2);
                            w0 = S.Load(w + 1 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 1 * BlockedImage.Lanes); w2 = S.Load(w + weightVector2 + 1 * BlockedImage.Lanes);
                            v = S.Create(p[1]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0);
                            v = S.Create(p[s1 + 1]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1);
                            v = S.Create(p[s2 + 1]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); c2 = S.Fma(v, w2, c2);
                            w0 = S.Load(w + 2 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 2 * BlockedImage.Lanes); w2 = S.Load(w + weightVector2 + 2 * BlockedImage.Lanes);
                            v = S.Create(p[2]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0);
                            v = S.Create(p[s1 + 2]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1);
                            v = S.Create(p[s2 + 2]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); c2 = S.Fma(v, w2, c2);
                            w0 = S.Load(w + 3 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 3 * BlockedImage.Lanes); w2 = S.Load(w + weightVector2 + 3 * BlockedImage.Lanes);
                            v = S.Create(p[3]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0);
                            v = S.Create(p[s1 + 3]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1);
                            v = S.Create(p[s2 + 3]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); c2 = S.Fma(v, w2, c2);
                            w += 4 * BlockedImage.Lanes;
                            p += 4;
                        }
                        while (w != end)
                        {
                            w0 = S.Load(w); w1 = S.Load(w + weightVector); w2 = S.Load(w + weightVector2);
                            v = S.Create(p[0]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0);
                            v = S.Create(p[s1]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1);
                            v = S.Create(p[s2]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); c2 = S.Fma(v, w2, c2);
                            w += 1 * BlockedImage.Lanes;
                            p++;
                        }
                    }
                }
            }
            if (residual != null)
            {
                a0 = S.Add(a0, S.Load(residual)); b0 = S.Add(b0, S.Load(residual + residualVector)); c0 = S.Add(c0, S.Load(residual + residualVector2)); residual += outputStep;
                a1 = S.Add(a1, S.Load(residual)); b1 = S.Add(b1, S.Load(residual + residualVector)); c1 = S.Add(c1, S.Load(residual + residualVector2)); residual += outputStep;
                a2 = S.Add(a2, S.Load(residual)); b2 = S.Add(b2, S.Load(residual + residualVector)); c2 = S.Add(c2, S.Load(residual + residualVector2)); residual += outputStep;
            }
            if (r.Activation != ConvActivation.None)
            {
                var zero = S.Zero;
                a0 = S.Max(a0, zero); b0 = S.Max(b0, zero); c0 = S.Max(c0, zero); a1 = S.Max(a1, zero);
                b1 = S.Max(b1, zero); c1 = S.Max(c1, zero); a2 = S.Max(a2, zero); b2 = S.Max(b2, zero);
                c2 = S.Max(c2, zero);
                if (r.Activation == ConvActivation.Relu6)
                {
                    var six = S.Create(6f);
                    a0 = S.Min(a0, six); b0 = S.Min(b0, six); c0 = S.Min(c0, six); a1 = S.Min(a1, six);
                    b1 = S.Min(b1, six); c1 = S.Min(c1, six); a2 = S.Min(a2, six); b2 = S.Min(b2, six);
                    c2 = S.Min(c2, six);
                }
            }
            S.Store(y, a0); S.Store(y + outputVector, b0); S.Store(y + outputVector2, c0); y += outputStep;
            S.Store(y, a1); S.Store(y + outputVector, b1); S.Store(y + outputVector2, c1); y += outputStep;
            S.Store(y, a2); S.Store(y + outputVector, b2); S.Store(y + outputVector2, c2); y += outputStep;
            x += 3 * s1;
        }
    }

    /// <summary>Three output vectors x 4 pixels, tile after tile along a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Three4<TStep>(in ConvRow r, float* x, float* y, float* residual, int tiles)
        where TStep : struct, IPixelStep
    {
        var s1 = TStep.Floats != 0 ? TStep.Floats : r.InputStep;
        nint s2 = 2 * s1, s3 = 3 * s1;
        nint outputStep = r.OutputStep, blockStep = r.InputBlock, rowStep = r.TapRow, columnStep = r.TapColumn, tapWeights = r.TapWeights;
        nint weightVector = r.WeightVector, weightVector2 = 2 * weightVector;
        nint outputVector = r.OutputVector, outputVector2 = 2 * outputVector, residualVector = r.ResidualVector, residualVector2 = 2 * residualVector;
        var asked = r.Asked;
        for (; tiles > 0; tiles--)
        {
            TV a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3;
            var w = r.Weights;
            var ahead = TStep.LooksAhead ? r.AheadOf(asked, S.Width == Lanes ? 3 : 1) : null;
            asked += AskedInTile;
            var q = y;
            if (r.Reload)
            {
                a0 = S.Load(q); b0 = S.Load(q + outputVector); c0 = S.Load(q + outputVector2); q += outputStep;
                a1 = S.Load(q); b1 = S.Load(q + outputVector); c1 = S.Load(q + outputVector2); q += outputStep;
                a2 = S.Load(q); b2 = S.Load(q + outputVector); c2 = S.Load(q + outputVector2); q += outputStep;
                a3 = S.Load(q); b3 = S.Load(q + outputVector); c3 = S.Load(q + outputVector2);
            }
            else
            {
                a0 = a1 = a2 = a3 = r.Bias == null ? S.Zero : S.Load(r.Bias);
                b0 = b1 = b2 = b3 = r.Bias == null ? S.Zero : S.Load(r.Bias + S.Width);
                c0 = c1 = c2 = c3 = r.Bias == null ? S.Zero : S.Load(r.Bias + 2 * S.Width);
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
                        TV v, w0, w1, w2;
                        while (w != unrolled)
                        {
                            w0 = S.Load(w); w1 = S.Load(w + weightVector); w2 = S.Load(w + weightVector2);
                            v = S.Create(p[0]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0);
                            v = S.Create(p[s1]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1);
                            v = S.Create(p[s2]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); c2 = S.Fma(v, w2, c2);
                            v = S.Create(p[s3]); a3 = S.Fma(v, w0, a3); b3 = S.Fma(v, w1, b3); c3 = S.Fma(v, w2, c3);
                            w0 = S.Load(w + 1 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 1 * BlockedImage.Lanes); w2 = S.Load(w + weightVector2 + 1 * BlockedImage.Lanes);
                            v = S.Create(p[1]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0);
                            v = S.Create(p[s1 + 1]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1);
                            v = S.Create(p[s2 + 1]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); c2 = S.Fma(v, w2, c2);
                            v = S.Create(p[s3 + 1]); a3 = S.Fma(v, w0, a3); b3 = S.Fma(v, w1, b3); c3 = S.Fma(v, w2, c3);
                            w0 = S.Load(w + 2 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 2 * BlockedImage.Lanes); w2 = S.Load(w + weightVector2 + 2 * BlockedImage.Lanes);
                            v = S.Create(p[2]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0);
                            v = S.Create(p[s1 + 2]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1);
                            v = S.Create(p[s2 + 2]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); c2 = S.Fma(v, w2, c2);
                            v = S.Create(p[s3 + 2]); a3 = S.Fma(v, w0, a3); b3 = S.Fma(v, w1, b3); c3 = S.Fma(v, w2, c3);
                            w0 = S.Load(w + 3 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 3 * BlockedImage.Lanes); w2 = S.Load(w + weightVector2 + 3 * BlockedImage.Lanes);
                            v = S.Create(p[3]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0);
                            v = S.Create(p[s1 + 3]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1);
                            v = S.Create(p[s2 + 3]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); c2 = S.Fma(v, w2, c2);
                            v = S.Create(p[s3 + 3]); a3 = S.Fma(v, w0, a3); b3 = S.Fma(v, w1, b3); c3 = S.Fma(v, w2, c3);
                            w += 4 * BlockedImage.Lanes;
                            p += 4;
                        }
                        while (w != end)
                        {
                            w0 = S.Load(w); w1 = S.Load(w + weightVector); w2 = S.Load(w + weightVector2);
                            v = S.Create(p[0]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0);
                            v = S.Create(p[s1]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1);
                            v = S.Create(p[s2]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); c2 = S.Fma(v, w2, c2);
                            v = S.Create(p[s3]); a3 = S.Fma(v, w0, a3); b3 = S.Fma(v, w1, b3); c3 = S.Fma(v, w2, c3);
                            w += 1 * BlockedImage.Lanes;
                            p++;
                        }
                    }
                }
            }
            if (residual != null)
            {
                a0 = S.Add(a0, S.Load(residual)); b0 = S.Add(b0, S.Load(residual + residualVector)); c0 = S.Add(c0, S.Load(residual + residualVector2)); residual += outputStep;
                a1 = S.Add(a1, S.Load(residual)); b1 = S.Add(b1, S.Load(residual + residualVector)); c1 = S.Add(c1, S.Load(residual + residualVector2)); residual += outputStep;
                a2 = S.Add(a2, S.Load(residual)); b2 = S.Add(b2, S.Load(residual + residualVector)); c2 = S.Add(c2, S.Load(residual + residualVector2)); residual += outputStep;
                a3 = S.Add(a3, S.Load(residual)); b3 = S.Add(b3, S.Load(residual + residualVector)); c3 = S.Add(c3, S.Load(residual + residualVector2)); residual += outputStep;
            }
            if (r.Activation != ConvActivation.None)
            {
                var zero = S.Zero;
                a0 = S.Max(a0, zero); b0 = S.Max(b0, zero); c0 = S.Max(c0, zero); a1 = S.Max(a1, zero);
                b1 = S.Max(b1, zero); c1 = S.Max(c1, zero); a2 = S.Max(a2, zero); b2 = S.Max(b2, zero);
                c2 = S.Max(c2, zero); a3 = S.Max(a3, zero); b3 = S.Max(b3, zero); c3 = S.Max(c3, zero);
                if (r.Activation == ConvActivation.Relu6)
                {
                    var six = S.Create(6f);
                    a0 = S.Min(a0, six); b0 = S.Min(b0, six); c0 = S.Min(c0, six); a1 = S.Min(a1, six);
                    b1 = S.Min(b1, six); c1 = S.Min(c1, six); a2 = S.Min(a2, six); b2 = S.Min(b2, six);
                    c2 = S.Min(c2, six); a3 = S.Min(a3, six); b3 = S.Min(b3, six); c3 = S.Min(c3, six);
                }
            }
            S.Store(y, a0); S.Store(y + outputVector, b0); S.Store(y + outputVector2, c0); y += outputStep;
            S.Store(y, a1); S.Store(y + outputVector, b1); S.Store(y + outputVector2, c1); y += outputStep;
            S.Store(y, a2); S.Store(y + outputVector, b2); S.Store(y + outputVector2, c2); y += outputStep;
            S.Store(y, a3); S.Store(y + outputVector, b3); S.Store(y + outputVector2, c3); y += outputStep;
            x += 4 * s1;
        }
    }
}
