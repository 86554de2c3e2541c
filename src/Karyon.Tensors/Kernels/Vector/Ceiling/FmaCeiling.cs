using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Karyon.Tensors.Kernels.Vector.Ceiling;

/// <summary>
/// What a core can do at most: fused multiply-adds between registers, with enough of them in flight to hide their latency. Kernels are
/// judged as shares of this, taken in the same process, because machines and moments differ.
/// </summary>
internal static unsafe class FmaCeiling
{
    private const int Accumulators = 12;
    private const int Iterations = 20_000;

    /// <summary>The calling thread's ceiling in GFLOP/s (a multiply-add counts two): the best of some short runs.</summary>
    /// <param name="path">Vector width; this machine must run it.</param>
    /// <param name="rounds">Runs of some tens of microseconds each.</param>
    public static double Measure(VectorPath path, int rounds)
    {
        var best = double.PositiveInfinity;
        float sink;
        for (var round = 0; round < rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            Burn(path, &sink);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return Flops(path) / best * 1e-9;
    }

    /// <summary>Floating-point operations of one <see cref="Burn"/>.</summary>
    public static double Flops(VectorPath path) => 2.0 * 2 * Accumulators * Iterations * ((int)path / 32);

    /// <summary>One run: nothing but multiply-adds between registers.</summary>
    /// <param name="path">Vector width.</param>
    /// <param name="sink">Takes a value that depends on all of them.</param>
    public static void Burn(VectorPath path, float* sink)
    {
        *sink = path switch
        {
            VectorPath.Bits512 => Burn<Simd512, Vector512<float>, Vector512<double>>(),
            VectorPath.Bits256 => Burn<Simd256, Vector256<float>, Vector256<double>>(),
            _ => Burn<Simd128, Vector128<float>, Vector128<double>>(),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Burn<S, TV, TD>()
        where S : struct, ISimd<TV, TD>
        where TV : unmanaged
        where TD : unmanaged
    {
        var factor = S.Create(0.5f);
        var term = S.Create(1f);
        TV a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11;
        a0 = a1 = a2 = a3 = a4 = a5 = a6 = a7 = a8 = a9 = a10 = a11 = term;
        for (var i = Iterations; i != 0; i--)
        {
            a0 = S.Fma(a0, factor, term); a1 = S.Fma(a1, factor, term); a2 = S.Fma(a2, factor, term); a3 = S.Fma(a3, factor, term);
            a4 = S.Fma(a4, factor, term); a5 = S.Fma(a5, factor, term); a6 = S.Fma(a6, factor, term); a7 = S.Fma(a7, factor, term);
            a8 = S.Fma(a8, factor, term); a9 = S.Fma(a9, factor, term); a10 = S.Fma(a10, factor, term); a11 = S.Fma(a11, factor, term);
            a0 = S.Fma(a0, factor, term); a1 = S.Fma(a1, factor, term); a2 = S.Fma(a2, factor, term); a3 = S.Fma(a3, factor, term);
            a4 = S.Fma(a4, factor, term); a5 = S.Fma(a5, factor, term); a6 = S.Fma(a6, factor, term); a7 = S.Fma(a7, factor, term);
            a8 = S.Fma(a8, factor, term); a9 = S.Fma(a9, factor, term); a10 = S.Fma(a10, factor, term); a11 = S.Fma(a11, factor, term);
        }
        var sum = S.Add(S.Add(S.Add(a0, a1), S.Add(a2, a3)), S.Add(S.Add(S.Add(a4, a5), S.Add(a6, a7)), S.Add(S.Add(a8, a9), S.Add(a10, a11))));
        var lanes = stackalloc float[S.Width];
        S.Store(lanes, sum);
        return lanes[0];
    }
}
