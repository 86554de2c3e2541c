// Written by Kernels/Generate/conv_tiles.py: change that, not this.
using System.Runtime.CompilerServices;

namespace Karyon.Tensors.Kernels.Vector.Convolution;

internal static unsafe partial class ConvTiles<S, TV, TD>
{
    /// <summary>Three output vectors x 7 pixels, tile after tile along a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Three7<TStep>(in ConvRow r, float* x, float* y, float* residual, int tiles)
        where TStep : struct, IPixelStep
    {
        var s1 = TStep.Floats != 0 ? TStep.Floats : r.InputStep;
        nint s2 = 2 * s1, s3 = 3 * s1, s4 = 4 * s1, s5 = 5 * s1, s6 = 6 * s1;
        nint outputStep = r.OutputStep, blockStep = r.InputBlock, rowStep = r.TapRow, columnStep = r.TapColumn, tapWeights = r.TapWeights;
        nint weightVector = r.WeightVector, weightVector2 = 2 * weightVector;
        nint outputVector = r.OutputVector, outputVector2 = 2 * outputVector, residualVector = r.ResidualVector, residualVector2 = 2 * residualVector;
        var asked = r.Asked;
        for (; tiles > 0; tiles--)
        {
            TV a0, a1, a2, a3, a4, a5, a6, b0, b1, b2, b3, b4, b5, b6, c0, c1, c2, c3, c4, c5, c6;
            var w = r.Weights;
            var ahead = TStep.LooksAhead ? r.AheadOf(asked, S.Width == Lanes ? 3 : 1) : null;
            asked += AskedInTile;
            var q = y;
            if (r.Reload)
            {
                a0 = S.Load(q); b0 = S.Load(q + outputVector); c0 = S.Load(q + outputVector2); q += outputStep;
                a1 = S.Load(q); b1 = S.Load(q + outputVector); c1 = S.Load(q + outputVector2); q += outputStep;
                a2 = S.Load(q); b2 = S.Load(q + outputVector); c2 = S.Load(q + outputVector2); q += outputStep;
                a3 = S.Load(q); b3 = S.Load(q + outputVector); c3 = S.Load(q + outputVector2); q += outputStep;
                a4 = S.Load(q); b4 = S.Load(q + outputVector); c4 = S.Load(q + outputVector2); q += outputStep;
                a5 = S.Load(q); b5 = S.Load(q + outputVector); c5 = S.Load(q + outputVector2); q += outputStep;
                a6 = S.Load(q); b6 = S.Load(q + outputVector); c6 = S.Load(q + outputVector2);
            }
            else
            {
                a0 = a1 = a2 = a3 = a4 = a5 = a6 = r.Bias == null ? S.Zero : S.Load(r.Bias);
                b0 = b1 = b2 = b3 = b4 = b5 = b6 = r.Bias == null ? S.Zero : S.Load(r.Bias + S.Width);
                c0 = c1 = c2 = c3 = c4 = c5 = c6 = r.Bias == null ? S.Zero : S.Load(r.Bias + 2 * S.Width);
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
                            Soon(p + 7 * s1);
                            Soon(p + 8 * s1);
                            Soon(p + 9 * s1);
                            Soon(p + 10 * s1);
                            Soon(p + 11 * s1);
                            Soon(p + 12 * s1);
                            Soon(p + 13 * s1);
                        }
                        TV v, w0, w1, w2;
                        while (w != unrolled)
                        {
                            w0 = S.Load(w); w1 = S.Load(w + weightVector); w2 = S.Load(w + weightVector2);
                            v = S.Create(p[0]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0);
                            v = S.Create(p[s1]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1);
                            v = S.Create(p[s2]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); c2 = S.Fma(v, w2, c2);
                            v = S.Create(p[s3]); a3 = S.Fma(v, w0, a3); b3 = S.Fma(v, w1, b3); c3 = S.Fma(v, w2, c3);
                            v = S.Create(p[s4]); a4 = S.Fma(v, w0, a4); b4 = S.Fma(v, w1, b4); c4 = S.Fma(v, w2, c4);
                            v = S.Create(p[s5]); a5 = S.Fma(v, w0, a5); b5 = S.Fma(v, w1, b5); c5 = S.Fma(v, w2, c5);
                            v = S.Create(p[s6]); a6 = S.Fma(v, w0, a6); b6 = S.Fma(v, w1, b6); c6 = S.Fma(v, w2, c6);
                            w0 = S.Load(w + 1 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 1 * BlockedImage.Lanes); w2 = S.Load(w + weightVector2 + 1 * BlockedImage.Lanes);
                            v = S.Create(p[1]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0);
                            v = S.Create(p[s1 + 1]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1);
                            v = S.Create(p[s2 + 1]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); c2 = S.Fma(v, w2, c2);
                            v = S.Create(p[s3 + 1]); a3 = S.Fma(v, w0, a3); b3 = S.Fma(v, w1, b3); c3 = S.Fma(v, w2, c3);
                            v = S.Create(p[s4 + 1]); a4 = S.Fma(v, w0, a4); b4 = S.Fma(v, w1, b4); c4 = S.Fma(v, w2, c4);
                            v = S.Create(p[s5 + 1]); a5 = S.Fma(v, w0, a5); b5 = S.Fma(v, w1, b5); c5 = S.Fma(v, w2, c5);
                            v = S.Create(p[s6 + 1]); a6 = S.Fma(v, w0, a6); b6 = S.Fma(v, w1, b6); c6 = S.Fma(v, w2, c6);
                            w0 = S.Load(w + 2 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 2 * BlockedImage.Lanes); w2 = S.Load(w + weightVector2 + 2 * BlockedImage.Lanes);
                            v = S.Create(p[2]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0);
                            v = S.Create(p[s1 + 2]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1);
                            v = S.Create(p[s2 + 2]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); c2 = S.Fma(v, w2, c2);
                            v = S.Create(p[s3 + 2]); a3 = S.Fma(v, w0, a3); b3 = S.Fma(v, w1, b3); c3 = S.Fma(v, w2, c3);
                            v = S.Create(p[s4 + 2]); a4 = S.Fma(v, w0, a4); b4 = S.Fma(v, w1, b4); c4 = S.Fma(v, w2, c4);
                            v = S.Create(p[s5 + 2]); a5 = S.Fma(v, w0, a5); b5 = S.Fma(v, w1, b5); c5 = S.Fma(v, w2, c5);
                            v = S.Create(p[s6 + 2]); a6 = S.Fma(v, w0, a6); b6 = S.Fma(v, w1, b6); c6 = S.Fma(v, w2, c6);
                            w0 = S.Load(w + 3 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 3 * BlockedImage.Lanes); w2 = S.Load(w + weightVector2 + 3 * BlockedImage.Lanes);
                            v = S.Create(p[3]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0);
                            v = S.Create(p[s1 + 3]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1);
                            v = S.Create(p[s2 + 3]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); c2 = S.Fma(v, w2, c2);
                            v = S.Create(p[s3 + 3]); a3 = S.Fma(v, w0, a3); b3 = S.Fma(v, w1, b3); c3 = S.Fma(v, w2, c3);
                            v = S.Create(p[s4 + 3]); a4 = S.Fma(v, w0, a4); b4 = S.Fma(v, w1, b4); c4 = S.Fma(v, w2, c4);
                            v = S.Create(p[s5 + 3]); a5 = S.Fma(v, w0, a5); b5 = S.Fma(v, w1, b5); c5 = S.Fma(v, w2, c5);
                            v = S.Create(p[s6 + 3]); a6 = S.Fma(v, w0, a6); b6 = S.Fma(v, w1, b6); c6 = S.Fma(v, w2, c6);
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
                            v = S.Create(p[s4]); a4 = S.Fma(v, w0, a4); b4 = S.Fma(v, w1, b4); c4 = S.Fma(v, w2, c4);
                            v = S.Create(p[s5]); a5 = S.Fma(v, w0, a5); b5 = S.Fma(v, w1, b5); c5 = S.Fma(v, w2, c5);
                            v = S.Create(p[s6]); a6 = S.Fma(v, w0, a6); b6 = S.Fma(v, w1, b6); c6 = S.Fma(v, w2, c6);
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
                a4 = S.Add(a4, S.Load(residual)); b4 = S.Add(b4, S.Load(residual + residualVector)); c4 = S.Add(c4, S.Load(residual + residualVector2)); residual += outputStep;
                a5 = S.Add(a5, S.Load(residual)); b5 = S.Add(b5, S.Load(residual + residualVector)); c5 = S.Add(c5, S.Load(residual + residualVector2)); residual += outputStep;
                a6 = S.Add(a6, S.Load(residual)); b6 = S.Add(b6, S.Load(residual + residualVector)); c6 = S.Add(c6, S.Load(residual + residualVector2)); residual += outputStep;
            }
            if (r.Activation != ConvActivation.None)
            {
                var zero = S.Zero;
                a0 = S.Max(a0, zero); b0 = S.Max(b0, zero); c0 = S.Max(c0, zero); a1 = S.Max(a1, zero);
                b1 = S.Max(b1, zero); c1 = S.Max(c1, zero); a2 = S.Max(a2, zero); b2 = S.Max(b2, zero);
                c2 = S.Max(c2, zero); a3 = S.Max(a3, zero); b3 = S.Max(b3, zero); c3 = S.Max(c3, zero);
                a4 = S.Max(a4, zero); b4 = S.Max(b4, zero); c4 = S.Max(c4, zero); a5 = S.Max(a5, zero);
                b5 = S.Max(b5, zero); c5 = S.Max(c5, zero); a6 = S.Max(a6, zero); b6 = S.Max(b6, zero);
                c6 = S.Max(c6, zero);
                if (r.Activation == ConvActivation.Relu6)
                {
                    var six = S.Create(6f);
                    a0 = S.Min(a0, six); b0 = S.Min(b0, six); c0 = S.Min(c0, six); a1 = S.Min(a1, six);
                    b1 = S.Min(b1, six); c1 = S.Min(c1, six); a2 = S.Min(a2, six); b2 = S.Min(b2, six);
                    c2 = S.Min(c2, six); a3 = S.Min(a3, six); b3 = S.Min(b3, six); c3 = S.Min(c3, six);
                    a4 = S.Min(a4, six); b4 = S.Min(b4, six); c4 = S.Min(c4, six); a5 = S.Min(a5, six);
                    b5 = S.Min(b5, six); c5 = S.Min(c5, six); a6 = S.Min(a6, six); b6 = S.Min(b6, six);
                    c6 = S.Min(c6, six);
                }
            }
            S.Store(y, a0); S.Store(y + outputVector, b0); S.Store(y + outputVector2, c0); y += outputStep;
            S.Store(y, a1); S.Store(y + outputVector, b1); S.Store(y + outputVector2, c1); y += outputStep;
            S.Store(y, a2); S.Store(y + outputVector, b2); S.Store(y + outputVector2, c2); y += outputStep;
            S.Store(y, a3); S.Store(y + outputVector, b3); S.Store(y + outputVector2, c3); y += outputStep;
            S.Store(y, a4); S.Store(y + outputVector, b4); S.Store(y + outputVector2, c4); y += outputStep;
            S.Store(y, a5); S.Store(y + outputVector, b5); S.Store(y + outputVector2, c5); y += outputStep;
            S.Store(y, a6); S.Store(y + outputVector, b6); S.Store(y + outputVector2, c6); y += outputStep;
            x += 7 * s1;
        }
    }

