// Written by Kernels/Generate/conv_tiles.py: change that, not this.
using System.Runtime.CompilerServices;

namespace Karyon.Tensors.Kernels.Vector.Convolution;

internal static unsafe partial class ConvTiles<S, TV, TD>
{
    /// <summary>Four output vectors x 6 pixels, tile after tile along a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four6<TStep>(in ConvRow r, float* x, float* y, float* residual, int tiles)
        where TStep : struct, IPixelStep
    {
        var s1 = TStep.Floats != 0 ? TStep.Floats : r.InputStep;
        nint s2 = 2 * s1, s3 = 3 * s1, s4 = 4 * s1, s5 = 5 * s1;
        nint outputStep = r.OutputStep, blockStep = r.InputBlock, rowStep = r.TapRow, columnStep = r.TapColumn, tapWeights = r.TapWeights;
        nint weightVector = r.WeightVector, weightVector2 = 2 * weightVector, weightVector3 = 3 * weightVector;
        nint outputVector = r.OutputVector, outputVector2 = 2 * outputVector, outputVector3 = 3 * outputVector, residualVector = r.ResidualVector, residualVector2 = 2 * residualVector, residualVector3 = 3 * residualVector;
        var asked = r.Asked;
        for (; tiles > 0; tiles--)
        {
            TV a0, a1, a2, a3, a4, a5, b0, b1, b2, b3, b4, b5, c0, c1, c2, c3, c4, c5, d0, d1, d2, d3, d4, d5;
            var w = r.Weights;
            var ahead = TStep.LooksAhead ? r.AheadOf(asked, S.Width == Lanes ? 4 : 1) : null;
            asked += AskedInTile;
            var q = y;
            if (r.Reload)
            {
                a0 = S.Load(q); b0 = S.Load(q + outputVector); c0 = S.Load(q + outputVector2); d0 = S.Load(q + outputVector3); q += outputStep;
                a1 = S.Load(q); b1 = S.Load(q + outputVector); c1 = S.Load(q + outputVector2); d1 = S.Load(q + outputVector3); q += outputStep;
                a2 = S.Load(q); b2 = S.Load(q + outputVector); c2 = S.Load(q + outputVector2); d2 = S.Load(q + outputVector3); q += outputStep;
                a3 = S.Load(q); b3 = S.Load(q + outputVector); c3 = S.Load(q + outputVector2); d3 = S.Load(q + outputVector3); q += outputStep;
                a4 = S.Load(q); b4 = S.Load(q + outputVector); c4 = S.Load(q + outputVector2); d4 = S.Load(q + outputVector3); q += outputStep;
                a5 = S.Load(q); b5 = S.Load(q + outputVector); c5 = S.Load(q + outputVector2); d5 = S.Load(q + outputVector3);
            }
            else
            {
                a0 = a1 = a2 = a3 = a4 = a5 = r.Bias == null ? S.Zero : S.Load(r.Bias);
                b0 = b1 = b2 = b3 = b4 = b5 = r.Bias == null ? S.Zero : S.Load(r.Bias + S.Width);
                c0 = c1 = c2 = c3 = c4 = c5 = r.Bias == null ? S.Zero : S.Load(r.Bias + 2 * S.Width);
                d0 = d1 = d2 = d3 = d4 = d5 = r.Bias == null ? S.Zero : S.Load(r.Bias + 3 * S.Width);
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
                            Soon(p + 6 * s1);
                            Soon(p + 7 * s1);
                            Soon(p + 8 * s1);
                            Soon(p + 9 * s1);
                            Soon(p + 10 * s1);
                            Soon(p + 11 * s1);
                        }
                        TV v, w0, w1, w2, w3;
                        while (w != unrolled)
                        {
                            w0 = S.Load(w); w1 = S.Load(w + weightVector); w2 = S.Load(w + weightVector2); w3 = S.Load(w + weightVector3);
                            v = S.Create(p[0]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0); d0 = S.Fma(v, w3, d0);
                            v = S.Create(p[s1]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1); d1 = S.Fma(v, w3, d1);
                            v = S.Create(p[s2]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); c2 = S.Fma(v, w2, c2); d2 = S.Fma(v, w3, d2);
                            v = S.Create(p[s3]); a3 = S.Fma(v, w0, a3); b3 = S.Fma(v, w1, b3); c3 = S.Fma(v, w2, c3); d3 = S.Fma(v, w3, d3);
                            v = S.Create(p[s4]); a4 = S.Fma(v, w0, a4); b4 = S.Fma(v, w1, b4); c4 = S.Fma(v, w2, c4); d4 = S.Fma(v, w3, d4);
                            v = S.Create(p[s5]); a5 = S.Fma(v, w0, a5); b5 = S.Fma(v, w1, b5); c5 = S.Fma(v, w2, c5); d5 = S.Fma(v, w3, d5);
                            w0 = S.Load(w + 1 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 1 * BlockedImage.Lanes); w2 = S.Load(w + weightVector2 + 1 * BlockedImage.Lanes); w3 = S.Load(w + weightVector3 + 1 * BlockedImage.Lanes);
                            v = S.Create(p[1]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0); d0 = S.Fma(v, w3, d0);
                            v = S.Create(p[s1 + 1]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1); d1 = S.Fma(v, w3, d1);
                            v = S.Create(p[s2 + 1]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); c2 = S.Fma(v, w2, c2); d2 = S.Fma(v, w3, d2);
                            v = S.Create(p[s3 + 1]); a3 = S.Fma(v, w0, a3); b3 = S.Fma(v, w1, b3); c3 = S.Fma(v, w2, c3); d3 = S.Fma(v, w3, d3);
                            v = S.Create(p[s4 + 1]); a4 = S.Fma(v, w0, a4); b4 = S.Fma(v, w1, b4); c4 = S.Fma(v, w2, c4); d4 = S.Fma(v, w3, d4);
                            v = S.Create(p[s5 + 1]); a5 = S.Fma(v, w0, a5); b5 = S.Fma(v, w1, b5); c5 = S.Fma(v, w2, c5); d5 = S.Fma(v, w3, d5);
                            w0 = S.Load(w + 2 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 2 * BlockedImage.Lanes); w2 = S.Load(w + weightVector2 + 2 * BlockedImage.Lanes); w3 = S.Load(w + weightVector3 + 2 * BlockedImage.Lanes);
                            v = S.Create(p[2]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0); d0 = S.Fma(v, w3, d0);
                            v = S.Create(p[s1 + 2]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1); d1 = S.Fma(v, w3, d1);
                            v = S.Create(p[s2 + 2]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); c2 = S.Fma(v, w2, c2); d2 = S.Fma(v, w3, d2);
                            v = S.Create(p[s3 + 2]); a3 = S.Fma(v, w0, a3); b3 = S.Fma(v, w1, b3); c3 = S.Fma(v, w2, c3); d3 = S.Fma(v, w3, d3);
                            v = S.Create(p[s4 + 2]); a4 = S.Fma(v, w0, a4); b4 = S.Fma(v, w1, b4); c4 = S.Fma(v, w2, c4); d4 = S.Fma(v, w3, d4);
                            v = S.Create(p[s5 + 2]); a5 = S.Fma(v, w0, a5); b5 = S.Fma(v, w1, b5); c5 = S.Fma(v, w2, c5); d5 = S.Fma(v, w3, d5);
                            w0 = S.Load(w + 3 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 3 * BlockedImage.Lanes); w2 = S.Load(w + weightVector2 + 3 * BlockedImage.Lanes); w3 = S.Load(w + weightVector3 + 3 * BlockedImage.Lanes);
                            v = S.Create(p[3]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0); d0 = S.Fma(v, w3, d0);
                            v = S.Create(p[s1 + 3]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1); d1 = S.Fma(v, w3, d1);
                            v = S.Create(p[s2 + 3]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); c2 = S.Fma(v, w2, c2); d2 = S.Fma(v, w3, d2);
                            v = S.Create(p[s3 + 3]); a3 = S.Fma(v, w0, a3); b3 = S.Fma(v, w1, b3); c3 = S.Fma(v, w2, c3); d3 = S.Fma(v, w3, d3);
                            v = S.Create(p[s4 + 3]); a4 = S.Fma(v, w0, a4); b4 = S.Fma(v, w1, b4); c4 = S.Fma(v, w2, c4); d4 = S.Fma(v, w3, d4);
                            v = S.Create(p[s5 + 3]); a5 = S.Fma(v, w0, a5); b5 = S.Fma(v, w1, b5); c5 = S.Fma(v, w2, c5); d5 = S.Fma(v, w3, d5);
                            w += 4 * BlockedImage.Lanes;
                            p += 4;
                        }
                        while (w != end)
                        {
                            w0 = S.Load(w); w1 = S.Load(w + weightVector); w2 = S.Load(w + weightVector2); w3 = S.Load(w + weightVector3);
                            v = S.Create(p[0]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0); d0 = S.Fma(v, w3, d0);
                            v = S.Create(p[s1]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1); d1 = S.Fma(v, w3, d1);
                            v = S.Create(p[s2]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); c2 = S.Fma(v, w2, c2); d2 = S.Fma(v, w3, d2);
                            v = S.Create(p[s3]); a3 = S.Fma(v, w0, a3); b3 = S.Fma(v, w1, b3); c3 = S.Fma(v, w2, c3); d3 = S.Fma(v, w3, d3);
                            v = S.Create(p[s4]); a4 = S.Fma(v, w0, a4); b4 = S.Fma(v, w1, b4); c4 = S.Fma(v, w2, c4); d4 = S.Fma(v, w3, d4);
                            v = S.Create(p[s5]); a5 = S.Fma(v, w0, a5); b5 = S.Fma(v, w1, b5); c5 = S.Fma(v, w2, c5); d5 = S.Fma(v, w3, d5);
                            w += 1 * BlockedImage.Lanes;
                            p++;
                        }
                    }
                }
            }
            if (residual != null)
            {
                a0 = S.Add(a0, S.Load(residual)); b0 = S.Add(b0, S.Load(residual + residualVector)); c0 = S.Add(c0, S.Load(residual + residualVector2)); d0 = S.Add(d0, S.Load(residual + residualVector3)); residual += outputStep;
                a1 = S.Add(a1, S.Load(residual)); b1 = S.Add(b1, S.Load(residual + residualVector)); c1 = S.Add(c1, S.Load(residual + residualVector2)); d1 = S.Add(d1, S.Load(residual + residualVector3)); residual += outputStep;
                a2 = S.Add(a2, S.Load(residual)); b2 = S.Add(b2, S.Load(residual + residualVector)); c2 = S.Add(c2, S.Load(residual + residualVector2)); d2 = S.Add(d2, S.Load(residual + residualVector3)); residual += outputStep;
                a3 = S.Add(a3, S.Load(residual)); b3 = S.Add(b3, S.Load(residual + residualVector)); c3 = S.Add(c3, S.Load(residual + residualVector2)); d3 = S.Add(d3, S.Load(residual + residualVector3)); residual += outputStep;
                a4 = S.Add(a4, S.Load(residual)); b4 = S.Add(b4, S.Load(residual + residualVector)); c4 = S.Add(c4, S.Load(residual + residualVector2)); d4 = S.Add(d4, S.Load(residual + residualVector3)); residual += outputStep;
                a5 = S.Add(a5, S.Load(residual)); b5 = S.Add(b5, S.Load(residual + residualVector)); c5 = S.Add(c5, S.Load(residual + residualVector2)); d5 = S.Add(d5, S.Load(residual + residualVector3)); residual += outputStep;
            }
            if (r.Activation != ConvActivation.None)
            {
                var zero = S.Zero;
                a0 = S.Max(a0, zero); b0 = S.Max(b0, zero); c0 = S.Max(c0, zero); d0 = S.Max(d0, zero);
                a1 = S.Max(a1, zero); b1 = S.Max(b1, zero); c1 = S.Max(c1, zero); d1 = S.Max(d1, zero);
                a2 = S.Max(a2, zero); b2 = S.Max(b2, zero); c2 = S.Max(c2, zero); d2 = S.Max(d2, zero);
                a3 = S.Max(a3, zero); b3 = S.Max(b3, zero); c3 = S.Max(c3, zero); d3 = S.Max(d3, zero);
                a4 = S.Max(a4, zero); b4 = S.Max(b4, zero); c4 = S.Max(c4, zero); d4 = S.Max(d4, zero);
                a5 = S.Max(a5, zero); b5 = S.Max(b5, zero); c5 = S.Max(c5, zero); d5 = S.Max(d5, zero);
                if (r.Activation == ConvActivation.Relu6)
                {
                    var six = S.Create(6f);
                    a0 = S.Min(a0, six); b0 = S.Min(b0, six); c0 = S.Min(c0, six); d0 = S.Min(d0, six);
                    a1 = S.Min(a1, six); b1 = S.Min(b1, six); c1 = S.Min(c1, six); d1 = S.Min(d1, six);
                    a2 = S.Min(a2, six); b2 = S.Min(b2, six); c2 = S.Min(c2, six); d2 = S.Min(d2, six);
                    a3 = S.Min(a3, six); b3 = S.Min(b3, six); c3 = S.Min(c3, six); d3 = S.Min(d3, six);
                    a4 = S.Min(a4, six); b4 = S.Min(b4, six); c4 = S.Min(c4, six); d4 = S.Min(d4, six);
                    a5 = S.Min(a5, six); b5 = S.Min(b5, six); c5 = S.Min(c5, six); d5 = S.Min(d5, six);
                }
            }
            S.Store(y, a0); S.Store(y + outputVector, b0); S.Store(y + outputVector2, c0); S.Store(y + outputVector3, d0); y += outputStep;
            S.Store(y, a1); S.Store(y + outputVector, b1); S.Store(y + outputVector2, c1); S.Store(y + outputVector3, d1); y += outputStep;
            S.Store(y, a2); S.Store(y + outputVector, b2); S.Store(y + outputVector2, c2); S.Store(y + outputVector3, d2); y += outputStep;
            S.Store(y, a3); S.Store(y + outputVector, b3); S.Store(y + outputVector2, c3); S.Store(y + outputVector3, d3); y += outputStep;
            S.Store(y, a4); S.Store(y + outputVector, b4); S.Store(y + outputVector2, c4); S.Store(y + outputVector3, d4); y += outputStep;
            S.Store(y, a5); S.Store(y + outputVector, b5); S.Store(y + outputVector2, c5); S.Store(y + outputVector3, d5); y += outputStep;
            x += 6 * s1;
        }
    }
}
