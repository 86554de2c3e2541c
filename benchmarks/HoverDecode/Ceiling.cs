using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HoverDecode;

/// <summary>What one core multiplies and adds at best: ten independent chains of fused multiply-adds in registers.</summary>
internal static class Ceiling
{
    private const int Rounds = 1_000_000;

    /// <summary>GFLOP/s in float, by processor time.</summary>
    public static double Measure()
    {
        var before = Environment.CpuUsage.TotalTime;
        var sum = Vector512.IsHardwareAccelerated ? Chains512(Rounds) : Chains256(Rounds);
        var seconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        var lanes = Vector512.IsHardwareAccelerated ? 16 : 8;
        return float.IsNaN(sum) ? 0 : Rounds * 20.0 * lanes / seconds / 1e9;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Chains512(int rounds)
    {
        Vector512<float> a = Vector512<float>.One, b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a, j = a, factor = Vector512.Create(0.999f);
        for (var round = 0; round < rounds; round++)
        {
            a = Vector512.FusedMultiplyAdd(a, factor, factor);
            b = Vector512.FusedMultiplyAdd(b, factor, factor);
            c = Vector512.FusedMultiplyAdd(c, factor, factor);
            d = Vector512.FusedMultiplyAdd(d, factor, factor);
            e = Vector512.FusedMultiplyAdd(e, factor, factor);
            f = Vector512.FusedMultiplyAdd(f, factor, factor);
            g = Vector512.FusedMultiplyAdd(g, factor, factor);
            h = Vector512.FusedMultiplyAdd(h, factor, factor);
            i = Vector512.FusedMultiplyAdd(i, factor, factor);
            j = Vector512.FusedMultiplyAdd(j, factor, factor);
        }
        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Chains256(int rounds)
    {
        Vector256<float> a = Vector256<float>.One, b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a, j = a, factor = Vector256.Create(0.999f);
        for (var round = 0; round < rounds; round++)
        {
            a = Vector256.FusedMultiplyAdd(a, factor, factor);
            b = Vector256.FusedMultiplyAdd(b, factor, factor);
            c = Vector256.FusedMultiplyAdd(c, factor, factor);
            d = Vector256.FusedMultiplyAdd(d, factor, factor);
            e = Vector256.FusedMultiplyAdd(e, factor, factor);
            f = Vector256.FusedMultiplyAdd(f, factor, factor);
            g = Vector256.FusedMultiplyAdd(g, factor, factor);
            h = Vector256.FusedMultiplyAdd(h, factor, factor);
            i = Vector256.FusedMultiplyAdd(i, factor, factor);
            j = Vector256.FusedMultiplyAdd(j, factor, factor);
        }
        return Vector256.Sum(a + b + c + d + e + f + g + h + i + j);
    }
}
