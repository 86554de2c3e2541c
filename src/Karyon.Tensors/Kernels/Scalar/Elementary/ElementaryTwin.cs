using System.Numerics;
using System.Runtime.CompilerServices;
using C = Karyon.Tensors.Kernels.Scalar.Elementary.ElementaryConstants;

namespace Karyon.Tensors.Kernels.Scalar.Elementary;

/// <summary>
/// The elementary functions one number at a time. In float they define the bits (constants and polynomials of
/// <see cref="ElementaryConstants"/>); in other types they are the platform's, for tests of the mathematics.
/// </summary>
internal static class ElementaryTwin
{
    public static T Exp<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? Unsafe.BitCast<float, T>(ExpOf(Unsafe.BitCast<T, float>(x))) : T.Exp(x);

    public static T Log<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? Unsafe.BitCast<float, T>(LogOf(Unsafe.BitCast<T, float>(x))) : T.Log(x);

    /// <summary>With t = e^-|x|: 1 / (1 + t) for x >= 0, t / (1 + t) below.</summary>
    public static T Sigmoid<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var t = Exp(T.Zero - T.Abs(x));
        return (T.Zero > x ? t : T.One) / (T.One + t);
    }

    public static T Tanh<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? Unsafe.BitCast<float, T>(TanhOf(Unsafe.BitCast<T, float>(x))) : T.Tanh(x);

    public static T Erf<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? Unsafe.BitCast<float, T>(ErfOf(Unsafe.BitCast<T, float>(x))) : T.CreateTruncating(ErrorFunction.Of(double.CreateTruncating(x)));

    /// <summary>x (1 + erf(x / sqrt 2)) / 2.</summary>
    public static T Gelu<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => x * NormalDistribution(x);

    /// <summary>The slope of <see cref="Gelu"/>: P(x) + x p(x) with the normal law's distribution P and density p.</summary>
    public static T GeluSlope<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var density = Exp(Half<T>() * x * (T.Zero - x)) * Constant<T>(C.NormalDensityAtZero, ErrorFunction.NormalDensityAtZero);
        return T.FusedMultiplyAdd(x, density, NormalDistribution(x));
    }

    /// <summary>x / (1 + e^-x).</summary>
    public static T Silu<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => x * Sigmoid(x);

    /// <summary>The slope of <see cref="Silu"/>: with s = sigmoid(x), s (1 + x (1 - s)).</summary>
    public static T SiluSlope<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var s = Sigmoid(x);
        return s * T.FusedMultiplyAdd(x, T.One - s, T.One);
    }

    private static T NormalDistribution<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var half = Half<T>();
        return T.FusedMultiplyAdd(half, Erf(x * Constant<T>(C.SquareRootOfHalf, ErrorFunction.SquareRootOfHalf)), half);
    }

    private static T Half<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => T.CreateTruncating(0.5);

    /// <summary>A constant in the type's own precision.</summary>
    private static T Constant<T>(float single, double precise)
        where T : unmanaged, IFloatingPointIeee754<T> => typeof(T) == typeof(float) ? T.CreateTruncating(single) : T.CreateTruncating(precise);

    /// <summary>x = n ln 2 + r with |r| &lt;= ln 2 / 2; e^x = 2^n (1 + r + r² p(r)).</summary>
    private static float ExpOf(float x)
    {
        x = C.ExpLowest > x ? C.ExpLowest : x;
        x = C.ExpHighest < x ? C.ExpHighest : x;
        var n = MathF.Round(x * C.Log2E);
        var r = MathF.FusedMultiplyAdd(-n, C.Ln2High, x);
        r = MathF.FusedMultiplyAdd(-n, C.Ln2Low, r);
        var p = MathF.FusedMultiplyAdd(C.Exp0, r, C.Exp1);
        p = MathF.FusedMultiplyAdd(p, r, C.Exp2);
        p = MathF.FusedMultiplyAdd(p, r, C.Exp3);
        p = MathF.FusedMultiplyAdd(p, r, C.Exp4);
        p = MathF.FusedMultiplyAdd(p, r, C.Exp5);
        p = MathF.FusedMultiplyAdd(p, r * r, r) + 1f;
        var half = MathF.Round(n * 0.5f);
        return p * PowerOf2(half) * PowerOf2(n - half);
    }

    /// <summary>x = 2^e m with m in (sqrt(1/2), sqrt(2)], f = m - 1; ln x = e ln 2 + f - f²/2 + f³ p(f).</summary>
    private static float LogOf(float x)
    {
        if (!(x > 0)) return x < 0 ? float.NaN : x + float.NegativeInfinity;
        if (x > float.MaxValue) return x;
        var subnormal = x < C.SmallestNormal;
        var bits = BitConverter.SingleToInt32Bits(subnormal ? x * C.SubnormalFactor : x);
        float e = (bits >> 23) - 127;
        if (subnormal) e -= C.SubnormalExponent;
        var m = BitConverter.Int32BitsToSingle((bits & 0x007fffff) | 0x3f800000);
        if (m > C.SquareRootOf2)
        {
            e += 1;
            m *= 0.5f;
        }
        var f = m - 1f;
        var z = f * f;
        var p = MathF.FusedMultiplyAdd(C.Log0, f, C.Log1);
        p = MathF.FusedMultiplyAdd(p, f, C.Log2);
        p = MathF.FusedMultiplyAdd(p, f, C.Log3);
        p = MathF.FusedMultiplyAdd(p, f, C.Log4);
        p = MathF.FusedMultiplyAdd(p, f, C.Log5);
        p = MathF.FusedMultiplyAdd(p, f, C.Log6);
        p = MathF.FusedMultiplyAdd(p, f, C.Log7);
        p = MathF.FusedMultiplyAdd(p, f, C.Log8);
        p = p * f * z;
        p = MathF.FusedMultiplyAdd(e, C.Ln2Low, p);
        p = MathF.FusedMultiplyAdd(-0.5f, z, p);
        return MathF.FusedMultiplyAdd(e, C.Ln2High, f + p);
    }

    /// <summary>A polynomial near zero, 1 - 2 / (e^2|x| + 1) with the sign of x elsewhere.</summary>
    private static float TanhOf(float x)
    {
        var a = MathF.Abs(x);
        if (a > C.TanhPolynomialEnd)
        {
            var far = 1f - 2f / (ExpOf(a + a) + 1f);
            return 0 > x ? 0f - far : far;
        }
        var z = x * x;
        var p = MathF.FusedMultiplyAdd(C.Tanh0, z, C.Tanh1);
        p = MathF.FusedMultiplyAdd(p, z, C.Tanh2);
        p = MathF.FusedMultiplyAdd(p, z, C.Tanh3);
        p = MathF.FusedMultiplyAdd(p, z, C.Tanh4);
        return MathF.FusedMultiplyAdd(p * z, x, x);
    }

    /// <summary>x + x p(x²) near zero, 1 - e^-q(|x|) with the sign of x elsewhere.</summary>
    private static float ErfOf(float x)
    {
        var a = MathF.Abs(x);
        if (a > C.ErfPolynomialEnd)
        {
            a = a < C.ErfHighest ? a : C.ErfHighest;
            var q = MathF.FusedMultiplyAdd(C.ErfFar0, a, C.ErfFar1);
            q = MathF.FusedMultiplyAdd(q, a, C.ErfFar2);
            q = MathF.FusedMultiplyAdd(q, a, C.ErfFar3);
            q = MathF.FusedMultiplyAdd(q, a, C.ErfFar4);
            q = MathF.FusedMultiplyAdd(q, a, C.ErfFar5);
            q = MathF.FusedMultiplyAdd(q, a, C.ErfFar6);
            q = MathF.FusedMultiplyAdd(q, a, C.ErfFar7);
            var far = 1f - ExpOf(0f - q);
            return 0 > x ? 0f - far : far;
        }
        var z = x * x;
        var p = MathF.FusedMultiplyAdd(C.ErfNear0, z, C.ErfNear1);
        p = MathF.FusedMultiplyAdd(p, z, C.ErfNear2);
        p = MathF.FusedMultiplyAdd(p, z, C.ErfNear3);
        p = MathF.FusedMultiplyAdd(p, z, C.ErfNear4);
        p = MathF.FusedMultiplyAdd(p, z, C.ErfNear5);
        p = MathF.FusedMultiplyAdd(p, z, C.ErfNear6);
        return MathF.FusedMultiplyAdd(x, p, x);
    }

    private static float PowerOf2(float n) => BitConverter.Int32BitsToSingle(((int)n + 127) << 23);
}
