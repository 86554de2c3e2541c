using System.Runtime.CompilerServices;
using Karyon.Tensors.Kernels.Scalar.Elementary;
using Karyon.Tensors.Kernels.Vector.Elementary;

namespace Karyon.Tensors.Kernels.Vector.Dense;

/// <inheritdoc/>
internal sealed unsafe class DenseKernels<TS, TV, TD> : DenseKernels
    where TS : struct, ISimd<TV, TD>
    where TV : unmanaged
    where TD : unmanaged
{
    private const int Lanes = 16;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddToLanes(float* x, nint count, double* lanes)
    {
        for (var lane = 0; lane < Lanes; lane += TS.Width)
        {
            TD low = TS.LoadD(lanes + lane), high = TS.LoadD(lanes + lane + TS.Width / 2);
            for (nint i = lane; i < count; i += Lanes)
            {
                var v = TS.Load(x + i);
                low = TS.AddD(low, TS.WidenLow(v));
                high = TS.AddD(high, TS.WidenHigh(v));
            }
            TS.StoreD(lanes + lane, low);
            TS.StoreD(lanes + lane + TS.Width / 2, high);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Softmax(float* x, float* y, int size, nint stride, nint count, bool logarithm)
    {
        nint i = 0;
        for (; i + TS.Width <= count; i += TS.Width)
        {
            var max = TS.Load(x + i);
            for (nint k = 1; k < size; k++) max = TS.Max(TS.Load(x + k * stride + i), max);
            TD low = TS.ZeroD, high = TS.ZeroD;
            for (nint k = 0; k < size; k++)
            {
                var d = TS.Sub(TS.Load(x + k * stride + i), max);
                var e = ElementaryFunctions<TS, TV, TD>.Exp(d);
                low = TS.AddD(low, TS.WidenLow(e));
                high = TS.AddD(high, TS.WidenHigh(e));
                TS.Store(y + k * stride + i, logarithm ? d : e);
            }
            var total = TS.Narrow(low, high);
            var log = logarithm ? ElementaryFunctions<TS, TV, TD>.Log(total) : total;
            for (nint k = 0; k < size; k++)
            {
                var v = TS.Load(y + k * stride + i);
                TS.Store(y + k * stride + i, logarithm ? TS.Sub(v, log) : TS.Div(v, log));
            }
        }
        for (; i < count; i++)
        {
            var max = x[i];
            for (nint k = 1; k < size; k++) max = x[k * stride + i] > max ? x[k * stride + i] : max;
            var sum = 0.0;
            for (nint k = 0; k < size; k++)
            {
                var d = x[k * stride + i] - max;
                var e = ElementaryTwin.Exp(d);
                sum += e;
                y[k * stride + i] = logarithm ? d : e;
            }
            var total = (float)sum;
            var log = logarithm ? ElementaryTwin.Log(total) : total;
            for (nint k = 0; k < size; k++) y[k * stride + i] = logarithm ? y[k * stride + i] - log : y[k * stride + i] / log;
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void ClampGradient(float* x, float* g, float* y, nint count, float low, float high)
    {
        TV lowest = TS.Create(low), highest = TS.Create(high);
        nint i = 0;
        for (; i + TS.Width <= count; i += TS.Width)
        {
            var v = TS.Load(x + i);
            TS.Store(y + i, TS.SelectGreater(lowest, v, TS.Zero, TS.SelectGreater(v, highest, TS.Zero, TS.Load(g + i))));
        }
        for (; i < count; i++) y[i] = low > x[i] || x[i] > high ? 0 : g[i];
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Clamp(float* x, float* y, nint count, float low, float high)
    {
        TV lowest = TS.Create(low), highest = TS.Create(high);
        nint i = 0;
        for (; i + TS.Width <= count; i += TS.Width) TS.Store(y + i, TS.Min(TS.Max(TS.Load(x + i), lowest), highest));
        for (; i < count; i++)
        {
            var v = x[i] > low ? x[i] : low;
            y[i] = v < high ? v : high;
        }
    }
}
