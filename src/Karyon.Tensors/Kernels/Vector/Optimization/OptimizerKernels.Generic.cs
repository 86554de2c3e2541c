using System.Runtime.CompilerServices;
using Karyon.Tensors.Kernels.Scalar.Optimization;
using Karyon.Tensors.Kernels.Vector.Elementwise;

namespace Karyon.Tensors.Kernels.Vector.Optimization;

/// <inheritdoc/>
internal sealed unsafe class OptimizerKernels<TS, TV, TD> : OptimizerKernels
    where TS : struct, ISimd<TV, TD>
    where TV : unmanaged
    where TD : unmanaged
{
    private const int Lanes = BlockedImage.Lanes;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Sgd(in OptimizerArguments a, int chunk)
    {
        var (first, count) = Range(a.Length, chunk);
        TV decay = TS.Create(a.Decay), rate = TS.Create(a.Rate), momentum = TS.Create(a.Momentum);
        var (hasMomentum, nesterov) = (a.Momentum != 0, a.Nesterov);
        float* p = a.Values + first, g = a.Gradient + first, m = hasMomentum ? a.First + first : null;
        nint k = 0;
        for (; k <= count - TS.Width; k += TS.Width)
        {
            var value = TS.Load(p + k);
            var d = TS.Fma(decay, value, TS.Load(g + k));
            if (hasMomentum)
            {
                var buffer = TS.Fma(momentum, TS.Load(m + k), d);
                TS.Store(m + k, buffer);
                d = nesterov ? TS.Fma(momentum, buffer, d) : buffer;
            }
            TS.Store(p + k, TS.Fnma(rate, d, value));
        }
        for (; k < count; k++) OptimizerTwin.Sgd(a, ref p[k], g[k], ref hasMomentum ? ref m[k] : ref Unsafe.NullRef<float>());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Adam(in OptimizerArguments a, int chunk)
    {
        var (first, count) = Range(a.Length, chunk);
        TV keep = TS.Create(a.Keep), decay = TS.Create(a.Decay), rate = TS.Create(a.Rate), firstRate = TS.Create(a.FirstRate);
        TV secondKeep = TS.Create(a.SecondKeep), secondRate = TS.Create(a.SecondRate), correction = TS.Create(a.Correction), epsilon = TS.Create(a.Epsilon);
        float* p = a.Values + first, g = a.Gradient + first, m = a.First + first, v = a.Second + first;
        nint k = 0;
        for (; k <= count - TS.Width; k += TS.Width)
        {
            var value = TS.Mul(TS.Load(p + k), keep);
            var d = TS.Fma(decay, value, TS.Load(g + k));
            var moment = TS.Load(m + k);
            moment = TS.Fma(firstRate, TS.Sub(d, moment), moment);
            TS.Store(m + k, moment);
            var square = TS.Fma(TS.Mul(secondRate, d), d, TS.Mul(secondKeep, TS.Load(v + k)));
            TS.Store(v + k, square);
            var divisor = TS.Add(TS.Div(TS.Sqrt(square), correction), epsilon);
            TS.Store(p + k, TS.Fnma(rate, TS.Div(moment, divisor), value));
        }
        for (; k < count; k++) OptimizerTwin.Adam(a, ref p[k], g[k], ref m[k], ref v[k]);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Average(in OptimizerArguments a, int chunk)
    {
        var (first, count) = Range(a.Length, chunk);
        var rate = TS.Create(a.FirstRate);
        float* p = a.Values + first, average = a.First + first;
        nint k = 0;
        for (; k <= count - TS.Width; k += TS.Width)
        {
            var old = TS.Load(average + k);
            TS.Store(average + k, TS.Fma(rate, TS.Sub(TS.Load(p + k), old), old));
        }
        for (; k < count; k++) OptimizerTwin.Average(a, p[k], ref average[k]);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override double SquaredNorm(float* values, long length, int chunk)
    {
        var (first, count) = Range(length, chunk);
        var x = values + first;
        var whole = count - count % Lanes;
        var lanes = stackalloc double[Lanes];
        for (nint lane = 0; lane < Lanes; lane += TS.Width)
        {
            TD low = TS.ZeroD, high = TS.ZeroD;
            for (var k = lane; k < whole; k += Lanes)
            {
                var v = TS.Load(x + k);
                var d = TS.WidenLow(v);
                low = TS.FmaD(d, d, low);
                d = TS.WidenHigh(v);
                high = TS.FmaD(d, d, high);
            }
            TS.StoreD(lanes + lane, low);
            TS.StoreD(lanes + lane + TS.Width / 2, high);
        }
        for (var k = whole; k < count; k++) lanes[k - whole] = Math.FusedMultiplyAdd(x[k], x[k], lanes[k - whole]);
        return OptimizerTwin.Tree(new ReadOnlySpan<double>(lanes, Lanes));
    }

    private static (nint First, nint Count) Range(long length, int chunk)
    {
        var first = (nint)chunk * FlatArguments.ChunkElements;
        return (first, (nint)Math.Min(FlatArguments.ChunkElements, length - first));
    }
}