    /// <summary>Three output vectors x 8 pixels, tile after tile along a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Three8<TStep>(in ConvRow r, float* x, float* y, float* residual, int tiles)
        where TStep : struct, IPixelStep
    {
        var s1 = TStep.Floats != 0 ? TStep.Floats : r.InputStep;
        nint s2 = 2 * s1, s3 = 3 * s1, s4 = 4 * s1, s5 = 5 * s1, s6 = 6 * s1, s7 = 7 * s1;
        nint outputStep = r.OutputStep, blockStep = r.InputBlock, rowStep = r.TapRow, columnStep = r.TapColumn, tapWeights = r.TapWeights;
        nint weightVector = r.WeightVector, weightVector2 = 2 * weightVector;
        nint outputVector = r.OutputVector, outputVector2 = 2 * outputVector, residualVector = r.ResidualVector, residualVector2 = 2 * residualVector;
        var asked = r.Asked;
        for (; tiles > 0; tiles--)
        {
            TV a0, a1, a2, a3, a4, a5, a6, a7, b0, b1, b2, b3, b4, b5, b6, b7, c0, c1, c2, c3, c4, c5, c6, c7;
            var w = r.Weights;
            var ahead = TStep.LooksAhead ? r.AheadOf(asked, S.Width == Lanes ? 3 : 1) : null;
            asked += AskedInTile;
            var q = y;
            if (r.Reload)
            {
                a0 = S.Load(q); b0 = S.Load(q + outputVector); c0 = S.Load(q + outputVector2); q += outputStep;
                a1 = S.Load(q); b1 = S.Load(q + outputVector); c1 = S.Load(q + outputVector2); q += outputStep;
                a2 = S.Load(q); b2 = S.Load(q + outputVector); c2 = S.Load(q + outputVector2); q += outputStep;
                a3 = S.Load(q); b3 = S.Load(q + outputVector); c3 = S.Load(q + outputVector2); q += outputStep;
                a4 = S.Load(q); b4 = S.Load(q + outputVector); c4 = S.Load(q + outputVector2); q += outputStep;
                a5 = S.Load(q); b5 = S.Load(q + outputVector); c5 = S.Load(q + outputVector2); q += outputStep;
                a6 = S.Load(q); b6 = S.Load(q + outputVector); c6 = S.Load(q + outputVector2); q += outputStep;
                a7 = S.Load(q); b7 = S.Load(q + outputVector); c7 = S.Load(q + outputVector2);
            }
            else
            {
                a0 = a1 = a2 = a3 = a4 = a5 = a6 = a7 = r.Bias == null ? S.Zero : S.Load(r.Bias);
                b0 = b1 = b2 = b3 = b4 = b5 = b6 = b7 = r.Bias == null ? S.Zero : S.Load(r.Bias + S.Width);
                c0 = c1 = c2 = c3 = c4 = c5 = c6 = c7 = r.Bias == null ? S.Zero : S.Load(r.Bias + 2 * S.Width);
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
                            Soon(p + 8 * s1);
                            Soon(p + 9 * s1);
                            Soon(p + 10 * s1);
                            Soon(p + 11 * s1);
                            Soon(p + 12 * s1);
                            Soon(p + 13 * s1);
                            Soon(p + 14 * s1);
                            Soon(p + 15 * s1);
                        }
                        TV v, w0, w1, w2;
                        while (w != unrolled)
                        {
                            w0 = S.Load(w); w1 = S.Load(w + weightVector); w2 = S.Load(w + weightVector2);
                            v = S.Create(p[0]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0);
                            v = S.Create(p[s1]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1);
                            v = S.Create(p[s2]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); c2 = S.Fma(v, w2, c2);
                            v = S.Create(p[s3]); a3 = S.Fma(v, w0, a3); b3 = S.Fma(v, w1, b3); c3 = S.Fma(v, w2, c3);
                            v = S.Create(p[s4]); a4 = S.Fma(v, w0, a4); b4 = S.Fma(v, w1, b4); c4 = S.Fma(v, w2, c4);
                            v = S.Create(p[s5]); a5 = S.Fma(v, w0, a5); b5 = S.Fma(v, w1, b5); c5 = S.Fma(v, w2, c5);
                            v = S.Create(p[s6]); a6 = S.Fma(v, w0, a6); b6 = S.Fma(v, w1, b6); c6 = S.Fma(v, w2, c6);
                            v = S.Create(p[s7]); a7 = S.Fma(v, w0, a7); b7 = S.Fma(v, w1, b7); c7 = S.Fma(v, w2, c7);
                            w0 = S.Load(w + 1 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 1 * BlockedImage.Lanes); w2 = S.Load(w + weightVector2 + 1 * BlockedImage.Lanes);
                            v = S.Create(p[1]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0);
                            v = S.Create(p[s1 + 1]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1);
                            v = S.Create(p[s2 + 1]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); c2 = S.Fma(v, w2, c2);
                            v = S.Create(p[s3 + 1]); a3 = S.Fma(v, w0, a3); b3 = S.Fma(v, w1, b3); c3 = S.Fma(v, w2, c3);
                            v = S.Create(p[s4 + 1]); a4 = S.Fma(v, w0, a4); b4 = S.Fma(v, w1, b4); c4 = S.Fma(v, w2, c4);
                            v = S.Create(p[s5 + 1]); a5 = S.Fma(v, w0, a5); b5 = S.Fma(v, w1, b5); c5 = S.Fma(v, w2, c5);
                            v = S.Create(p[s6 + 1]); a6 = S.Fma(v, w0, a6); b6 = S.Fma(v, w1, b6); c6 = S.Fma(v, w2, c6);
                            v = S.Create(p[s7 + 1]); a7 = S.Fma(v, w0, a7); b7 = S.Fma(v, w1, b7); c7 = S.Fma(v, w2, c7);
                            w0 = S.Load(w + 2 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 2 * BlockedImage.Lanes); w2 = S.Load(w + weightVector2 + 2 * BlockedImage.Lanes);
                            v = S.Create(p[2]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0);
                            v = S.Create(p[s1 + 2]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1);
                            v = S.Create(p[s2 + 2]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); c2 = S.Fma(v, w2, c2);
                            v = S.Create(p[s3 + 2]); a3 = S.Fma(v, w0, a3); b3 = S.Fma(v, w1, b3); c3 = S.Fma(v, w2, c3);
                            v = S.Create(p[s4 + 2]); a4 = S.Fma(v, w0, a4); b4 = S.Fma(v, w1, b4); c4 = S.Fma(v, w2, c4);
                            v = S.Create(p[s5 + 2]); a5 = S.Fma(v, w0, a5); b5 = S.Fma(v, w1, b5); c5 = S.Fma(v, w2, c5);
                            v = S.Create(p[s6 + 2]); a6 = S.Fma(v, w0, a6); b6 = S.Fma(v, w1, b6); c6 = S.Fma(v, w2, c6);
                            v = S.Create(p[s7 + 2]); a7 = S.Fma(v, w0, a7); b7 = S.Fma(v, w1, b7); c7 = S.Fma(v, w2, c7);
                            w0 = S.Load(w + 3 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 3 * BlockedImage.Lanes); w2 = S.Load(w + weightVector2 + 3 * BlockedImage.Lanes);
                            v = S.Create(p[3]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0);
                            v = S.Create(p[s1 + 3]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1);
                            v = S.Create(p[s2 + 3]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); c2 = S.Fma(v, w2, c2);
                            v = S.Create(p[s3 + 3]); a3 = S.Fma(v, w0, a3); b3 = S.Fma(v, w1, b3); c3 = S.Fma(v, w2, c3);
                            v = S.Create(p[s4 + 3]); a4 = S.Fma(v, w0, a4); b4 = S.Fma(v, w1, b4); c4 = S.Fma(v, w2, c4);
                            v = S.Create(p[s5 + 3]); a5 = S.Fma(v, w0, a5); b5 = S.Fma(v, w1, b5); c5 = S.Fma(v, w2, c5);
                            v = S.Create(p[s6 + 3]); a6 = S.Fma(v, w0, a6); b6 = S.Fma(v, w1, b6); c6 = S.Fma(v, w2, c6);
                            v = S.Create(p[s7 + 3]); a7 = S.Fma(v, w0, a7); b7 = S.Fma(v, w1, b7); c7 = S.Fma(v, w2, c7);
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
                            v = S.Create(p[s4]); a4 = S.Fma(v, w0, a4); b4 = S.Fma(v, w1, b4); c4 = S.Fma(v, w2, c4);
                            v = S.Create(p[s5]); a5 = S.Fma(v, w0, a5); b5 = S.Fma(v, w1, b5); c5 = S.Fma(v, w2, c5);
                            v = S.Create(p[s6]); a6 = S.Fma(v, w0, a6); b6 = S.Fma(v, w1, b6); c6 = S.Fma(v, w2, c6);
                            v = S.Create(p[s7]); a7 = S.Fma(v, w0, a7); b7 = S.Fma(v, w1, b7); c7 = S.Fma(v, w2, c7);
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
                a4 = S.Add(a4, S.Load(residual)); b4 = S.Add(b4, S.Load(residual + residualVector)); c4 = S.Add(c4, S.Load(residual + residualVector2)); residual += outputStep;
                a5 = S.Add(a5, S.Load(residual)); b5 = S.Add(b5, S.Load(residual + residualVector)); c5 = S.Add(c5, S.Load(residual + residualVector2)); residual += outputStep;
                a6 = S.Add(a6, S.Load(residual)); b6 = S.Add(b6, S.Load(residual + residualVector)); c6 = S.Add(c6, S.Load(residual + residualVector2)); residual += outputStep;
                a7 = S.Add(a7, S.Load(residual)); b7 = S.Add(b7, S.Load(residual + residualVector)); c7 = S.Add(c7, S.Load(residual + residualVector2)); residual += outputStep;
            }
            if (r.Activation != ConvActivation.None)
            {
                var zero = S.Zero;
                a0 = S.Max(a0, zero); b0 = S.Max(b0, zero); c0 = S.Max(c0, zero); a1 = S.Max(a1, zero);
                b1 = S.Max(b1, zero); c1 = S.Max(c1, zero); a2 = S.Max(a2, zero); b2 = S.Max(b2, zero);
                c2 = S.Max(c2, zero); a3 = S.Max(a3, zero); b3 = S.Max(b3, zero); c3 = S.Max(c3, zero);
                a4 = S.Max(a4, zero); b4 = S.Max(b4, zero); c4 = S.Max(c4, zero); a5 = S.Max(a5, zero);
                b5 = S.Max(b5, zero); c5 = S.Max(c5, zero); a6 = S.Max(a6, zero); b6 = S.Max(b6, zero);
                c6 = S.Max(c6, zero); a7 = S.Max(a7, zero); b7 = S.Max(b7, zero); c7 = S.Max(c7, zero);
                if (r.Activation == ConvActivation.Relu6)
                {
                    var six = S.Create(6f);
                    a0 = S.Min(a0, six); b0 = S.Min(b0, six); c0 = S.Min(c0, six); a1 = S.Min(a1, six);
                    b1 = S.Min(b1, six); c1 = S.Min(c1, six); a2 = S.Min(a2, six); b2 = S.Min(b2, six);
                    c2 = S.Min(c2, six); a3 = S.Min(a3, six); b3 = S.Min(b3, six); c3 = S.Min(c3, six);
                    a4 = S.Min(a4, six); b4 = S.Min(b4, six); c4 = S.Min(c4, six); a5 = S.Min(a5, six);
                    b5 = S.Min(b5, six); c5 = S.Min(c5, six); a6 = S.Min(a6, six); b6 = S.Min(b6, six);
                    c6 = S.Min(c6, six); a7 = S.Min(a7, six); b7 = S.Min(b7, six); c7 = S.Min(c7, six);
                }
            }
            S.Store(y, a0); S.Store(y + outputVector, b0); S.Store(y + outputVector2, c0); y += outputStep;
            S.Store(y, a1); S.Store(y + outputVector, b1); S.Store(y + outputVector2, c1); y += outputStep;
            S.Store(y, a2); S.Store(y + outputVector, b2); S.Store(y + outputVector2, c2); y += outputStep;
            S.Store(y, a3); S.Store(y + outputVector, b3); S.Store(y + outputVector2, c3); y += outputStep;
            S.Store(y, a4); S.Store(y + outputVector, b4); S.Store(y + outputVector2, c4); y += outputStep;
            S.Store(y, a5); S.Store(y + outputVector, b5); S.Store(y + outputVector2, c5); y += outputStep;
            S.Store(y, a6); S.Store(y + outputVector, b6); S.Store(y + outputVector2, c6); y += outputStep;
            S.Store(y, a7); S.Store(y + outputVector, b7); S.Store(y + outputVector2, c7); y += outputStep;
            x += 8 * s1;
        }
    }
}
