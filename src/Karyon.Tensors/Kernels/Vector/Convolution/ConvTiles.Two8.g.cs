// Written by Kernels/Generate/conv_tiles.py: change that, not this.
using System.Runtime.CompilerServices;

namespace Karyon.Tensors.Kernels.Vector.Convolution;

internal static unsafe partial class ConvTiles<S, TV, TD>
{
    /// <summary>Two output vectors x 8 pixels, tile after tile along a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Two8<TStep>(in ConvRow r, float* x, float* y, float* residual, int tiles)
        where TStep : struct, IPixelStep
    {
        var s1 = TStep.Floats != 0 ? TStep.Floats : r.InputStep;
        nint s2 = 2 * s1, s3 = 3 * s1, s4 = 4 * s1, s5 = 5 * s1, s6 = 6 * s1, s7 = 7 * s1;
        nint outputStep = r.OutputStep, blockStep = r.InputBlock, rowStep = r.TapRow, columnStep = r.TapColumn, tapWeights = r.TapWeights;
        nint weightVector = r.WeightVector;
        nint outputVector = r.OutputVector, residualVector = r.ResidualVector;
        var asked = r.Asked;
        for (; tiles > 0; tiles--)
        {
            TV a0, a1, a2, a3, a4, a5, a6, a7, b0, b1, b2, b3, b4, b5, b6, b7;
            var w = r.Weights;
            var ahead = TStep.LooksAhead ? r.AheadOf(asked, S.Width == Lanes ? 2 : 1) : null;
            asked += AskedInTile;
            var q = y;
            if (r.Reload)
            {
                a0 = S.Load(q); b0 = S.Load(q + outputVector); q += outputStep;
                a1 = S.Load(q); b1 = S.Load(q + outputVector); q += outputStep;
                a2 = S.Load(q); b2 = S.Load(q + outputVector); q += outputStep;
                a3 = S.Load(q); b3 = S.Load(q + outputVector); q += outputStep;
                a4 = S.Load(q); b4 = S.Load(q + outputVector); q += outputStep;
                a5 = S.Load(q); b5 = S.Load(q + outputVector); q += outputStep;
                a6 = S.Load(q); b6 = S.Load(q + outputVector); q += outputStep;
                a7 = S.Load(q); b7 = S.Load(q + outputVector);
            }
            else
            {
                a0 = a1 = a2 = a3 = a4 = a5 = a6 = a7 = r.Bias == null ? S.Zero : S.Load(r.Bias);
                b0 = b1 = b2 = b3 = b4 = b5 = b6 = b7 = r.Bias == null ? S.Zero : S.Load(r.Bias + S.Width);
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
                        TV v, w0, w1;
                        while (w != unrolled)
                        {
                            w0 = S.Load(w); w1 = S.Load(w + weightVector);
                            v = S.Create(p[0]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); v = S.Create(p[s1]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1);
                            v = S.Create(p[s2]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); v = S.Create(p[s3]); a3 = S.Fma(v, w0, a3); b3 = S.Fma(v, w1, b3);
                            v = S.Create(p[s4]); a4 = S.Fma(v, w0, a4); b4 = S.Fma(v, w1, b4); v = S.Create(p[s5]); a5 = S.Fma(v, w0, a5); b5 = S.Fma(v, w1, b5);
                            v = S.Create(p[s6]); a6 = S.Fma(v, w0, a6); b6 = S.Fma(v, w1, b6); v = S.Create(p[s7]); a7 = S.Fma(v, w0, a7); b7 = S.Fma(v, w1, b7);
                            w0 = S.Load(w + 1 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 1 * BlockedImage.Lanes);
                            v = S.Create(p[1]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); v = S.Create(p[s1 + 1]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1);
                            v = S.Create(p[s2 + 1]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); v = S.Create(p[s3 + 1]); a3 = S.Fma(v, w0, a3); b3 = S.Fma(v, w1, b3);
                            v = S.Create(p[s4 + 1]); a4 = S.Fma(v, w0, a4); b4 = S.Fma(v, w1, b4); v = S.Create(p[s5 + 1]); a5 = S.Fma(v, w0, a5); b5 = S.Fma(v, w1, b5);
                            v = S.Create(p[s6 + 1]); a6 = S.Fma(v, w0, a6); b6 = S.Fma(v, w1, b6); v = S.Create(p[s7 + 1]); a7 = S.Fma(v, w0, a7); b7 = S.Fma(v, w1, b7);
                            w0 = S.Load(w + 2 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 2 * BlockedImage.Lanes);
                            v = S.Create(p[2]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); v = S.Create(p[s1 + 2]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1);
                            v = S.Create(p[s2 + 2]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); v = S.Create(p[s3 + 2]); a3 = S.Fma(v, w0, a3); b3 = S.Fma(v, w1, b3);
                            v = S.Create(p[s4 + 2]); a4 = S.Fma(v, w0, a4); b4 = S.Fma(v, w1, b4); v = S.Create(p[s5 + 2]); a5 = S.Fma(v, w0, a5); b5 = S.Fma(v, w1, b5);
                            v = S.Create(p[s6 + 2]); a6 = S.Fma(v, w0, a6); b6 = S.Fma(v, w1, b6); v = S.Create(p[s7 + 2]); a7 = S.Fma(v, w0, a7); b7 = S.Fma(v, w1, b7);
                            w0 = S.Load(w + 3 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 3 * BlockedImage.Lanes);
                            v = S.Create(p[3]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); v = S.Create(p[s1 + 3]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1);
                            v = S.Create(p[s2 + 3]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); v = S.Create(p[s3 + 3]); a3 = S.Fma(v, w0, a3); b3 = S.Fma(v, w1, b3);
                            v = S.Create(p[s4 + 3]); a4 = S.Fma(v, w0, a4); b4 = S.Fma(v, w1, b4); v = S.Create(p[s5 + 3]); a5 = S.Fma(v, w0, a5); b5 = S.Fma(v, w1, b5);
                            v = S.Create(p[s6 + 3]); a6 = S.Fma(v, w0, a6); b6 = S.Fma(v, w1, b6); v = S.Create(p[s7 + 3]); a7 = S.Fma(v, w0, a7); b7 = S.Fma(v, w1, b7);
                            w += 4 * BlockedImage.Lanes;
                            p += 4;
                        }
                        while (w != end)
                        {
                            w0 = S.Load(w); w1 = S.Load(w + weightVector);
                            v = S.Create(p[0]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); v = S.Create(p[s1]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1);
                            v = S.Create(p[s2]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); v = S.Create(p[s3]); a3 = S.Fma(v, w0, a3); b3 = S.Fma(v, w1, b3);
                            v = S.Create(p[s4]); a4 = S.Fma(v, w0, a4); b4 = S.Fma(v, w1, b4); v = S.Create(p[s5]); a5 = S.Fma(v, w0, a5); b5 = S.Fma(v, w1, b5);
                            v = S.Create(p[s6]); a6 = S.Fma(v, w0, a6); b6 = S.Fma(v, w1, b6); v = S.Create(p[s7]); a7 = S.Fma(v, w0, a7); b7 = S.Fma(v, w1, b7);
                            w += 1 * BlockedImage.Lanes;
                            p++;
                        }
                    }
                }
            }
            if (residual != null)
            {
                a0 = S.Add(a0, S.Load(residual)); b0 = S.Add(b0, S.Load(residual + residualVector)); residual += outputStep;
                a1 = S.Add(a1, S.Load(residual)); b1 = S.Add(b1, S.Load(residual + residualVector)); residual += outputStep;
                a2 = S.Add(a2, S.Load(residual)); b2 = S.Add(b2, S.Load(residual + residualVector)); residual += outputStep;
                a3 = S.Add(a3, S.Load(residual)); b3 = S.Add(b3, S.Load(residual + residualVector)); residual += outputStep;
                a4 = S.Add(a4, S.Load(residual)); b4 = S.Add(b4, S.Load(residual + residualVector)); residual += outputStep;
                a5 = S.Add(a5, S.Load(residual)); b5 = S.Add(b5, S.Load(residual + residualVector)); residual += outputStep;
                a6 = S.Add(a6, S.Load(residual)); b6 = S.Add(b6, S.Load(residual + residualVector)); residual += outputStep;
                a7 = S.Add(a7, S.Load(residual)); b7 = S.Add(b7, S.Load(residual + residualVector)); residual += outputStep;
            }
            if (r.Activation != ConvActivation.None)
            {
                var zero = S.Zero;
                a0 = S.Max(a0, zero); b0 = S.Max(b0, zero); a1 = S.Max(a1, zero); b1 = S.Max(b1, zero);
                a2 = S.Max(a2, zero); b2 = S.Max(b2, zero); a3 = S.Max(a3, zero); b3 = S.Max(b3, zero);
                a4 = S.Max(a4, zero); b4 = S.Max(b4, zero); a5 = S.Max(a5, zero); b5 = S.Max(b5, zero);
                a6 = S.Max(a6, zero); b6 = S.Max(b6, zero); a7 = S.Max(a7, zero); b7 = S.Max(b7, zero);
                if (r.Activation == ConvActivation.Relu6)
                {
                    var six = S.Create(6f);
                    a0 = S.Min(a0, six); b0 = S.Min(b0, six); a1 = S.Min(a1, six); b1 = S.Min(b1, six);
                    a2 = S.Min(a2, six); b2 = S.Min(b2, six); a3 = S.Min(a3, six); b3 = S.Min(b3, six);
                    a4 = S.Min(a4, six); b4 = S.Min(b4, six); a5 = S.Min(a5, six); b5 = S.Min(b5, six);
                    a6 = S.Min(a6, six); b6 = S.Min(b6, six); a7 = S.Min(a7, six); b7 = S.Min(b7, six);
                }
            }
            S.Store(y, a0); S.Store(y + outputVector, b0); y += outputStep;
            S.Store(y, a1); S.Store(y + outputVector, b1); y += outputStep;
            S.Store(y, a2); S.Store(y + outputVector, b2); y += outputStep;
            S.Store(y, a3); S.Store(y + outputVector, b3); y += outputStep;
            S.Store(y, a4); S.Store(y + outputVector, b4); y += outputStep;
            S.Store(y, a5); S.Store(y + outputVector, b5); y += outputStep;
            S.Store(y, a6); S.Store(y + outputVector, b6); y += outputStep;
            S.Store(y, a7); S.Store(y + outputVector, b7); y += outputStep;
            x += 8 * s1;
        }
    }

    /// <summary>Two output vectors x 9 pixels, tile after tile along a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Two9<TStep>(in ConvRow r, float* x, float* y, float* residual, int tiles)
        where TStep : struct, IPixelStep
    {
        var s1 = TStep.Floats != 0 ? TStep.Floats : r.InputStep;
        nint s2 = 2 * s1, s3 = 3 * s1, s4 = 4 * s1, s5 = 5 * s1, s6 = 6 * s1, s7 = 7 * s1, s8 = 8 * s1;
        nint outputStep = r.OutputStep, blockStep = r.InputBlock, rowStep = r.TapRow, columnStep = r.TapColumn, tapWeights = r.TapWeights;
        nint weightVector = r.WeightVector;
        nint outputVector = r.OutputVector, residualVector = r.ResidualVector;
        var asked = r.Asked;
        for (; tiles > 0; tiles--)
        {
            TV a0, a1, a2, a3, a4, a5, a6, a7, a8, b0, b1, b2, b3, b4, b5, b6, b7, b8;
            var w = r.Weights;
            var ahead = TStep.LooksAhead ? r.AheadOf(asked, S.Width == Lanes ? 2 : 1) : null;
            asked += AskedInTile;
            var q = y;
            if (r.Reload)
            {
                a0 = S.Load(q); b0 = S.Load(q + outputVector); q += outputStep;
                a1 = S.Load(q); b1 = S.Load(q + outputVector); q += outputStep;
                a2 = S.Load(q); b2 = S.Load(q + outputVector); q += outputStep;
                a3 = S.Load(q); b3 = S.Load(q + outputVector); q += outputStep;
                a4 = S.Load(q); b4 = S.Load(q + outputVector); q += outputStep;
                a5 = S.Load(q); b5 = S.Load(q + outputVector); q += outputStep;
                a6 = S.Load(q); b6 = S.Load(q + outputVector); q += outputStep;
                a7 = S.Load(q); b7 = S.Load(q + outputVector); q += outputStep;
                a8 = S.Load(q); b8 = S.Load(q + outputVector);
            }
            else
            {
                a0 = a1 = a2 = a3 = a4 = a5 = a6 = a7 = a8 = r.Bias == null ? S.Zero : S.Load(r.Bias);
                b0 = b1 = b2 = b3 = b4 = b5 = b6 = b7 = b8 = r.Bias == null ? S.Zero : S.Load(r.Bias + S.Width);
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
                            Soon(p + 9 * s1);
                            Soon(p + 10 * s1);
                            Soon(p + 11 * s1);
                            Soon(p + 12 * s1);
                            Soon(p + 13 * s1);
                            Soon(p + 14 * s1);
                            Soon(p + 15 * s1);
                            Soon(p + 16 * s1);
                            Soon(p + 17 * s1);
                        }
                        TV v, w0, w1;
                        while (w != unrolled)
                        {
                            w0 = S.Load(w); w1 = S.Load(w + weightVector);
                            v = S.Create(p[0]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); v = S.Create(p[s1]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1);
                            v = S.Create(p[s2]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); v = S.Create(p[s3]); a3 = S.Fma(v, w0, a3); b3 = S.Fma(v, w1, b3);
                            v = S.Create(p[s4]); a4 = S.Fma(v, w0, a4); b4 = S.Fma(v, w1, b4); v = S.Create(p[s5]); a5 = S.Fma(v, w0, a5); b5 = S.Fma(v, w1, b5);
                            v = S.Create(p[s6]); a6 = S.Fma(v, w0, a6); b6 = S.Fma(v, w1, b6); v = S.Create(p[s7]); a7 = S.Fma(v, w0, a7); b7 = S.Fma(v, w1, b7);
                            v = S.Create(p[s8]); a8 = S.Fma(v, w0, a8); b8 = S.Fma(v, w1, b8);
                            w0 = S.Load(w + 1 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 1 * BlockedImage.Lanes);
                            v = S.Create(p[1]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); v = S.Create(p[s1 + 1]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1);
                            v = S.Create(p[s2 + 1]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); v = S.Create(p[s3 + 1]); a3 = S.Fma(v, w0, a3); b3 = S.Fma(v, w1, b3);
                            v = S.Create(p[s4 + 1]); a4 = S.Fma(v, w0, a4); b4 = S.Fma(v, w1, b4); v = S.Create(p[s5 + 1]); a5 = S.Fma(v, w0, a5); b5 = S.Fma(v, w1, b5);
                            v = S.Create(p[s6 + 1]); a6 = S.Fma(v, w0, a6); b6 = S.Fma(v, w1, b6); v = S.Create(p[s7 + 1]); a7 = S.Fma(v, w0, a7); b7 = S.Fma(v, w1, b7);
                            v = S.Create(p[s8 + 1]); a8 = S.Fma(v, w0, a8); b8 = S.Fma(v, w1, b8);
                            w0 = S.Load(w + 2 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 2 * BlockedImage.Lanes);
                            v = S.Create(p[2]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); v = S.Create(p[s1 + 2]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1);
                            v = S.Create(p[s2 + 2]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); v = S.Create(p[s3 + 2]); a3 = S.Fma(v, w0, a3); b3 = S.Fma(v, w1, b3);
                            v = S.Create(p[s4 + 2]); a4 = S.Fma(v, w0, a4); b4 = S.Fma(v, w1, b4); v = S.Create(p[s5 + 2]); a5 = S.Fma(v, w0, a5); b5 = S.Fma(v, w1, b5);
                            v = S.Create(p[s6 + 2]); a6 = S.Fma(v, w0, a6); b6 = S.Fma(v, w1, b6); v = S.Create(p[s7 + 2]); a7 = S.Fma(v, w0, a7); b7 = S.Fma(v, w1, b7);
                            v = S.Create(p[s8 + 2]); a8 = S.Fma(v, w0, a8); b8 = S.Fma(v, w1, b8);
                            w0 = S.Load(w + 3 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 3 * BlockedImage.Lanes);
                            v = S.Create(p[3]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); v = S.Create(p[s1 + 3]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1);
                            v = S.Create(p[s2 + 3]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); v = S.Create(p[s3 + 3]); a3 = S.Fma(v, w0, a3); b3 = S.Fma(v, w1, b3);
                            v = S.Create(p[s4 + 3]); a4 = S.Fma(v, w0, a4); b4 = S.Fma(v, w1, b4); v = S.Create(p[s5 + 3]); a5 = S.Fma(v, w0, a5); b5 = S.Fma(v, w1, b5);
                            v = S.Create(p[s6 + 3]); a6 = S.Fma(v, w0, a6); b6 = S.Fma(v, w1, b6); v = S.Create(p[s7 + 3]); a7 = S.Fma(v, w0, a7); b7 = S.Fma(v, w1, b7);
                            v = S.Create(p[s8 + 3]); a8 = S.Fma(v, w0, a8); b8 = S.Fma(v, w1, b8);
                            w += 4 * BlockedImage.Lanes;
                            p += 4;
                        }
                        while (w != end)
                        {
                            w0 = S.Load(w); w1 = S.Load(w + weightVector);
                            v = S.Create(p[0]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); v = S.Create(p[s1]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1);
                            v = S.Create(p[s2]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); v = S.Create(p[s3]); a3 = S.Fma(v, w0, a3); b3 = S.Fma(v, w1, b3);
                            v = S.Create(p[s4]); a4 = S.Fma(v, w0, a4); b4 = S.Fma(v, w1, b4); v = S.Create(p[s5]); a5 = S.Fma(v, w0, a5); b5 = S.Fma(v, w1, b5);
                            v = S.Create(p[s6]); a6 = S.Fma(v, w0, a6); b6 = S.Fma(v, w1, b6); v = S.Create(p[s7]); a7 = S.Fma(v, w0, a7); b7 = S.Fma(v, w1, b7);
                            v = S.Create(p[s8]); a8 = S.Fma(v, w0, a8); b8 = S.Fma(v, w1, b8);
                            w += 1 * BlockedImage.Lanes;
                            p++;
                        }
                    }
                }
            }
            if (residual != null)
            {
                a0 = S.Add(a0, S.Load(residual)); b0 = S.Add(b0, S.Load(residual + residualVector)); residual += outputStep;
                a1 = S.Add(a1, S.Load(residual)); b1 = S.Add(b1, S.Load(residual + residualVector)); residual += outputStep;
                a2 = S.Add(a2, S.Load(residual)); b2 = S.Add(b2, S.Load(residual + residualVector)); residual += outputStep;
                a3 = S.Add(a3, S.Load(residual)); b3 = S.Add(b3, S.Load(residual + residualVector)); residual += outputStep;
                a4 = S.Add(a4, S.Load(residual)); b4 = S.Add(b4, S.Load(residual + residualVector)); residual += outputStep;
                a5 = S.Add(a5, S.Load(residual)); b5 = S.Add(b5, S.Load(residual + residualVector)); residual += outputStep;
                a6 = S.Add(a6, S.Load(residual)); b6 = S.Add(b6, S.Load(residual + residualVector)); residual += outputStep;
                a7 = S.Add(a7, S.Load(residual)); b7 = S.Add(b7, S.Load(residual + residualVector)); residual += outputStep;
                a8 = S.Add(a8, S.Load(residual)); b8 = S.Add(b8, S.Load(residual + residualVector)); residual += outputStep;
            }
            if (r.Activation != ConvActivation.None)
            {
                var zero = S.Zero;
                a0 = S.Max(a0, zero); b0 = S.Max(b0, zero); a1 = S.Max(a1, zero); b1 = S.Max(b1, zero);
                a2 = S.Max(a2, zero); b2 = S.Max(b2, zero); a3 = S.Max(a3, zero); b3 = S.Max(b3, zero);
                a4 = S.Max(a4, zero); b4 = S.Max(b4, zero); a5 = S.Max(a5, zero); b5 = S.Max(b5, zero);
                a6 = S.Max(a6, zero); b6 = S.Max(b6, zero); a7 = S.Max(a7, zero); b7 = S.Max(b7, zero);
                a8 = S.Max(a8, zero); b8 = S.Max(b8, zero);
                if (r.Activation == ConvActivation.Relu6)
                {
                    var six = S.Create(6f);
                    a0 = S.Min(a0, six); b0 = S.Min(b0, six); a1 = S.Min(a1, six); b1 = S.Min(b1, six);
                    a2 = S.Min(a2, six); b2 = S.Min(b2, six); a3 = S.Min(a3, six); b3 = S.Min(b3, six);
                    a4 = S.Min(a4, six); b4 = S.Min(b4, six); a5 = S.Min(a5, six); b5 = S.Min(b5, six);
                    a6 = S.Min(a6, six); b6 = S.Min(b6, six); a7 = S.Min(a7, six); b7 = S.Min(b7, six);
                    a8 = S.Min(a8, six); b8 = S.Min(b8, six);
                }
            }
            S.Store(y, a0); S.Store(y + outputVector, b0); y += outputStep;
            S.Store(y, a1); S.Store(y + outputVector, b1); y += outputStep;
            S.Store(y, a2); S.Store(y + outputVector, b2); y += outputStep;
            S.Store(y, a3); S.Store(y + outputVector, b3); y += outputStep;
            S.Store(y, a4); S.Store(y + outputVector, b4); y += outputStep;
            S.Store(y, a5); S.Store(y + outputVector, b5); y += outputStep;
            S.Store(y, a6); S.Store(y + outputVector, b6); y += outputStep;
            S.Store(y, a7); S.Store(y + outputVector, b7); y += outputStep;
            S.Store(y, a8); S.Store(y + outputVector, b8); y += outputStep;
            x += 9 * s1;
        }
    }

    /// <summary>Two output vectors x 10 pixels, tile after tile along a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Two10<TStep>(in ConvRow r, float* x, float* y, float* residual, int tiles)
        where TStep : struct, IPixelStep
    {
        var s1 = TStep.Floats != 0 ? TStep.Floats : r.InputStep;
        nint s2 = 2 * s1, s3 = 3 * s1, s4 = 4 * s1, s5 = 5 * s1, s6 = 6 * s1, s7 = 7 * s1, s8 = 8 * s1, s9 = 9 * s1;
        nint outputStep = r.OutputStep, blockStep = r.InputBlock, rowStep = r.TapRow, columnStep = r.TapColumn, tapWeights = r.TapWeights;
        nint weightVector = r.WeightVector;
        nint outputVector = r.OutputVector, residualVector = r.ResidualVector;
        var asked = r.Asked;
        for (; tiles > 0; tiles--)
        {
            TV a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9;
            var w = r.Weights;
            var ahead = TStep.LooksAhead ? r.AheadOf(asked, S.Width == Lanes ? 2 : 1) : null;
            asked += AskedInTile;
            var q = y;
            if (r.Reload)
            {
                a0 = S.Load(q); b0 = S.Load(q + outputVector); q += outputStep;
                a1 = S.Load(q); b1 = S.Load(q + outputVector); q += outputStep;
                a2 = S.Load(q); b2 = S.Load(q + outputVector); q += outputStep;
                a3 = S.Load(q); b3 = S.Load(q + outputVector); q += outputStep;
                a4 = S.Load(q); b4 = S.Load(q + outputVector); q += outputStep;
                a5 = S.Load(q); b5 = S.Load(q + outputVector); q += outputStep;
                a6 = S.Load(q); b6 = S.Load(q + outputVector); q += outputStep;
                a7 = S.Load(q); b7 = S.Load(q + outputVector); q += outputStep;
                a8 = S.Load(q); b8 = S.Load(q + outputVector); q += outputStep;
                a9 = S.Load(q); b9 = S.Load(q + outputVector);
            }
            else
            {
                a0 = a1 = a2 = a3 = a4 = a5 = a6 = a7 = a8 = a9 = r.Bias == null ? S.Zero : S.Load(r.Bias);
                b0 = b1 = b2 = b3 = b4 = b5 = b6 = b7 = b8 = b9 = r.Bias == null ? S.Zero : S.Load(r.Bias + S.Width);
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
                            Soon(p + 10 * s1);
                            Soon(p + 11 * s1);
                            Soon(p + 12 * s1);
                            Soon(p + 13 * s1);
                            Soon(p + 14 * s1);
                            Soon(p + 15 * s1);
                            Soon(p + 16 * s1);
                            Soon(p + 17 * s1);
                            Soon(p + 18 * s1);
                            Soon(p + 19 * s1);
                        }
                        TV v, w0, w1;
                        while (w != unrolled)
                        {
                            w0 = S.Load(w); w1 = S.Load(w + weightVector);
                            v = S.Create(p[0]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); v = S.Create(p[s1]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1);
                            v = S.Create(p[s2]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); v = S.Create(p[s3]); a3 = S.Fma(v, w0, a3); b3 = S.Fma(v, w1, b3);
                            v = S.Create(p[s4]); a4 = S.Fma(v, w0, a4); b4 = S.Fma(v, w1, b4); v = S.Create(p[s5]); a5 = S.Fma(v, w0, a5); b5 = S.Fma(v, w1, b5);
                            v = S.Create(p[s6]); a6 = S.Fma(v, w0, a6); b6 = S.Fma(v, w1, b6); v = S.Create(p[s7]); a7 = S.Fma(v, w0, a7); b7 = S.Fma(v, w1, b7);
                            v = S.Create(p[s8]); a8 = S.Fma(v, w0, a8); b8 = S.Fma(v, w1, b8); v = S.Create(p[s9]); a9 = S.Fma(v, w0, a9); b9 = S.Fma(v, w1, b9);
                            w0 = S.Load(w + 1 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 1 * BlockedImage.Lanes);
                            v = S.Create(p[1]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); v = S.Create(p[s1 + 1]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1);
                            v = S.Create(p[s2 + 1]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); v = S.Create(p[s3 + 1]); a3 = S.Fma(v, w0, a3); b3 = S.Fma(v, w1, b3);
                            v = S.Create(p[s4 + 1]); a4 = S.Fma(v, w0, a4); b4 = S.Fma(v, w1, b4); v = S.Create(p[s5 + 1]); a5 = S.Fma(v, w0, a5); b5 = S.Fma(v, w1, b5);
                            v = S.Create(p[s6 + 1]); a6 = S.Fma(v, w0, a6); b6 = S.Fma(v, w1, b6); v = S.Create(p[s7 + 1]); a7 = S.Fma(v, w0, a7); b7 = S.Fma(v, w1, b7);
                            v = S.Create(p[s8 + 1]); a8 = S.Fma(v, w0, a8); b8 = S.Fma(v, w1, b8); v = S.Create(p[s9 + 1]); a9 = S.Fma(v, w0, a9); b9 = S.Fma(v, w1, b9);
                            w0 = S.Load(w + 2 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 2 * BlockedImage.Lanes);
                            v = S.Create(p[2]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); v = S.Create(p[s1 + 2]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1);
                            v = S.Create(p[s2 + 2]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); v = S.Create(p[s3 + 2]); a3 = S.Fma(v, w0, a3); b3 = S.Fma(v, w1, b3);
                            v = S.Create(p[s4 + 2]); a4 = S.Fma(v, w0, a4); b4 = S.Fma(v, w1, b4); v = S.Create(p[s5 + 2]); a5 = S.Fma(v, w0, a5); b5 = S.Fma(v, w1, b5);
                            v = S.Create(p[s6 + 2]); a6 = S.Fma(v, w0, a6); b6 = S.Fma(v, w1, b6); v = S.Create(p[s7 + 2]); a7 = S.Fma(v, w0, a7); b7 = S.Fma(v, w1, b7);
                            v = S.Create(p[s8 + 2]); a8 = S.Fma(v, w0, a8); b8 = S.Fma(v, w1, b8); v = S.Create(p[s9 + 2]); a9 = S.Fma(v, w0, a9); b9 = S.Fma(v, w1, b9);
                            w0 = S.Load(w + 3 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 3 * BlockedImage.Lanes);
                            v = S.Create(p[3]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); v = S.Create(p[s1 + 3]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1);
                            v = S.Create(p[s2 + 3]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); v = S.Create(p[s3 + 3]); a3 = S.Fma(v, w0, a3); b3 = S.Fma(v, w1, b3);
                            v = S.Create(p[s4 + 3]); a4 = S.Fma(v, w0, a4); b4 = S.Fma(v, w1, b4); v = S.Create(p[s5 + 3]); a5 = S.Fma(v, w0, a5); b5 = S.Fma(v, w1, b5);
                            v = S.Create(p[s6 + 3]); a6 = S.Fma(v, w0, a6); b6 = S.Fma(v, w1, b6); v = S.Create(p[s7 + 3]); a7 = S.Fma(v, w0, a7); b7 = S.Fma(v, w1, b7);
                            v = S.Create(p[s8 + 3]); a8 = S.Fma(v, w0, a8); b8 = S.Fma(v, w1, b8); v = S.Create(p[s9 + 3]); a9 = S.Fma(v, w0, a9); b9 = S.Fma(v, w1, b9);
                            w += 4 * BlockedImage.Lanes;
                            p += 4;
                        }
                        while (w != end)
                        {
                            w0 = S.Load(w); w1 = S.Load(w + weightVector);
                            v = S.Create(p[0]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); v = S.Create(p[s1]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1);
                            v = S.Create(p[s2]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); v = S.Create(p[s3]); a3 = S.Fma(v, w0, a3); b3 = S.Fma(v, w1, b3);
                            v = S.Create(p[s4]); a4 = S.Fma(v, w0, a4); b4 = S.Fma(v, w1, b4); v = S.Create(p[s5]); a5 = S.Fma(v, w0, a5); b5 = S.Fma(v, w1, b5);
                            v = S.Create(p[s6]); a6 = S.Fma(v, w0, a6); b6 = S.Fma(v, w1, b6); v = S.Create(p[s7]); a7 = S.Fma(v, w0, a7); b7 = S.Fma(v, w1, b7);
                            v = S.Create(p[s8]); a8 = S.Fma(v, w0, a8); b8 = S.Fma(v, w1, b8); v = S.Create(p[s9]); a9 = S.Fma(v, w0, a9); b9 = S.Fma(v, w1, b9);
                            w += 1 * BlockedImage.Lanes;
                            p++;
                        }
                    }
                }
            }
            if (residual != null)
            {
                a0 = S.Add(a0, S.Load(residual)); b0 = S.Add(b0, S.Load(residual + residualVector)); residual += outputStep;
                a1 = S.Add(a1, S.Load(residual)); b1 = S.Add(b1, S.Load(residual + residualVector)); residual += outputStep;
                a2 = S.Add(a2, S.Load(residual)); b2 = S.Add(b2, S.Load(residual + residualVector)); residual += outputStep;
                a3 = S.Add(a3, S.Load(residual)); b3 = S.Add(b3, S.Load(residual + residualVector)); residual += outputStep;
                a4 = S.Add(a4, S.Load(residual)); b4 = S.Add(b4, S.Load(residual + residualVector)); residual += outputStep;
                a5 = S.Add(a5, S.Load(residual)); b5 = S.Add(b5, S.Load(residual + residualVector)); residual += outputStep;
                a6 = S.Add(a6, S.Load(residual)); b6 = S.Add(b6, S.Load(residual + residualVector)); residual += outputStep;
                a7 = S.Add(a7, S.Load(residual)); b7 = S.Add(b7, S.Load(residual + residualVector)); residual += outputStep;
                a8 = S.Add(a8, S.Load(residual)); b8 = S.Add(b8, S.Load(residual + residualVector)); residual += outputStep;
                a9 = S.Add(a9, S.Load(residual)); b9 = S.Add(b9, S.Load(residual + residualVector)); residual += outputStep;
            }
            if (r.Activation != ConvActivation.None)
            {
                var zero = S.Zero;
                a0 = S.Max(a0, zero); b0 = S.Max(b0, zero); a1 = S.Max(a1, zero); b1 = S.Max(b1, zero);
                a2 = S.Max(a2, zero); b2 = S.Max(b2, zero); a3 = S.Max(a3, zero); b3 = S.Max(b3, zero);
                a4 = S.Max(a4, zero); b4 = S.Max(b4, zero); a5 = S.Max(a5, zero); b5 = S.Max(b5, zero);
                a6 = S.Max(a6, zero); b6 = S.Max(b6, zero); a7 = S.Max(a7, zero); b7 = S.Max(b7, zero);
                a8 = S.Max(a8, zero); b8 = S.Max(b8, zero); a9 = S.Max(a9, zero); b9 = S.Max(b9, zero);
                if (r.Activation == ConvActivation.Relu6)
                {
                    var six = S.Create(6f);
                    a0 = S.Min(a0, six); b0 = S.Min(b0, six); a1 = S.Min(a1, six); b1 = S.Min(b1, six);
                    a2 = S.Min(a2, six); b2 = S.Min(b2, six); a3 = S.Min(a3, six); b3 = S.Min(b3, six);
                    a4 = S.Min(a4, six); b4 = S.Min(b4, six); a5 = S.Min(a5, six); b5 = S.Min(b5, six);
                    a6 = S.Min(a6, six); b6 = S.Min(b6, six); a7 = S.Min(a7, six); b7 = S.Min(b7, six);
                    a8 = S.Min(a8, six); b8 = S.Min(b8, six); a9 = S.Min(a9, six); b9 = S.Min(b9, six);
                }
            }
            S.Store(y, a0); S.Store(y + outputVector, b0); y += outputStep;
            S.Store(y, a1); S.Store(y + outputVector, b1); y += outputStep;
            S.Store(y, a2); S.Store(y + outputVector, b2); y += outputStep;
            S.Store(y, a3); S.Store(y + outputVector, b3); y += outputStep;
            S.Store(y, a4); S.Store(y + outputVector, b4); y += outputStep;
            S.Store(y, a5); S.Store(y + outputVector, b5); y += outputStep;
            S.Store(y, a6); S.Store(y + outputVector, b6); y += outputStep;
            S.Store(y, a7); S.Store(y + outputVector, b7); y += outputStep;
            S.Store(y, a8); S.Store(y + outputVector, b8); y += outputStep;
            S.Store(y, a9); S.Store(y + outputVector, b9); y += outputStep;
            x += 10 * s1;
        }
    }
}
