using System.Runtime.CompilerServices;
using Karyon.Tensors.Kernels.Vector.Optimization;

namespace Karyon.Tensors.Kernels.Scalar.Optimization;

/// <summary>The optimiser steps on one value; also the tails of the vector kernels.</summary>
internal static class OptimizerTwin
{
    /// <summary>Stochastic gradient descent; without momentum the buffer is not touched and may be a null reference.</summary>
    public static void Sgd(in OptimizerArguments a, ref float value, float gradient, ref float buffer)
    {
        var d = MathF.FusedMultiplyAdd(a.Decay, value, gradient);
        if (a.Momentum != 0 && !Unsafe.IsNullRef(ref buffer))
        {
            buffer = MathF.FusedMultiplyAdd(a.Momentum, buffer, d);
            d = a.Nesterov ? MathF.FusedMultiplyAdd(a.Momentum, buffer, d) : buffer;
        }
        value = MathF.FusedMultiplyAdd(-a.Rate, d, value);
    }

    /// <summary>Adam (Kingma and Ba 2015) and AdamW (Loshchilov and Hutter 2019).</summary>
    public static void Adam(in OptimizerArguments a, ref float value, float gradient, ref float first, ref float second)
    {
        var kept = value * a.Keep;
        var d = MathF.FusedMultiplyAdd(a.Decay, kept, gradient);
        first = MathF.FusedMultiplyAdd(a.FirstRate, d - first, first);
        second = MathF.FusedMultiplyAdd(a.SecondRate * d, d, a.SecondKeep * second);
        var divisor = MathF.Sqrt(second) / a.Correction + a.Epsilon;
        value = MathF.FusedMultiplyAdd(-a.Rate, first / divisor, kept);
    }

    /// <summary>Exponential moving average.</summary>
    public static void Average(in OptimizerArguments a, float value, ref float average) =>
        average = MathF.FusedMultiplyAdd(a.FirstRate, value - average, average);

    /// <summary>16 lanes by halves: lane k + lane k + 8, then + 4, + 2, + 1.</summary>
    public static double Tree(ReadOnlySpan<double> lanes)
    {
        Span<double> sums = stackalloc double[16];
        lanes.CopyTo(sums);
        for (var half = 8; half > 0; half /= 2)
            for (var k = 0; k < half; k++) sums[k] += sums[k + half];
        return sums[0];
    }
}
