// Written by Kernels/Generate/conv_tiles.py: change that, not this.
using System.Runtime.CompilerServices;

namespace Karyon.Tensors.Kernels.Vector.Convolution;

internal static unsafe partial class ConvTiles<S, TV, TD>
{
    /// <summary>Two output vectors x 2 rows x 5 pixels of a kernel of three rows, tile after tile along the rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoRowsOfTwo5(in ConvRow r, in ConvRowSteps steps, float* x, float* y, float* residual, int tiles)
    {
        nint blockStep = r.InputBlock, rowStep = r.TapRow, columns = r.KernelWidth, tapRow = columns * TapWeights;
        nint outputRow = steps.OutputRow, residualRow = steps.ResidualRow, weightVector = r.WeightVector, outputVector = r.OutputVector, residualVector = r.ResidualVector;
        for (; tiles > 0; tiles--)
        {
            TV a0_0, a0_1, a0_2, a0_3, a0_4, b0_0, b0_1, b0_2, b0_3, b0_4;
            TV a1_0, a1_1, a1_2, a1_3, a1_4, b1_0, b1_1, b1_2, b1_3, b1_4;
            if (r.Reload)
            {
                a0_0 = S.Load(y); a0_1 = S.Load(y + 16); a0_2 = S.Load(y + 32); a0_3 = S.Load(y + 48); a0_4 = S.Load(y + 64);
                b0_0 = S.Load(y + outputVector); b0_1 = S.Load(y + outputVector + 16); b0_2 = S.Load(y + outputVector + 32); b0_3 = S.Load(y + outputVector + 48); b0_4 = S.Load(y + outputVector + 64);
                a1_0 = S.Load(y + outputRow); a1_1 = S.Load(y + outputRow + 16); a1_2 = S.Load(y + outputRow + 32); a1_3 = S.Load(y + outputRow + 48); a1_4 = S.Load(y + outputRow + 64);
                b1_0 = S.Load(y + outputRow + outputVector); b1_1 = S.Load(y + outputRow + outputVector + 16); b1_2 = S.Load(y + outputRow + outputVector + 32); b1_3 = S.Load(y + outputRow + outputVector + 48); b1_4 = S.Load(y + outputRow + outputVector + 64);
            }
            else
            {
                a0_0 = a0_1 = a0_2 = a0_3 = a0_4 = a1_0 = a1_1 = a1_2 = a1_3 = a1_4 = r.Bias == null ? S.Zero : S.Load(r.Bias);
                b0_0 = b0_1 = b0_2 = b0_3 = b0_4 = b1_0 = b1_1 = b1_2 = b1_3 = b1_4 = r.Bias == null ? S.Zero : S.Load(r.Bias + S.Width);
            }
            float* block = x, w = r.Weights;
            for (var k = r.Blocks; k != 0; k--, block += blockStep, w += 3 * tapRow)
            {
                // Input row 0: kernel row 0 of output row 0.
                {
                    float* tap = block, weights = w;
                    for (var j = columns; j != 0; j--, tap += Lanes)
                    {
                        float* p = tap, end = weights + TapWeights;
                        do
                        {
                            TV w0_0, w1_0, v; w0_0 = S.Load(weights); w1_0 = S.Load(weights + weightVector);
                            v = S.Create(p[0]); a0_0 = S.Fma(v, w0_0, a0_0); b0_0 = S.Fma(v, w1_0, b0_0);
                            v = S.Create(p[16]); a0_1 = S.Fma(v, w0_0, a0_1); b0_1 = S.Fma(v, w1_0, b0_1);
                            v = S.Create(p[32]); a0_2 = S.Fma(v, w0_0, a0_2); b0_2 = S.Fma(v, w1_0, b0_2);
                            v = S.Create(p[48]); a0_3 = S.Fma(v, w0_0, a0_3); b0_3 = S.Fma(v, w1_0, b0_3);
                            v = S.Create(p[64]); a0_4 = S.Fma(v, w0_0, a0_4); b0_4 = S.Fma(v, w1_0, b0_4);
                            w0_0 = S.Load(weights + 1 * Lanes); w1_0 = S.Load(weights + weightVector + 1 * Lanes);
                            v = S.Create(p[1]); a0_0 = S.Fma(v, w0_0, a0_0); b0_0 = S.Fma(v, w1_0, b0_0);
                            v = S.Create(p[17]); a0_1 = S.Fma(v, w0_0, a0_1); b0_1 = S.Fma(v, w1_0, b0_1);
                            v = S.Create(p[33]); a0_2 = S.Fma(v, w0_0, a0_2); b0_2 = S.Fma(v, w1_0, b0_2);
                            v = S.Create(p[49]); a0_3 = S.Fma(v, w0_0, a0_3); b0_3 = S.Fma(v, w1_0, b0_3);
                            v = S.Create(p[65]); a0_4 = S.Fma(v, w0_0, a0_4); b0_4 = S.Fma(v, w1_0, b0_4);
                            weights += 2 * Lanes;
                            p += 2;
                        }
                        while (weights != end);
                    }
                }
                // Input row 1: kernel row 1 of output row 0, to row 0 of 1.
                {
                    float* tap = block + rowStep, weights = w + tapRow;
                    for (var j = columns; j != 0; j--, tap += Lanes)
                    {
                        float* p = tap, end = weights + TapWeights;
                        do
                        {
                            TV w0_0, w1_0, w0_1, w1_1, v; w0_0 = S.Load(weights); w1_0 = S.Load(weights + weightVector); w0_1 = S.Load(weights - tapRow); w1_1 = S.Load(weights - tapRow + weightVector);
                            v = S.Create(p[0]); a0_0 = S.Fma(v, w0_0, a0_0); b0_0 = S.Fma(v, w1_0, b0_0); a1_0 = S.Fma(v, w0_1, a1_0); b1_0 = S.Fma(v, w1_1, b1_0);
                            v = S.Create(p[16]); a0_1 = S.Fma(v, w0_0, a0_1); b0_1 = S.Fma(v, w1_0, b0_1); a1_1 = S.Fma(v, w0_1, a1_1); b1_1 = S.Fma(v, w1_1, b1_1);
                            v = S.Create(p[32]); a0_2 = S.Fma(v, w0_0, a0_2); b0_2 = S.Fma(v, w1_0, b0_2); a1_2 = S.Fma(v, w0_1, a1_2); b1_2 = S.Fma(v, w1_1, b1_2);
                            v = S.Create(p[48]); a0_3 = S.Fma(v, w0_0, a0_3); b0_3 = S.Fma(v, w1_0, b0_3); a1_3 = S.Fma(v, w0_1, a1_3); b1_3 = S.Fma(v, w1_1, b1_3);
                            v = S.Create(p[64]); a0_4 = S.Fma(v, w0_0, a0_4); b0_4 = S.Fma(v, w1_0, b0_4); a1_4 = S.Fma(v, w0_1, a1_4); b1_4 = S.Fma(v, w1_1, b1_4);
                            w0_0 = S.Load(weights + 1 * Lanes); w1_0 = S.Load(weights + weightVector + 1 * Lanes); w0_1 = S.Load(weights - tapRow + 1 * Lanes); w1_1 = S.Load(weights - tapRow + weightVector + 1 * Lanes);
                            v = S.Create(p[1]); a0_0 = S.Fma(v, w0_0, a0_0); b0_0 = S.Fma(v, w1_0, b0_0); a1_0 = S.Fma(v, w0_1, a1_0); b1_0 = S.Fma(v, w1_1, b1_0);
                            v = S.Create(p[17]); a0_1 = S.Fma(v, w0_0, a0_1); b0_1 = S.Fma(v, w1_0, b0_1); a1_1 = S.Fma(v, w0_1, a1_1); b1_1 = S.Fma(v, w1_1, b1_1);
                            v = S.Create(p[33]); a0_2 = S.Fma(v, w0_0, a0_2); b0_2 = S.Fma(v, w1_0, b0_2); a1_2 = S.Fma(v, w0_1, a1_2); b1_2 = S.Fma(v, w1_1, b1_2);
                            v = S.Create(p[49]); a0_3 = S.Fma(v, w0_0, a0_3); b0_3 = S.Fma(v, w1_0, b0_3); a1_3 = S.Fma(v, w0_1, a1_3); b1_3 = S.Fma(v, w1_1, b1_3);
                            v = S.Create(p[65]); a0_4 = S.Fma(v, w0_0, a0_4); b0_4 = S.Fma(v, w1_0, b0_4); a1_4 = S.Fma(v, w0_1, a1_4); b1_4 = S.Fma(v, w1_1, b1_4);
                            weights += 2 * Lanes;
                            p += 2;
                        }
                        while (weights != end);
                    }
                }
                // Input row 2: kernel row 2 of output row 0, to row 1 of 1.
                {
                    float* tap = block + 2 * rowStep, weights = w + 2 * tapRow;
                    for (var j = columns; j != 0; j--, tap += Lanes)
                    {
                        float* p = tap, end = weights + TapWeights;
                        do
                        {
                            TV w0_0, w1_0, w0_1, w1_1, v; w0_0 = S.Load(weights); w1_0 = S.Load(weights + weightVector); w0_1 = S.Load(weights - tapRow); w1_1 = S.Load(weights - tapRow + weightVector);
                            v = S.Create(p[0]); a0_0 = S.Fma(v, w0_0, a0_0); b0_0 = S.Fma(v, w1_0, b0_0); a1_0 = S.Fma(v, w0_1, a1_0); b1_0 = S.Fma(v, w1_1, b1_0);
                            v = S.Create(p[16]); a0_1 = S.Fma(v, w0_0, a0_1); b0_1 = S.Fma(v, w1_0, b0_1); a1_1 = S.Fma(v, w0_1, a1_1); b1_1 = S.Fma(v, w1_1, b1_1);
                            v = S.Create(p[32]); a0_2 = S.Fma(v, w0_0, a0_2); b0_2 = S.Fma(v, w1_0, b0_2); a1_2 = S.Fma(v, w0_1, a1_2); b1_2 = S.Fma(v, w1_1, b1_2);
                            v = S.Create(p[48]); a0_3 = S.Fma(v, w0_0, a0_3); b0_3 = S.Fma(v, w1_0, b0_3); a1_3 = S.Fma(v, w0_1, a1_3); b1_3 = S.Fma(v, w1_1, b1_3);
                            v = S.Create(p[64]); a0_4 = S.Fma(v, w0_0, a0_4); b0_4 = S.Fma(v, w1_0, b0_4); a1_4 = S.Fma(v, w0_1, a1_4); b1_4 = S.Fma(v, w1_1, b1_4);
                            w0_0 = S.Load(weights + 1 * Lanes); w1_0 = S.Load(weights + weightVector + 1 * Lanes); w0_1 = S.Load(weights - tapRow + 1 * Lanes); w1_1 = S.Load(weights - tapRow + weightVector + 1 * Lanes);
                            v = S.Create(p[1]); a0_0 = S.Fma(v, w0_0, a0_0); b0_0 = S.Fma(v, w1_0, b0_0); a1_0 = S.Fma(v, w0_1, a1_0); b1_0 = S.Fma(v, w1_1, b1_0);
                            v = S.Create(p[17]); a0_1 = S.Fma(v, w0_0, a0_1); b0_1 = S.Fma(v, w1_0, b0_1); a1_1 = S.Fma(v, w0_1, a1_1); b1_1 = S.Fma(v, w1_1, b1_1);
                            v = S.Create(p[33]); a0_2 = S.Fma(v, w0_0, a0_2); b0_2 = S.Fma(v, w1_0, b0_2); a1_2 = S.Fma(v, w0_1, a1_2); b1_2 = S.Fma(v, w1_1, b1_2);
                            v = S.Create(p[49]); a0_3 = S.Fma(v, w0_0, a0_3); b0_3 = S.Fma(v, w1_0, b0_3); a1_3 = S.Fma(v, w0_1, a1_3); b1_3 = S.Fma(v, w1_1, b1_3);
                            v = S.Create(p[65]); a0_4 = S.Fma(v, w0_0, a0_4); b0_4 = S.Fma(v, w1_0, b0_4); a1_4 = S.Fma(v, w0_1, a1_4); b1_4 = S.Fma(v, w1_1, b1_4);
                            weights += 2 * Lanes;
                            p += 2;
                        }
                        while (weights != end);
                    }
                }
                // Input row 3: kernel row 2 of output row 1.
                {
                    float* tap = block + 3 * rowStep, weights = w + 2 * tapRow;
                    for (var j = columns; j != 0; j--, tap += Lanes)
                    {
                        float* p = tap, end = weights + TapWeights;
                        do
                        {
                            TV w0_1, w1_1, v; w0_1 = S.Load(weights); w1_1 = S.Load(weights + weightVector);
                            v = S.Create(p[0]); a1_0 = S.Fma(v, w0_1, a1_0); b1_0 = S.Fma(v, w1_1, b1_0);
                            v = S.Create(p[16]); a1_1 = S.Fma(v, w0_1, a1_1); b1_1 = S.Fma(v, w1_1, b1_1);
                            v = S.Create(p[32]); a1_2 = S.Fma(v, w0_1, a1_2); b1_2 = S.Fma(v, w1_1, b1_2);
                            v = S.Create(p[48]); a1_3 = S.Fma(v, w0_1, a1_3); b1_3 = S.Fma(v, w1_1, b1_3);
                            v = S.Create(p[64]); a1_4 = S.Fma(v, w0_1, a1_4); b1_4 = S.Fma(v, w1_1, b1_4);
                            w0_1 = S.Load(weights + 1 * Lanes); w1_1 = S.Load(weights + weightVector + 1 * Lanes);
                            v = S.Create(p[1]); a1_0 = S.Fma(v, w0_1, a1_0); b1_0 = S.Fma(v, w1_1, b1_0);
                            v = S.Create(p[17]); a1_1 = S.Fma(v, w0_1, a1_1); b1_1 = S.Fma(v, w1_1, b1_1);
                            v = S.Create(p[33]); a1_2 = S.Fma(v, w0_1, a1_2); b1_2 = S.Fma(v, w1_1, b1_2);
                            v = S.Create(p[49]); a1_3 = S.Fma(v, w0_1, a1_3); b1_3 = S.Fma(v, w1_1, b1_3);
                            v = S.Create(p[65]); a1_4 = S.Fma(v, w0_1, a1_4); b1_4 = S.Fma(v, w1_1, b1_4);
                            weights += 2 * Lanes;
                            p += 2;
                        }
                        while (weights != end);
                    }
                }
            }
            if (residual != null)
            {
                a0_0 = S.Add(a0_0, S.Load(residual)); a0_1 = S.Add(a0_1, S.Load(residual + 16)); a0_2 = S.Add(a0_2, S.Load(residual + 32)); a0_3 = S.Add(a0_3, S.Load(residual + 48)); a0_4 = S.Add(a0_4, S.Load(residual + 64));
                b0_0 = S.Add(b0_0, S.Load(residual + residualVector)); b0_1 = S.Add(b0_1, S.Load(residual + residualVector + 16)); b0_2 = S.Add(b0_2, S.Load(residual + residualVector + 32)); b0_3 = S.Add(b0_3, S.Load(residual + residualVector + 48)); b0_4 = S.Add(b0_4, S.Load(residual + residualVector + 64));
                a1_0 = S.Add(a1_0, S.Load(residual + residualRow)); a1_1 = S.Add(a1_1, S.Load(residual + residualRow + 16)); a1_2 = S.Add(a1_2, S.Load(residual + residualRow + 32)); a1_3 = S.Add(a1_3, S.Load(residual + residualRow + 48)); a1_4 = S.Add(a1_4, S.Load(residual + residualRow + 64));
                b1_0 = S.Add(b1_0, S.Load(residual + residualRow + residualVector)); b1_1 = S.Add(b1_1, S.Load(residual + residualRow + residualVector + 16)); b1_2 = S.Add(b1_2, S.Load(residual + residualRow + residualVector + 32)); b1_3 = S.Add(b1_3, S.Load(residual + residualRow + residualVector + 48)); b1_4 = S.Add(b1_4, S.Load(residual + residualRow + residualVector + 64));
                residual += 5 * Lanes;
            }
            if (r.Activation != ConvActivation.None)
            {
                var zero = S.Zero;
                a0_0 = S.Max(a0_0, zero); a0_1 = S.Max(a0_1, zero); a0_2 = S.Max(a0_2, zero); a0_3 = S.Max(a0_3, zero); a0_4 = S.Max(a0_4, zero); b0_0 = S.Max(b0_0, zero); b0_1 = S.Max(b0_1, zero); b0_2 = S.Max(b0_2, zero); b0_3 = S.Max(b0_3, zero); b0_4 = S.Max(b0_4, zero);
                a1_0 = S.Max(a1_0, zero); a1_1 = S.Max(a1_1, zero); a1_2 = S.Max(a1_2, zero); a1_3 = S.Max(a1_3, zero); a1_4 = S.Max(a1_4, zero); b1_0 = S.Max(b1_0, zero); b1_1 = S.Max(b1_1, zero); b1_2 = S.Max(b1_2, zero); b1_3 = S.Max(b1_3, zero); b1_4 = S.Max(b1_4, zero);
                if (r.Activation == ConvActivation.Relu6)
                {
                    var six = S.Create(6f);
                    a0_0 = S.Min(a0_0, six); a0_1 = S.Min(a0_1, six); a0_2 = S.Min(a0_2, six); a0_3 = S.Min(a0_3, six); a0_4 = S.Min(a0_4, six); b0_0 = S.Min(b0_0, six); b0_1 = S.Min(b0_1, six); b0_2 = S.Min(b0_2, six); b0_3 = S.Min(b0_3, six); b0_4 = S.Min(b0_4, six);
                    a1_0 = S.Min(a1_0, six); a1_1 = S.Min(a1_1, six); a1_2 = S.Min(a1_2, six); a1_3 = S.Min(a1_3, six); a1_4 = S.Min(a1_4, six); b1_0 = S.Min(b1_0, six); b1_1 = S.Min(b1_1, six); b1_2 = S.Min(b1_2, six); b1_3 = S.Min(b1_3, six); b1_4 = S.Min(b1_4, six);
                }
            }
            S.Store(y, a0_0); S.Store(y + 16, a0_1); S.Store(y + 32, a0_2); S.Store(y + 48, a0_3); S.Store(y + 64, a0_4);
            S.Store(y + outputVector, b0_0); S.Store(y + outputVector + 16, b0_1); S.Store(y + outputVector + 32, b0_2); S.Store(y + outputVector + 48, b0_3); S.Store(y + outputVector + 64, b0_4);
            S.Store(y + outputRow, a1_0); S.Store(y + outputRow + 16, a1_1); S.Store(y + outputRow + 32, a1_2); S.Store(y + outputRow + 48, a1_3); S.Store(y + outputRow + 64, a1_4);
            S.Store(y + outputRow + outputVector, b1_0); S.Store(y + outputRow + outputVector + 16, b1_1); S.Store(y + outputRow + outputVector + 32, b1_2); S.Store(y + outputRow + outputVector + 48, b1_3); S.Store(y + outputRow + outputVector + 64, b1_4);
            x += 5 * Lanes;
            y += 5 * Lanes;
        }
    }
}
