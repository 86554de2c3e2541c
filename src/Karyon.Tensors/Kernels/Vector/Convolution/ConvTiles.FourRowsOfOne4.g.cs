// Written by Kernels/Generate/conv_tiles.py: change that, not this.
using System.Runtime.CompilerServices;

namespace Karyon.Tensors.Kernels.Vector.Convolution;

internal static unsafe partial class ConvTiles<S, TV, TD>
{
    /// <summary>One output vector x 4 rows x 4 pixels of a kernel of three rows, tile after tile along the rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourRowsOfOne4(in ConvRow r, in ConvRowSteps steps, float* x, float* y, float* residual, int tiles)
    {
        nint blockStep = r.InputBlock, rowStep = r.TapRow, columns = r.KernelWidth, tapRow = columns * TapWeights;
        nint outputRow = steps.OutputRow, residualRow = steps.ResidualRow;
        for (; tiles > 0; tiles--)
        {
            TV a0_0, a0_1, a0_2, a0_3;
            TV a1_0, a1_1, a1_2, a1_3;
            TV a2_0, a2_1, a2_2, a2_3;
            TV a3_0, a3_1, a3_2, a3_3;
            if (r.Reload)
            {
                a0_0 = S.Load(y); a0_1 = S.Load(y + 16); a0_2 = S.Load(y + 32); a0_3 = S.Load(y + 48);
                a1_0 = S.Load(y + outputRow); a1_1 = S.Load(y + outputRow + 16); a1_2 = S.Load(y + outputRow + 32); a1_3 = S.Load(y + outputRow + 48);
                a2_0 = S.Load(y + 2 * outputRow); a2_1 = S.Load(y + 2 * outputRow + 16); a2_2 = S.Load(y + 2 * outputRow + 32); a2_3 = S.Load(y + 2 * outputRow + 48);
                a3_0 = S.Load(y + 3 * outputRow); a3_1 = S.Load(y + 3 * outputRow + 16); a3_2 = S.Load(y + 3 * outputRow + 32); a3_3 = S.Load(y + 3 * outputRow + 48);
            }
            else
            {
                a0_0 = a0_1 = a0_2 = a0_3 = a1_0 = a1_1 = a1_2 = a1_3 = a2_0 = a2_1 = a2_2 = a2_3 = a3_0 = a3_1 = a3_2 = a3_3 = r.Bias == null ? S.Zero : S.Load(r.Bias);
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
                            TV w0_0, v; w0_0 = S.Load(weights);
                            v = S.Create(p[0]); a0_0 = S.Fma(v, w0_0, a0_0);
                            v = S.Create(p[16]); a0_1 = S.Fma(v, w0_0, a0_1);
                            v = S.Create(p[32]); a0_2 = S.Fma(v, w0_0, a0_2);
                            v = S.Create(p[48]); a0_3 = S.Fma(v, w0_0, a0_3);
                            w0_0 = S.Load(weights + 1 * Lanes);
                            v = S.Create(p[1]); a0_0 = S.Fma(v, w0_0, a0_0);
                            v = S.Create(p[17]); a0_1 = S.Fma(v, w0_0, a0_1);
                            v = S.Create(p[33]); a0_2 = S.Fma(v, w0_0, a0_2);
                            v = S.Create(p[49]); a0_3 = S.Fma(v, w0_0, a0_3);
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
                            TV w0_0, w0_1, v; w0_0 = S.Load(weights); w0_1 = S.Load(weights - tapRow);
                            v = S.Create(p[0]); a0_0 = S.Fma(v, w0_0, a0_0); a1_0 = S.Fma(v, w0_1, a1_0);
                            v = S.Create(p[16]); a0_1 = S.Fma(v, w0_0, a0_1); a1_1 = S.Fma(v, w0_1, a1_1);
                            v = S.Create(p[32]); a0_2 = S.Fma(v, w0_0, a0_2); a1_2 = S.Fma(v, w0_1, a1_2);
                            v = S.Create(p[48]); a0_3 = S.Fma(v, w0_0, a0_3); a1_3 = S.Fma(v, w0_1, a1_3);
                            w0_0 = S.Load(weights + 1 * Lanes); w0_1 = S.Load(weights - tapRow + 1 * Lanes);
                            v = S.Create(p[1]); a0_0 = S.Fma(v, w0_0, a0_0); a1_0 = S.Fma(v, w0_1, a1_0);
                            v = S.Create(p[17]); a0_1 = S.Fma(v, w0_0, a0_1); a1_1 = S.Fma(v, w0_1, a1_1);
                            v = S.Create(p[33]); a0_2 = S.Fma(v, w0_0, a0_2); a1_2 = S.Fma(v, w0_1, a1_2);
                            v = S.Create(p[49]); a0_3 = S.Fma(v, w0_0, a0_3); a1_3 = S.Fma(v, w0_1, a1_3);
                            weights += 2 * Lanes;
                            p += 2;
                        }
                        while (weights != end);
                    }
                }
                // Input row 2: kernel row 2 of output row 0, to row 0 of 2.
                {
                    float* tap = block + 2 * rowStep, weights = w + 2 * tapRow;
                    for (var j = columns; j != 0; j--, tap += Lanes)
                    {
                        float* p = tap, end = weights + TapWeights;
                        do
                        {
                            TV w0_0, w0_1, w0_2, v; w0_0 = S.Load(weights); w0_1 = S.Load(weights - tapRow); w0_2 = S.Load(weights - 2 * tapRow);
                            v = S.Create(p[0]); a0_0 = S.Fma(v, w0_0, a0_0); a1_0 = S.Fma(v, w0_1, a1_0); a2_0 = S.Fma(v, w0_2, a2_0);
                            v = S.Create(p[16]); a0_1 = S.Fma(v, w0_0, a0_1); a1_1 = S.Fma(v, w0_1, a1_1); a2_1 = S.Fma(v, w0_2, a2_1);
                            v = S.Create(p[32]); a0_2 = S.Fma(v, w0_0, a0_2); a1_2 = S.Fma(v, w0_1, a1_2); a2_2 = S.Fma(v, w0_2, a2_2);
                            v = S.Create(p[48]); a0_3 = S.Fma(v, w0_0, a0_3); a1_3 = S.Fma(v, w0_1, a1_3); a2_3 = S.Fma(v, w0_2, a2_3);
                            w0_0 = S.Load(weights + 1 * Lanes); w0_1 = S.Load(weights - tapRow + 1 * Lanes); w0_2 = S.Load(weights - 2 * tapRow + 1 * Lanes);
                            v = S.Create(p[1]); a0_0 = S.Fma(v, w0_0, a0_0); a1_0 = S.Fma(v, w0_1, a1_0); a2_0 = S.Fma(v, w0_2, a2_0);
                            v = S.Create(p[17]); a0_1 = S.Fma(v, w0_0, a0_1); a1_1 = S.Fma(v, w0_1, a1_1); a2_1 = S.Fma(v, w0_2, a2_1);
                            v = S.Create(p[33]); a0_2 = S.Fma(v, w0_0, a0_2); a1_2 = S.Fma(v, w0_1, a1_2); a2_2 = S.Fma(v, w0_2, a2_2);
                            v = S.Create(p[49]); a0_3 = S.Fma(v, w0_0, a0_3); a1_3 = S.Fma(v, w0_1, a1_3); a2_3 = S.Fma(v, w0_2, a2_3);
                            weights += 2 * Lanes;
                            p += 2;
                        }
                        while (weights != end);
                    }
                }
                // Input row 3: kernel row 2 of output row 1, to row 0 of 3.
                {
                    float* tap = block + 3 * rowStep, weights = w + 2 * tapRow;
                    for (var j = columns; j != 0; j--, tap += Lanes)
                    {
                        float* p = tap, end = weights + TapWeights;
                        do
                        {
                            TV w0_1, w0_2, w0_3, v; w0_1 = S.Load(weights); w0_2 = S.Load(weights - tapRow); w0_3 = S.Load(weights - 2 * tapRow);
                            v = S.Create(p[0]); a1_0 = S.Fma(v, w0_1, a1_0); a2_0 = S.Fma(v, w0_2, a2_0); a3_0 = S.Fma(v, w0_3, a3_0);
                            v = S.Create(p[16]); a1_1 = S.Fma(v, w0_1, a1_1); a2_1 = S.Fma(v, w0_2, a2_1); a3_1 = S.Fma(v, w0_3, a3_1);
                            v = S.Create(p[32]); a1_2 = S.Fma(v, w0_1, a1_2); a2_2 = S.Fma(v, w0_2, a2_2); a3_2 = S.Fma(v, w0_3, a3_2);
                            v = S.Create(p[48]); a1_3 = S.Fma(v, w0_1, a1_3); a2_3 = S.Fma(v, w0_2, a2_3); a3_3 = S.Fma(v, w0_3, a3_3);
                            w0_1 = S.Load(weights + 1 * Lanes); w0_2 = S.Load(weights - tapRow + 1 * Lanes); w0_3 = S.Load(weights - 2 * tapRow + 1 * Lanes);
                            v = S.Create(p[1]); a1_0 = S.Fma(v, w0_1, a1_0); a2_0 = S.Fma(v, w0_2, a2_0); a3_0 = S.Fma(v, w0_3, a3_0);
                            v = S.Create(p[17]); a1_1 = S.Fma(v, w0_1, a1_1); a2_1 = S.Fma(v, w0_2, a2_1); a3_1 = S.Fma(v, w0_3, a3_1);
                            v = S.Create(p[33]); a1_2 = S.Fma(v, w0_1, a1_2); a2_2 = S.Fma(v, w0_2, a2_2); a3_2 = S.Fma(v, w0_3, a3_2);
                            v = S.Create(p[49]); a1_3 = S.Fma(v, w0_1, a1_3); a2_3 = S.Fma(v, w0_2, a2_3); a3_3 = S.Fma(v, w0_3, a3_3);
                            weights += 2 * Lanes;
                            p += 2;
                        }
                        while (weights != end);
                    }
                }
                // Input row 4: kernel row 2 of output row 2, to row 1 of 3.
                {
                    float* tap = block + 4 * rowStep, weights = w + 2 * tapRow;
                    for (var j = columns; j != 0; j--, tap += Lanes)
                    {
                        float* p = tap, end = weights + TapWeights;
                        do
                        {
                            TV w0_2, w0_3, v; w0_2 = S.Load(weights); w0_3 = S.Load(weights - tapRow);
                            v = S.Create(p[0]); a2_0 = S.Fma(v, w0_2, a2_0); a3_0 = S.Fma(v, w0_3, a3_0);
                            v = S.Create(p[16]); a2_1 = S.Fma(v, w0_2, a2_1); a3_1 = S.Fma(v, w0_3, a3_1);
                            v = S.Create(p[32]); a2_2 = S.Fma(v, w0_2, a2_2); a3_2 = S.Fma(v, w0_3, a3_2);
                            v = S.Create(p[48]); a2_3 = S.Fma(v, w0_2, a2_3); a3_3 = S.Fma(v, w0_3, a3_3);
                            w0_2 = S.Load(weights + 1 * Lanes); w0_3 = S.Load(weights - tapRow + 1 * Lanes);
                            v = S.Create(p[1]); a2_0 = S.Fma(v, w0_2, a2_0); a3_0 = S.Fma(v, w0_3, a3_0);
                            v = S.Create(p[17]); a2_1 = S.Fma(v, w0_2, a2_1); a3_1 = S.Fma(v, w0_3, a3_1);
                            v = S.Create(p[33]); a2_2 = S.Fma(v, w0_2, a2_2); a3_2 = S.Fma(v, w0_3, a3_2);
                            v = S.Create(p[49]); a2_3 = S.Fma(v, w0_2, a2_3); a3_3 = S.Fma(v, w0_3, a3_3);
                            weights += 2 * Lanes;
                            p += 2;
                        }
                        while (weights != end);
                    }
                }
                // Input row 5: kernel row 2 of output row 3.
                {
                    float* tap = block + 5 * rowStep, weights = w + 2 * tapRow;
                    for (var j = columns; j != 0; j--, tap += Lanes)
                    {
                        float* p = tap, end = weights + TapWeights;
                        do
                        {
                            TV w0_3, v; w0_3 = S.Load(weights);
                            v = S.Create(p[0]); a3_0 = S.Fma(v, w0_3, a3_0);
                            v = S.Create(p[16]); a3_1 = S.Fma(v, w0_3, a3_1);
                            v = S.Create(p[32]); a3_2 = S.Fma(v, w0_3, a3_2);
                            v = S.Create(p[48]); a3_3 = S.Fma(v, w0_3, a3_3);
                            w0_3 = S.Load(weights + 1 * Lanes);
                            v = S.Create(p[1]); a3_0 = S.Fma(v, w0_3, a3_0);
                            v = S.Create(p[17]); a3_1 = S.Fma(v, w0_3, a3_1);
                            v = S.Create(p[33]); a3_2 = S.Fma(v, w0_3, a3_2);
                            v = S.Create(p[49]); a3_3 = S.Fma(v, w0_3, a3_3);
                            weights += 2 * Lanes;
                            p += 2;
                        }
                        while (weights != end);
                    }
                }
            }
            if (residual != null)
            {
                a0_0 = S.Add(a0_0, S.Load(residual)); a0_1 = S.Add(a0_1, S.Load(residual + 16)); a0_2 = S.Add(a0_2, S.Load(residual + 32)); a0_3 = S.Add(a0_3, S.Load(residual + 48));
                a1_0 = S.Add(a1_0, S.Load(residual + residualRow)); a1_1 = S.Add(a1_1, S.Load(residual + residualRow + 16)); a1_2 = S.Add(a1_2, S.Load(residual + residualRow + 32)); a1_3 = S.Add(a1_3, S.Load(residual + residualRow + 48));
                a2_0 = S.Add(a2_0, S.Load(residual + 2 * residualRow)); a2_1 = S.Add(a2_1, S.Load(residual + 2 * residualRow + 16)); a2_2 = S.Add(a2_2, S.Load(residual + 2 * residualRow + 32)); a2_3 = S.Add(a2_3, S.Load(residual + 2 * residualRow + 48));
                a3_0 = S.Add(a3_0, S.Load(residual + 3 * residualRow)); a3_1 = S.Add(a3_1, S.Load(residual + 3 * residualRow + 16)); a3_2 = S.Add(a3_2, S.Load(residual + 3 * residualRow + 32)); a3_3 = S.Add(a3_3, S.Load(residual + 3 * residualRow + 48));
                residual += 4 * Lanes;
            }
            if (r.Activation != ConvActivation.None)
            {
                var zero = S.Zero;
                a0_0 = S.Max(a0_0, zero); a0_1 = S.Max(a0_1, zero); a0_2 = S.Max(a0_2, zero); a0_3 = S.Max(a0_3, zero);
                a1_0 = S.Max(a1_0, zero); a1_1 = S.Max(a1_1, zero); a1_2 = S.Max(a1_2, zero); a1_3 = S.Max(a1_3, zero);
                a2_0 = S.Max(a2_0, zero); a2_1 = S.Max(a2_1, zero); a2_2 = S.Max(a2_2, zero); a2_3 = S.Max(a2_3, zero);
                a3_0 = S.Max(a3_0, zero); a3_1 = S.Max(a3_1, zero); a3_2 = S.Max(a3_2, zero); a3_3 = S.Max(a3_3, zero);
                if (r.Activation == ConvActivation.Relu6)
                {
                    var six = S.Create(6f);
                    a0_0 = S.Min(a0_0, six); a0_1 = S.Min(a0_1, six); a0_2 = S.Min(a0_2, six); a0_3 = S.Min(a0_3, six);
                    a1_0 = S.Min(a1_0, six); a1_1 = S.Min(a1_1, six); a1_2 = S.Min(a1_2, six); a1_3 = S.Min(a1_3, six);
                    a2_0 = S.Min(a2_0, six); a2_1 = S.Min(a2_1, six); a2_2 = S.Min(a2_2, six); a2_3 = S.Min(a2_3, six);
                    a3_0 = S.Min(a3_0, six); a3_1 = S.Min(a3_1, six); a3_2 = S.Min(a3_2, six); a3_3 = S.Min(a3_3, six);
                }
            }
            S.Store(y, a0_0); S.Store(y + 16, a0_1); S.Store(y + 32, a0_2); S.Store(y + 48, a0_3);
            S.Store(y + outputRow, a1_0); S.Store(y + outputRow + 16, a1_1); S.Store(y + outputRow + 32, a1_2); S.Store(y + outputRow + 48, a1_3);
            S.Store(y + 2 * outputRow, a2_0); S.Store(y + 2 * outputRow + 16, a2_1); S.Store(y + 2 * outputRow + 32, a2_2); S.Store(y + 2 * outputRow + 48, a2_3);
            S.Store(y + 3 * outputRow, a3_0); S.Store(y + 3 * outputRow + 16, a3_1); S.Store(y + 3 * outputRow + 32, a3_2); S.Store(y + 3 * outputRow + 48, a3_3);
            x += 4 * Lanes;
            y += 4 * Lanes;
        }
    }
}
