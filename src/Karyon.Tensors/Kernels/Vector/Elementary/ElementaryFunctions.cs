using System.Runtime.CompilerServices;
using C = Karyon.Tensors.Kernels.Scalar.Elementary.ElementaryConstants;

namespace Karyon.Tensors.Kernels.Vector.Elementary;

/// <summary>
/// exp, log and tanh within 2 units in the last place, erf within 1.1, the logistic function within 2.2; every step is a correctly rounded operation, so every
/// vector width and machine gives the bits of <see cref="Scalar.Elementary.ElementaryTwin"/>.
/// </summary>
internal static class ElementaryFunctions<TS, TV, TD>
    where TS : struct, ISimd<TV, TD>
    where TV : unmanaged
    where TD : unmanaged
{
    /// <summary>e to the x: 0 and infinity where it leaves the range, NaN for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Exp(TV x)
    {
        x = TS.Min(TS.Create(C.ExpHighest), TS.Max(TS.Create(C.ExpLowest), x));
        var n = TS.Round(TS.Mul(x, TS.Create(C.Log2E)));
        var p = Mantissa(x, n);

        // In two steps, so that results reach 2^128 and below 2^-126 with one rounding.
        var half = TS.Round(TS.Mul(n, TS.Create(0.5f)));
        return TS.Mul(TS.Mul(p, TS.Pow2(half)), TS.Pow2(TS.Sub(n, half)));
    }

    /// <summary>The bits of <see cref="Exp"/> for x within ± 80; less work.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TV ExpOfModerate(TV x)
    {
        var n = TS.Round(TS.Mul(x, TS.Create(C.Log2E)));
        return TS.Mul(Mantissa(x, n), TS.Pow2(n));
    }

    /// <summary>e^x = mantissa 2^n, the mantissa about within 0.7 and 1.5.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TV Mantissa(TV x, TV n)
    {
        var r = TS.Fnma(n, TS.Create(C.Ln2High), x);
        r = TS.Fnma(n, TS.Create(C.Ln2Low), r);
        var p = TS.Fma(TS.Create(C.Exp0), r, TS.Create(C.Exp1));
        p = TS.Fma(p, r, TS.Create(C.Exp2));
        p = TS.Fma(p, r, TS.Create(C.Exp3));
        p = TS.Fma(p, r, TS.Create(C.Exp4));
        p = TS.Fma(p, r, TS.Create(C.Exp5));
        return TS.Add(TS.Fma(p, TS.Mul(r, r), r), TS.Create(1f));
    }

    /// <summary>Natural logarithm: -infinity for 0, NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Log(TV x)
    {
        var smallest = TS.Create(C.SmallestNormal);
        var normal = TS.SelectGreater(smallest, x, TS.Mul(x, TS.Create(C.SubnormalFactor)), x);
        var e = TS.SplitExponent(normal, out var m);
        e = TS.Sub(e, TS.SelectGreater(smallest, x, TS.Create(C.SubnormalExponent), TS.Zero));
        var root = TS.Create(C.SquareRootOf2);
        e = TS.SelectGreater(m, root, TS.Add(e, TS.Create(1f)), e);
        m = TS.SelectGreater(m, root, TS.Mul(m, TS.Create(0.5f)), m);
        var f = TS.Sub(m, TS.Create(1f));
        var z = TS.Mul(f, f);
        var p = TS.Fma(TS.Create(C.Log0), f, TS.Create(C.Log1));
        p = TS.Fma(p, f, TS.Create(C.Log2));
        p = TS.Fma(p, f, TS.Create(C.Log3));
        p = TS.Fma(p, f, TS.Create(C.Log4));
        p = TS.Fma(p, f, TS.Create(C.Log5));
        p = TS.Fma(p, f, TS.Create(C.Log6));
        p = TS.Fma(p, f, TS.Create(C.Log7));
        p = TS.Fma(p, f, TS.Create(C.Log8));
        p = TS.Mul(TS.Mul(p, f), z);
        p = TS.Fma(e, TS.Create(C.Ln2Low), p);
        p = TS.Fnma(TS.Create(0.5f), z, p);
        p = TS.Fma(e, TS.Create(C.Ln2High), TS.Add(f, p));
        p = TS.SelectGreater(x, TS.Create(float.MaxValue), x, p);
        var others = TS.SelectGreater(TS.Zero, x, TS.Create(float.NaN), TS.Add(x, TS.Create(float.NegativeInfinity)));
        return TS.SelectPositive(x, p, others);
    }

    /// <summary>1 / (1 + e^-x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Sigmoid(TV x)
    {
        var t = Exp(TS.Sub(TS.Zero, TS.Abs(x)));
        var one = TS.Create(1f);
        return TS.Div(TS.SelectGreater(TS.Zero, x, t, one), TS.Add(one, t));
    }

    /// <summary>Hyperbolic tangent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Tanh(TV x)
    {
        var a = TS.Abs(x);
        var z = TS.Mul(x, x);
        var p = TS.Fma(TS.Create(C.Tanh0), z, TS.Create(C.Tanh1));
        p = TS.Fma(p, z, TS.Create(C.Tanh2));
        p = TS.Fma(p, z, TS.Create(C.Tanh3));
        p = TS.Fma(p, z, TS.Create(C.Tanh4));
        p = TS.Fma(TS.Mul(p, z), x, x);
        var t = Exp(TS.Add(a, a));
        var far = TS.Sub(TS.Create(1f), TS.Div(TS.Create(2f), TS.Add(t, TS.Create(1f))));
        far = TS.SelectGreater(TS.Zero, x, TS.Sub(TS.Zero, far), far);
        return TS.SelectGreater(a, TS.Create(C.TanhPolynomialEnd), far, p);
    }

    /// <summary>The error function.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Erf(TV x)
    {
        var z = TS.Mul(x, x);
        var p = TS.Fma(TS.Create(C.ErfNear0), z, TS.Create(C.ErfNear1));
        p = TS.Fma(p, z, TS.Create(C.ErfNear2));
        p = TS.Fma(p, z, TS.Create(C.ErfNear3));
        p = TS.Fma(p, z, TS.Create(C.ErfNear4));
        p = TS.Fma(p, z, TS.Create(C.ErfNear5));
        p = TS.Fma(p, z, TS.Create(C.ErfNear6));
        p = TS.Fma(x, p, x);
        var whole = TS.Abs(x);
        var a = TS.Min(whole, TS.Create(C.ErfHighest));
        var q = TS.Fma(TS.Create(C.ErfFar0), a, TS.Create(C.ErfFar1));
        q = TS.Fma(q, a, TS.Create(C.ErfFar2));
        q = TS.Fma(q, a, TS.Create(C.ErfFar3));
        q = TS.Fma(q, a, TS.Create(C.ErfFar4));
        q = TS.Fma(q, a, TS.Create(C.ErfFar5));
        q = TS.Fma(q, a, TS.Create(C.ErfFar6));
        q = TS.Fma(q, a, TS.Create(C.ErfFar7));
        var far = TS.Sub(TS.Create(1f), ExpOfModerate(TS.Sub(TS.Zero, q)));
        far = TS.SelectGreater(TS.Zero, x, TS.Sub(TS.Zero, far), far);
        return TS.SelectGreater(whole, TS.Create(C.ErfPolynomialEnd), far, p);
    }

    /// <summary>x (1 + erf(x / sqrt 2)) / 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Gelu(TV x) => TS.Mul(x, NormalDistribution(x));

    /// <summary>The slope of <see cref="Gelu"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV GeluSlope(TV x)
    {
        var density = TS.Mul(Exp(TS.Mul(TS.Mul(TS.Create(0.5f), x), TS.Sub(TS.Zero, x))), TS.Create(C.NormalDensityAtZero));
        return TS.Fma(x, density, NormalDistribution(x));
    }

    /// <summary>x / (1 + e^-x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Silu(TV x) => TS.Mul(x, Sigmoid(x));

    /// <summary>The slope of <see cref="Silu"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV SiluSlope(TV x)
    {
        var s = Sigmoid(x);
        var one = TS.Create(1f);
        return TS.Mul(s, TS.Fma(x, TS.Sub(one, s), one));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TV NormalDistribution(TV x)
    {
        var half = TS.Create(0.5f);
        return TS.Fma(half, Erf(TS.Mul(x, TS.Create(C.SquareRootOfHalf))), half);
    }
}
