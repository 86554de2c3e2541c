// Written by Kernels/Generate/depthwise_tiles.py: change that, not this.
using System.Runtime.CompilerServices;

namespace Karyon.Tensors.Kernels.Vector.Depthwise;

internal static unsafe partial class DepthwiseTiles<S, TV, TD>
{
    /// <summary>Adds the weight gradient of 9 taps (3 x 3) over a run of output rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Taps3x3(in DepthwiseTaps t, float* x, float* d, float* sum, nint height, nint width)
    {
        nint tapRow = t.TapRow, t1 = t.TapColumn, t2 = 2 * t1, inputStep = t.InputStep;
        TV a0 = S.Load(sum), a1 = S.Load(sum + 1 * BlockedImage.Lanes), a2 = S.Load(sum + 2 * BlockedImage.Lanes), a3 = S.Load(sum + 3 * BlockedImage.Lanes), a4 = S.Load(sum + 4 * BlockedImage.Lanes), a5 = S.Load(sum + 5 * BlockedImage.Lanes), a6 = S.Load(sum + 6 * BlockedImage.Lanes), a7 = S.Load(sum + 7 * BlockedImage.Lanes), a8 = S.Load(sum + 8 * BlockedImage.Lanes);
        for (; height > 0; height--, x += t.InputRow, d += t.GradientRow)
        {
            float* p0 = x, p1 = p0 + tapRow, p2 = p1 + tapRow, q = d, end = d + width * BlockedImage.Lanes;
            for (; q != end; q += BlockedImage.Lanes)
            {
                var v = S.Load(q);
                a0 = S.Fma(S.Load(p0), v, a0);
                a1 = S.Fma(S.Load(p0 + t1), v, a1);
                a2 = S.Fma(S.Load(p0 + t2), v, a2);
                a3 = S.Fma(S.Load(p1), v, a3);
                a4 = S.Fma(S.Load(p1 + t1), v, a4);
                a5 = S.Fma(S.Load(p1 + t2), v, a5);
                a6 = S.Fma(S.Load(p2), v, a6);
                a7 = S.Fma(S.Load(p2 + t1), v, a7);
                a8 = S.Fma(S.Load(p2 + t2), v, a8);
                p0 += inputStep; p1 += inputStep; p2 += inputStep;
            }
        }
        S.Store(sum, a0);
        S.Store(sum + 1 * BlockedImage.Lanes, a1);
        S.Store(sum + 2 * BlockedImage.Lanes, a2);
        S.Store(sum + 3 * BlockedImage.Lanes, a3);
        S.Store(sum + 4 * BlockedImage.Lanes, a4);
        S.Store(sum + 5 * BlockedImage.Lanes, a5);
        S.Store(sum + 6 * BlockedImage.Lanes, a6);
        S.Store(sum + 7 * BlockedImage.Lanes, a7);
        S.Store(sum + 8 * BlockedImage.Lanes, a8);
    }

    /// <summary>Adds the weight gradient of 5 taps of a kernel row over a run of output rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Taps1x5(in DepthwiseTaps t, float* x, float* d, float* sum, nint height, nint width)
    {
        nint t1 = t.TapColumn, t2 = 2 * t1, t3 = 3 * t1, t4 = 4 * t1, inputStep = t.InputStep;
        TV a0 = S.Load(sum), a1 = S.Load(sum + 1 * BlockedImage.Lanes), a2 = S.Load(sum + 2 * BlockedImage.Lanes), a3 = S.Load(sum + 3 * BlockedImage.Lanes), a4 = S.Load(sum + 4 * BlockedImage.Lanes);
        for (; height > 0; height--, x += t.InputRow, d += t.GradientRow)
        {
            float* p0 = x, q = d, end = d + width * BlockedImage.Lanes;
            for (; q != end; q += BlockedImage.Lanes)
            {
                var v = S.Load(q);
                a0 = S.Fma(S.Load(p0), v, a0);
                a1 = S.Fma(S.Load(p0 + t1), v, a1);
                a2 = S.Fma(S.Load(p0 + t2), v, a2);
                a3 = S.Fma(S.Load(p0 + t3), v, a3);
                a4 = S.Fma(S.Load(p0 + t4), v, a4);
                p0 += inputStep;
            }
        }
        S.Store(sum, a0);
        S.Store(sum + 1 * BlockedImage.Lanes, a1);
        S.Store(sum + 2 * BlockedImage.Lanes, a2);
        S.Store(sum + 3 * BlockedImage.Lanes, a3);
        S.Store(sum + 4 * BlockedImage.Lanes, a4);
    }

    /// <summary>Adds the weight gradient of 3 taps of a kernel row over a run of output rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Taps1x3(in DepthwiseTaps t, float* x, float* d, float* sum, nint height, nint width)
    {
        nint t1 = t.TapColumn, t2 = 2 * t1, inputStep = t.InputStep;
        TV a0 = S.Load(sum), a1 = S.Load(sum + 1 * BlockedImage.Lanes), a2 = S.Load(sum + 2 * BlockedImage.Lanes);
        for (; height > 0; height--, x += t.InputRow, d += t.GradientRow)
        {
            float* p0 = x, q = d, end = d + width * BlockedImage.Lanes;
            for (; q != end; q += BlockedImage.Lanes)
            {
                var v = S.Load(q);
                a0 = S.Fma(S.Load(p0), v, a0);
                a1 = S.Fma(S.Load(p0 + t1), v, a1);
                a2 = S.Fma(S.Load(p0 + t2), v, a2);
                p0 += inputStep;
            }
        }
        S.Store(sum, a0);
        S.Store(sum + 1 * BlockedImage.Lanes, a1);
        S.Store(sum + 2 * BlockedImage.Lanes, a2);
    }

    /// <summary>Adds the weight gradient of 1 tap over a run of output rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Taps1x1(in DepthwiseTaps t, float* x, float* d, float* sum, nint height, nint width)
    {
        nint inputStep = t.InputStep;
        TV a0 = S.Load(sum);
        for (; height > 0; height--, x += t.InputRow, d += t.GradientRow)
        {
            float* p0 = x, q = d, end = d + width * BlockedImage.Lanes;
            for (; q != end; q += BlockedImage.Lanes)
            {
                var v = S.Load(q);
                a0 = S.Fma(S.Load(p0), v, a0);
                p0 += inputStep;
            }
        }
        S.Store(sum, a0);
    }
}
