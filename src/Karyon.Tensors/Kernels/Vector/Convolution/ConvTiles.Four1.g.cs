// Written by Kernels/Generate/conv_tiles.py: change that, not this.
using System.Runtime.CompilerServices;

namespace Karyon.Tensors.Kernels.Vector.Convolution;

internal static unsafe partial class ConvTiles<S, TV, TD>
{
    /// <summary>Four output vectors x 1 to 6 pixels: a run of tiles along a row.</summary>
    private static void Four<TStep>(int pixels, in ConvRow r, float* x, float* y, float* residual, int tiles)
        where TStep : struct, IPixelStep
    {
        switch (pixels)
        {
            case 1: Four1<TStep>(r, x, y, residual, tiles); break;
            case 2: Four2<TStep>(r, x, y, residual, tiles); break;
            case 3: Four3<TStep>(r, x, y, residual, tiles); break;
            case 4: Four4<TStep>(r, x, y, residual, tiles); break;
            case 5: Four5<TStep>(r, x, y, residual, tiles); break;
            default: Four6<TStep>(r, x, y, residual, tiles); break;
        }
    }

    /// <summary>Four output vectors x 1 pixel, tile after tile along a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four1<TStep>(in ConvRow r, float* x, float* y, float* residual, int tiles)
        where TStep : struct, IPixelStep
    {
        var s1 = TStep.Floats != 0 ? TStep.Floats : r.InputStep;
        nint outputStep = r.OutputStep, blockStep = r.InputBlock, rowStep = r.TapRow, columnStep = r.TapColumn, tapWeights = r.TapWeights;
        nint weightVector = r.WeightVector, weightVector2 = 2 * weightVector, weightVector3 = 3 * weightVector;
        nint outputVector = r.OutputVector, outputVector2 = 2 * outputVector, outputVector3 = 3 * outputVector, residualVector = r.ResidualVector, residualVector2 = 2 * residualVector, residualVector3 = 3 * residualVector;
        var asked = r.Asked;
        for (; tiles > 0; tiles--)
        {
            TV a0, b0, c0, d0;
            var w = r.Weights;
            var ahead = TStep.LooksAhead ? r.AheadOf(asked, S.Width == Lanes ? 4 : 1) : null;
            asked += AskedInTile;
            var q = y;
            if (r.Reload)
            {
                a0 = S.Load(q); b0 = S.Load(q + outputVector); c0 = S.Load(q + outputVector2); d0 = S.Load(q + outputVector3);
            }
            else
            {
                a0 = r.Bias == null ? S.Zero : S.Load(r.Bias);
                b0 = r.Bias == null ? S.Zero : S.Load(r.Bias + S.Width);
                c0 = r.Bias == null ? S.Zero : S.Load(r.Bias + 2 * S.Width);
                d0 = r.Bias == null ? S.Zero : S.Load(r.Bias + 3 * S.Width);
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
                        TV v, w0, w1, w2, w3;
                        while (w != unrolled)
                        {
                            w0 = S.Load(w); w1 = S.Load(w + weightVector); w2 = S.Load(w + weightVector2); w3 = S.Load(w + weightVector3);
                            v = S.Create(p[0]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0); d0 = S.Fma(v, w3, d0);
                            w0 = S.Load(w + 1 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 1 * BlockedImage.Lanes); w2 = S.Load(w + weightVector2 + 1 * BlockedImage.Lanes); w3 = S.Load(w + weightVector3 + 1 * BlockedImage.Lanes);
                            v = S.Create(p[1]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0); d0 = S.Fma(v, w3, d0);
                            w0 = S.Load(w + 2 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 2 * BlockedImage.Lanes); w2 = S.Load(w + weightVector2 + 2 * BlockedImage.Lanes); w3 = S.Load(w + weightVector3 + 2 * BlockedImage.Lanes);
                            v = S.Create(p[2]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0); d0 = S.Fma(v, w3, d0);
                            w0 = S.Load(w + 3 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 3 * BlockedImage.Lanes); w2 = S.Load(w + weightVector2 + 3 * BlockedImage.Lanes); w3 = S.Load(w + weightVector3 + 3 * BlockedImage.Lanes);
                            v = S.Create(p[3]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0); d0 = S.Fma(v, w3, d0);
                            w += 4 * BlockedImage.Lanes;
                            p += 4;
                        }
                        while (w != end)
                        {
                            w0 = S.Load(w); w1 = S.Load(w + weightVector); w2 = S.Load(w + weightVector2); w3 = S.Load(w + weightVector3);
                            v = S.Create(p[0]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0); d0 = S.Fma(v, w3, d0);
                            w += 1 * BlockedImage.Lanes;
                            p++;
                        }
                    }
                }
            }
            if (residual != null)
            {
                a0 = S.Add(a0, S.Load(residual)); b0 = S.Add(b0, S.Load(residual + residualVector)); c0 = S.Add(c0, S.Load(residual + residualVector2)); d0 = S.Add(d0, S.Load(residual + residualVector3)); residual += outputStep;
            }
            if (r.Activation != ConvActivation.None)
            {
                var zero = S.Zero;
                a0 = S.Max(a0, zero); b0 = S.Max(b0, zero); c0 = S.Max(c0, zero); d0 = S.Max(d0, zero);
                if (r.Activation == ConvActivation.Relu6)
                {
                    var six = S.Create(6f);
                    a0 = S.Min(a0, six); b0 = S.Min(b0, six); c0 = S.Min(c0, six); d0 = S.Min(d0, six);
                }
            }
            S.Store(y, a0); S.Store(y + outputVector, b0); S.Store(y + outputVector2, c0); S.Store(y + outputVector3, d0); y += outputStep;
            x += 1 * s1;
        }
    }

    /// <summary>Four output vectors x 2 pixels, tile after tile along a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four2<TStep>(in ConvRow r, float* x, float* y, float* residual, int tiles)
        where TStep : struct, IPixelStep
    {
        var s1 = TStep.Floats != 0 ? TStep.Floats : r.InputStep;
        nint outputStep = r.OutputStep, blockStep = r.InputBlock, rowStep = r.TapRow, columnStep = r.TapColumn, tapWeights = r.TapWeights;
        nint weightVector = r.WeightVector, weightVector2 = 2 * weightVector, weightVector3 = 3 * weightVector;
        nint outputVector = r.OutputVector, outputVector2 = 2 * outputVector, outputVector3 = 3 * outputVector, residualVector = r.ResidualVector, residualVector2 = 2 * residualVector, residualVector3 = 3 * residualVector;
        var asked = r.Asked;
        for (; tiles > 0; tiles--)
        {
            TV a0, a1, b0, b1, c0, c1, d0, d1;
            var w = r.Weights;
            var ahead = TStep.LooksAhead ? r.AheadOf(asked, S.Width == Lanes ? 4 : 1) : null;
            asked += AskedInTile;
            var q = y;
            if (r.Reload)
            {
                a0 = S.Load(q); b0 = S.Load(q + outputVector); c0 = S.Load(q + outputVector2); d0 = S.Load(q + outputVector3); q += outputStep;
                a1 = S.Load(q); b1 = S.Load(q + outputVector); c1 = S.Load(q + outputVector2); d1 = S.Load(q + outputVector3);
            }
            else
            {
                a0 = a1 = r.Bias == null ? S.Zero : S.Load(r.Bias);
                b0 = b1 = r.Bias == null ? S.Zero : S.Load(r.Bias + S.Width);
                c0 = c1 = r.Bias == null ? S.Zero : S.Load(r.Bias + 2 * S.Width);
                d0 = d1 = r.Bias == null ? S.Zero : S.Load(r.Bias + 3 * S.Width);
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
                        TV v, w0, w1, w2, w3;
                        while (w != unrolled)
                        {
                            w0 = S.Load(w); w1 = S.Load(w + weightVector); w2 = S.Load(w + weightVector2); w3 = S.Load(w + weightVector3);
                            v = S.Create(p[0]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0); d0 = S.Fma(v, w3, d0);
                            v = S.Create(p[s1]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1); d1 = S.Fma(v, w3, d1);
                            w0 = S.Load(w + 1 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 1 * BlockedImage.Lanes); w2 = S.Load(w + weightVector2 + 1 * BlockedImage.Lanes); w3 = S.Load(w + weightVector3 + 1 * BlockedImage.Lanes);
                            v = S.Create(p[1]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0); d0 = S.Fma(v, w3, d0);
                            v = S.Create(p[s1 + 1]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1); d1 = S.Fma(v, w3, d1);
                            w0 = S.Load(w + 2 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 2 * BlockedImage.Lanes); w2 = S.Load(w + weightVector2 + 2 * BlockedImage.Lanes); w3 = S.Load(w + weightVector3 + 2 * BlockedImage.Lanes);
                            v = S.Create(p[2]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0); d0 = S.Fma(v, w3, d0);
                            v = S.Create(p[s1 + 2]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1); d1 = S.Fma(v, w3, d1);
                            w0 = S.Load(w + 3 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 3 * BlockedImage.Lanes); w2 = S.Load(w + weightVector2 + 3 * BlockedImage.Lanes); w3 = S.Load(w + weightVector3 + 3 * BlockedImage.Lanes);
                            v = S.Create(p[3]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0); d0 = S.Fma(v, w3, d0);
                            v = S.Create(p[s1 + 3]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1); d1 = S.Fma(v, w3, d1);
                            w += 4 * BlockedImage.Lanes;
                            p += 4;
                        }
                        while (w != end)
                        {
                            w0 = S.Load(w); w1 = S.Load(w + weightVector); w2 = S.Load(w + weightVector2); w3 = S.Load(w + weightVector3);
                            v = S.Create(p[0]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0); d0 = S.Fma(v, w3, d0);
                            v = S.Create(p[s1]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1); d1 = S.Fma(v, w3, d1);
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
            }
            if (r.Activation != ConvActivation.None)
            {
                var zero = S.Zero;
                a0 = S.Max(a0, zero); b0 = S.Max(b0, zero); c0 = S.Max(c0, zero); d0 = S.Max(d0, zero);
                a1 = S.Max(a1, zero); b1 = S.Max(b1, zero); c1 = S.Max(c1, zero); d1 = S.Max(d1, zero);
                if (r.Activation == ConvActivation.Relu6)
                {
                    var six = S.Create(6f);
                    a0 = S.Min(a0, six); b0 = S.Min(b0, six); c0 = S.Min(c0, six); d0 = S.Min(d0, six);
                    a1 = S.Min(a1, six); b1 = S.Min(b1, six); c1 = S.Min(c1, six); d1 = S.Min(d1, six);
                }
            }
            S.Store(y, a0); S.Store(y + outputVector, b0); S.Store(y + outputVector2, c0); S.Store(y + outputVector3, d0); y += outputStep;
            S.Store(y, a1); S.Store(y + outputVector, b1); S.Store(y + outputVector2, c1); S.Store(y + outputVector3, d1); y += outputStep;
            x += 2 * s1;
        }
    }

    /// <summary>Four output vectors x 3 pixels, tile after tile along a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four3<TStep>(in ConvRow r, float* x, float* y, float* residual, int tiles)
        where TStep : struct, IPixelStep
    {
        var s1 = TStep.Floats != 0 ? TStep.Floats : r.InputStep;
        nint s2 = 2 * s1;
        nint outputStep = r.OutputStep, blockStep = r.InputBlock, rowStep = r.TapRow, columnStep = r.TapColumn, tapWeights = r.TapWeights;
        nint weightVector = r.WeightVector, weightVector2 = 2 * weightVector, weightVector3 = 3 * weightVector;
        nint outputVector = r.OutputVector, outputVector2 = 2 * outputVector, outputVector3 = 3 * outputVector, residualVector = r.ResidualVector, residualVector2 = 2 * residualVector, residualVector3 = 3 * residualVector;
        var asked = r.Asked;
        for (; tiles > 0; tiles--)
        {
            TV a0, a1, a2, b0, b1, b2, c0, c1, c2, d0, d1, d2;
            var w = r.Weights;
            var ahead = TStep.LooksAhead ? r.AheadOf(asked, S.Width == Lanes ? 4 : 1) : null;
            asked += AskedInTile;
            var q = y;
            if (r.Reload)
            {
                a0 = S.Load(q); b0 = S.Load(q + outputVector); c0 = S.Load(q + outputVector2); d0 = S.Load(q + outputVector3); q += outputStep;
                a1 = S.Load(q); b1 = S.Load(q + outputVector); c1 = S.Load(q + outputVector2); d1 = S.Load(q + outputVector3); q += outputStep;
                a2 = S.Load(q); b2 = S.Load(q + outputVector); c2 = S.Load(q + outputVector2); d2 = S.Load(q + outputVector3);
            }
            else
            {
                a0 = a1 = a2 = r.Bias == null ? S.Zero : S.Load(r.Bias);
                b0 = b1 = b2 = r.Bias == null ? S.Zero : S.Load(r.Bias + S.Width);
                c0 = c1 = c2 = r.Bias == null ? S.Zero : S.Load(r.Bias + 2 * S.Width);
                d0 = d1 = d2 = r.Bias == null ? S.Zero : S.Load(r.Bias + 3 * S.Width);
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
                        TV v, w0, w1, w2, w3;
                        while (w != unrolled)
                        {
                            w0 = S.Load(w); w1 = S.Load(w + weightVector); w2 = S.Load(w + weightVector2); w3 = S.Load(w + weightVector3);
                            v = S.Create(p[0]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0); d0 = S.Fma(v, w3, d0);
                            v = S.Create(p[s1]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1); d1 = S.Fma(v, w3, d1);
                            v = S.Create(p[s2]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); c2 = S.Fma(v, w2, c2); d2 = S.Fma(v, w3, d2);
                            w0 = S.Load(w + 1 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 1 * BlockedImage.Lanes); w2 = S.Load(w + weightVector2 + 1 * BlockedImage.Lanes); w3 = S.Load(w + weightVector3 + 1 * BlockedImage.Lanes);
                            v = S.Create(p[1]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0); d0 = S.Fma(v, w3, d0);
                            v = S.Create(p[s1 + 1]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1); d1 = S.Fma(v, w3, d1);
                            v = S.Create(p[s2 + 1]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); c2 = S.Fma(v, w2, c2); d2 = S.Fma(v, w3, d2);
                            w0 = S.Load(w + 2 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 2 * BlockedImage.Lanes); w2 = S.Load(w + weightVector2 + 2 * BlockedImage.Lanes); w3 = S.Load(w + weightVector3 + 2 * BlockedImage.Lanes);
                            v = S.Create(p[2]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0); d0 = S.Fma(v, w3, d0);
                            v = S.Create(p[s1 + 2]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1); d1 = S.Fma(v, w3, d1);
                            v = S.Create(p[s2 + 2]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); c2 = S.Fma(v, w2, c2); d2 = S.Fma(v, w3, d2);
                            w0 = S.Load(w + 3 * BlockedImage.Lanes); w1 = S.Load(w + weightVector + 3 * BlockedImage.Lanes); w2 = S.Load(w + weightVector2 + 3 * BlockedImage.Lanes); w3 = S.Load(w + weightVector3 + 3 * BlockedImage.Lanes);
                            v = S.Create(p[3]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0); d0 = S.Fma(v, w3, d0);
                            v = S.Create(p[s1 + 3]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1); d1 = S.Fma(v, w3, d1);
                            v = S.Create(p[s2 + 3]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); c2 = S.Fma(v, w2, c2); d2 = S.Fma(v, w3, d2);
                            w += 4 * BlockedImage.Lanes;
                            p += 4;
                        }
                        while (w != end)
                        {
                            w0 = S.Load(w); w1 = S.Load(w + weightVector); w2 = S.Load(w + weightVector2); w3 = S.Load(w + weightVector3);
                            v = S.Create(p[0]); a0 = S.Fma(v, w0, a0); b0 = S.Fma(v, w1, b0); c0 = S.Fma(v, w2, c0); d0 = S.Fma(v, w3, d0);
                            v = S.Create(p[s1]); a1 = S.Fma(v, w0, a1); b1 = S.Fma(v, w1, b1); c1 = S.Fma(v, w2, c1); d1 = S.Fma(v, w3, d1);
                            v = S.Create(p[s2]); a2 = S.Fma(v, w0, a2); b2 = S.Fma(v, w1, b2); c2 = S.Fma(v, w2, c2); d2 = S.Fma(v, w3, d2);
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
            }
            if (r.Activation != ConvActivation.None)
            {
                var zero = S.Zero;
                a0 = S.Max(a0, zero); b0 = S.Max(b0, zero); c0 = S.Max(c0, zero); d0 = S.Max(d0, zero);
                a1 = S.Max(a1, zero); b1 = S.Max(b1, zero); c1 = S.Max(c1, zero); d1 = S.Max(d1, zero);
                a2 = S.Max(a2, zero); b2 = S.Max(b2, zero); c2 = S.Max(c2, zero); d2 = S.Max(d2, zero);
                if (r.Activation == ConvActivation.Relu6)
                {
                    var six = S.Create(6f);
                    a0 = S.Min(a0, six); b0 = S.Min(b0, six); c0 = S.Min(c0, six); d0 = S.Min(d0, six);
                    a1 = S.Min(a1, six); b1 = S.Min(b1, six); c1 = S.Min(c1, six); d1 = S.Min(d1, six);
                    a2 = S.Min(a2, six); b2 = S.Min(b2, six); c2 = S.Min(c2, six); d2 = S.Min(d2, six);
                }
            }
            S.Store(y, a0); S.Store(y + outputVector, b0); S.Store(y + outputVector2, c0); S.Store(y + outputVector3, d0); y += outputStep;
            S.Store(y, a1); S.Store(y + outputVector, b1); S.Store(y + outputVector2, c1); S.Store(y + outputVector3, d1); y += outputStep;
            S.Store(y, a2); S.Store(y + outputVector, b2); S.Store(y + outputVector2, c2); S.Store(y + outputVector3, d2); y += outputStep;
            x += 3 * s1;
        }
    }
}
