// Written by Kernels/Generate/depthwise_tiles.py: change that, not this.
using System.Runtime.CompilerServices;
using Karyon.Tensors.Kernels.Vector.Convolution;

namespace Karyon.Tensors.Kernels.Vector.Depthwise;

internal static unsafe partial class DepthwiseTiles<S, TV, TD>
{
    /// <summary>Any window: 4 pixels at a time; width is at least 4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Any4(in DepthwiseRun r, float* x, float* y, float* w, float* bias, nint width, ConvActivation activation)
    {
        nint rows = r.Rows, columns = r.Columns, tapRow = r.TapRow, tapColumn = r.TapColumn, weightRow = r.WeightRow, weightColumn = r.WeightColumn;
        nint inputStep = r.InputStep, outputStep = r.OutputStep;
        var start = bias == null ? S.Zero : S.Load(bias);
        nint j = 0;
        while (true)
        {
            TV a0 = start, a1 = start, a2 = start, a3 = start;
            var row = x;
            var weights = w;
            for (var i = rows; i > 0; i--, row += tapRow, weights += weightRow)
            {
                var p = row;
                var q = weights;
                for (var k = columns; k > 0; k--, p += tapColumn, q += weightColumn)
                {
                    var v = S.Load(q);
                    a0 = S.Fma(S.Load(p), v, a0);
                    a1 = S.Fma(S.Load(p + inputStep), v, a1);
                    a2 = S.Fma(S.Load(p + 2 * inputStep), v, a2);
                    a3 = S.Fma(S.Load(p + 3 * inputStep), v, a3);
                }
            }
            if (activation != ConvActivation.None)
            {
                a0 = S.Max(a0, S.Zero); a1 = S.Max(a1, S.Zero); a2 = S.Max(a2, S.Zero); a3 = S.Max(a3, S.Zero);
                if (activation == ConvActivation.Relu6)
                {
                    a0 = S.Min(a0, S.Create(6f)); a1 = S.Min(a1, S.Create(6f)); a2 = S.Min(a2, S.Create(6f)); a3 = S.Min(a3, S.Create(6f));
                }
            }
            S.Store(y, a0);
            S.Store(y + outputStep, a1);
            S.Store(y + 2 * outputStep, a2);
            S.Store(y + 3 * outputStep, a3);
            var step = Math.Min(4, width - 4 - j);
            if (step <= 0) return;
            j += step;
            x += step * inputStep;
            y += step * outputStep;
        }
    }

    /// <summary>Any window: 1 pixel at a time; width is at least 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Any1(in DepthwiseRun r, float* x, float* y, float* w, float* bias, nint width, ConvActivation activation)
    {
        nint rows = r.Rows, columns = r.Columns, tapRow = r.TapRow, tapColumn = r.TapColumn, weightRow = r.WeightRow, weightColumn = r.WeightColumn;
        nint inputStep = r.InputStep, outputStep = r.OutputStep;
        var start = bias == null ? S.Zero : S.Load(bias);
        nint j = 0;
        while (true)
        {
            TV a0 = start;
            var row = x;
            var weights = w;
            for (var i = rows; i > 0; i--, row += tapRow, weights += weightRow)
            {
                var p = row;
                var q = weights;
                for (var k = columns; k > 0; k--, p += tapColumn, q += weightColumn)
                {
                    var v = S.Load(q);
                    a0 = S.Fma(S.Load(p), v, a0);
                }
            }
            if (activation != ConvActivation.None)
            {
                a0 = S.Max(a0, S.Zero);
                if (activation == ConvActivation.Relu6)
                {
                    a0 = S.Min(a0, S.Create(6f));
                }
            }
            S.Store(y, a0);
            var step = Math.Min(1, width - 1 - j);
            if (step <= 0) return;
            j += step;
            x += step * inputStep;
            y += step * outputStep;
        }
    }
}
