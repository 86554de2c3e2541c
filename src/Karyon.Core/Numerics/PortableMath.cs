namespace Karyon.Core.Numerics;

/// <summary>
/// Elementary functions that give the same bits on every machine. <see cref="Math"/> takes them from the platform's C library,
/// whose last places differ; these use only +, -, *, /, <see cref="Math.FusedMultiplyAdd"/> and bit operations, which IEEE 754 rounds exactly.
/// Results are within one unit in the last place (double). NaN gives NaN. All methods are pure and thread safe.
/// </summary>
/// <remarks>
/// Method: argument reduction to a short interval in twice the working precision, then the Taylor series, whose coefficients
/// are closed forms. The float forms round the double result once more, so they are off by at most 0.5000001 units.
/// </remarks>
public static partial class PortableMath
{
    private const double Ln2High = 0.6931471805599453;
    private const double Ln2Low = 2.3190468138462996e-17;
    private const double InverseLn2 = 1.4426950408889634;

    /// <summary>e to the power <paramref name="x"/>; 0 below -745.14, infinity above 709.78.</summary>
    public static double Exp(double x)
    {
        if (double.IsNaN(x)) return x;
        if (x > 709.782712893384) return double.PositiveInfinity;
        if (x < -745.1332191019412) return 0;
        var (mantissa, exponent) = ExpMinusOneReduced(new DoubleDouble(x, 0));
        return Scale(1 + mantissa.High + mantissa.Low, exponent);
    }

    /// <inheritdoc cref="Exp(double)"/>
    public static float Exp(float x) => (float)Exp((double)x);

    /// <summary>e to the power <paramref name="x"/>, less 1, exact to the last place near 0 as well.</summary>
    public static double ExpMinusOne(double x)
    {
        if (double.IsNaN(x) || x == 0) return x;
        if (x > 709.782712893384) return double.PositiveInfinity;
        if (x < -40) return -1;
        var result = ExpMinusOnePair(x);
        return result.High + result.Low;
    }

    /// <inheritdoc cref="ExpMinusOne(double)"/>
    public static float ExpMinusOne(float x) => (float)ExpMinusOne((double)x);

    /// <summary>The natural logarithm; NaN below 0, negative infinity at 0.</summary>
    public static double Log(double x)
    {
        if (double.IsNaN(x) || x < 0) return double.NaN;
        if (x == 0) return double.NegativeInfinity;
        if (double.IsPositiveInfinity(x)) return x;
        var (mantissa, exponent) = Split(x);
        var s = AtanhArgument(mantissa);
        var squared = s.High * s.High;
        // log m = 2 atanh s = 2 s + 2 s^3 (1/3 + s^2/5 + ...), |s| <= 0.1716
        var series = 1.0 / 23;
        for (var odd = 21; odd >= 3; odd -= 2) series = Math.FusedMultiplyAdd(series, squared, 1.0 / odd);
        var correction = 2 * (s.Low + s.High * squared * series);
        if (exponent == 0) return 2 * s.High + correction;
        var whole = DoubleDouble.Product(exponent, Ln2High);
        var sum = DoubleDouble.Sum(whole.High, 2 * s.High);
        return sum.High + (sum.Low + (correction + (whole.Low + exponent * Ln2Low)));
    }

    /// <inheritdoc cref="Log(double)"/>
    public static float Log(float x) => (float)Log((double)x);

    /// <summary>
    /// <paramref name="x"/> to the power <paramref name="y"/>, with the special cases of IEEE 754 (anything to the power 0 is 1,
    /// a negative base needs an integral exponent, else NaN).
    /// </summary>
    public static double Pow(double x, double y)
    {
        if (y == 0 || x == 1) return 1;
        if (double.IsNaN(x) || double.IsNaN(y)) return double.NaN;
        var integral = double.IsInteger(y);
        var odd = integral && Math.Abs(y) < 9007199254740992 && ((long)y & 1) != 0;
        var magnitude = Math.Abs(x);
        double power;
        if (double.IsInfinity(y)) power = magnitude == 1 ? 1 : (magnitude > 1) == (y > 0) ? double.PositiveInfinity : 0;
        else if (magnitude == 0 || double.IsInfinity(magnitude)) power = (magnitude == 0) == (y > 0) ? 0 : double.PositiveInfinity;
        else if (x < 0 && !integral) return double.NaN;
        else power = PowFinite(magnitude, y);
        return odd && double.IsNegative(x) ? -power : power;
    }

    /// <inheritdoc cref="Pow(double, double)"/>
    public static float Pow(float x, float y) => (float)Pow((double)x, y);

    /// <summary>The hyperbolic tangent.</summary>
    public static double Tanh(double x)
    {
        if (double.IsNaN(x) || x == 0) return x;
        var magnitude = Math.Abs(x);
        if (magnitude >= 20) return Math.CopySign(1, x); // 1 - tanh 20 < 2^-56
        if (magnitude < 1e-9) return x; // x^3/3 is below the last place
        var e = ExpMinusOnePair(2 * magnitude);
        var ratio = e / (e + 2.0);
        return Math.CopySign(ratio.High + ratio.Low, x);
    }

    /// <inheritdoc cref="Tanh(double)"/>
    public static float Tanh(float x) => (float)Tanh((double)x);

    private static double PowFinite(double x, double y)
    {
        var exponent = LogPair(x) * y;
        // Far outside the range of exp; the product itself may have overflowed to a sum with NaN in its low part.
        if (!(exponent.High < 800)) return double.PositiveInfinity;
        if (!(exponent.High > -800)) return 0;
        var (mantissa, scale) = ExpMinusOneReduced(exponent);
        return Scale(1 + mantissa.High + mantissa.Low, scale);
    }

    /// <summary>The natural logarithm of a positive finite number to about 70 bits.</summary>
    private static DoubleDouble LogPair(double x)
    {
        var (mantissa, exponent) = Split(x);
        var s = AtanhArgument(mantissa);
        var squared = s * s;
        // The tail from s^11 on in double: its error is 2^-53 of a term that is 2^-25 of the sum.
        var tail = 1.0 / 27;
        for (var odd = 25; odd >= 11; odd -= 2) tail = Math.FusedMultiplyAdd(tail, squared.High, 1.0 / odd);
        var series = squared * tail;
        for (var odd = 9; odd >= 3; odd -= 2)
        {
            series += Reciprocal(odd);
            series *= squared;
        }
        var log = s * (series + 1.0) * 2.0;
        if (exponent == 0) return log;
        return DoubleDouble.Product(exponent, Ln2High) + log + exponent * Ln2Low;
    }

    private static DoubleDouble Reciprocal(int n)
    {
        var quotient = 1.0 / n;
        return new(quotient, Math.FusedMultiplyAdd(-quotient, n, 1) / n);
    }

    /// <summary>e^x - 1 as a pair, for -40 &lt;= x &lt;= 709.78.</summary>
    private static DoubleDouble ExpMinusOnePair(double x)
    {
        var (mantissa, exponent) = ExpMinusOneReduced(new DoubleDouble(x, 0));
        if (exponent == 0) return mantissa;
        if (exponent > 1000) return new(Scale(1 + mantissa.High + mantissa.Low, exponent), 0); // the 1 is far below the last place
        var power = Scale(1, exponent);
        return DoubleDouble.Sum(power, -1) + new DoubleDouble(mantissa.High * power, mantissa.Low * power);
    }

    /// <summary>Splits x = k ln 2 + r, |r| &lt;= 0.35, and returns e^r - 1 and k.</summary>
    private static (DoubleDouble Mantissa, int Exponent) ExpMinusOneReduced(DoubleDouble x)
    {
        var k = Math.Round(x.High * InverseLn2);
        // x - k ln2High is exact: both are multiples of 2^-54 and the difference is below 1.
        var r = DoubleDouble.Sum(Math.FusedMultiplyAdd(-k, Ln2High, x.High), Math.FusedMultiplyAdd(-k, Ln2Low, x.Low));
        var t = r.High;
        var series = 1.0 / 87178291200; // 1/14!
        series = Math.FusedMultiplyAdd(series, t, 1.0 / 6227020800);
        series = Math.FusedMultiplyAdd(series, t, 1.0 / 479001600);
        series = Math.FusedMultiplyAdd(series, t, 1.0 / 39916800);
        series = Math.FusedMultiplyAdd(series, t, 1.0 / 3628800);
        series = Math.FusedMultiplyAdd(series, t, 1.0 / 362880);
        series = Math.FusedMultiplyAdd(series, t, 1.0 / 40320);
        series = Math.FusedMultiplyAdd(series, t, 1.0 / 5040);
        series = Math.FusedMultiplyAdd(series, t, 1.0 / 720);
        series = Math.FusedMultiplyAdd(series, t, 1.0 / 120);
        series = Math.FusedMultiplyAdd(series, t, 1.0 / 24);
        series = Math.FusedMultiplyAdd(series, t, 1.0 / 6);
        // t + t^2/2 exactly rounded as a pair; the rest, t^3 (1/6 + ...), is at most 2 % of it.
        var square = DoubleDouble.Product(t, t);
        var head = DoubleDouble.Sum(t, 0.5 * square.High);
        var rest = Math.FusedMultiplyAdd(square.High * t, series, 0.5 * square.Low) + Math.FusedMultiplyAdd(r.Low, t, r.Low);
        return (DoubleDouble.Sum(head.High, head.Low + rest), (int)k);
    }

    /// <summary>Splits a positive finite number into m 2^k with m in [sqrt 1/2, sqrt 2).</summary>
    private static (double Mantissa, int Exponent) Split(double x)
    {
        var shift = 0;
        if (x < 2.2250738585072014e-308)
        {
            x *= 18014398509481984; // 2^54 lifts subnormal numbers
            shift = -54;
        }
        var bits = BitConverter.DoubleToInt64Bits(x);
        var exponent = (int)(bits >> 52) - 1023;
        var mantissa = BitConverter.Int64BitsToDouble((bits & 0xF_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
        if (mantissa < 1.4142135623730951) return (mantissa, exponent + shift);
        return (mantissa * 0.5, exponent + 1 + shift);
    }

    /// <summary>(m - 1)/(m + 1) as a pair, so that log m = 2 atanh of it.</summary>
    private static DoubleDouble AtanhArgument(double mantissa)
    {
        var numerator = mantissa - 1; // exact
        var denominator = DoubleDouble.Sum(mantissa, 1);
        var quotient = numerator / denominator.High;
        var rest = Math.FusedMultiplyAdd(-quotient, denominator.High, numerator) - quotient * denominator.Low;
        return new(quotient, rest / denominator.High);
    }

    /// <summary>x 2^k for x near 1, also where the result is subnormal.</summary>
    private static double Scale(double x, int k)
    {
        if (k > 1023) return x * PowerOfTwo(1023) * PowerOfTwo(k - 1023);
        return k < -1022 ? x * PowerOfTwo(k + 1000) * PowerOfTwo(-1000) : x * PowerOfTwo(k);
    }

    private static double PowerOfTwo(int k)
    {
        if (k > 1023) return double.PositiveInfinity;
        return k < -1022 ? 0 : BitConverter.Int64BitsToDouble((long)(k + 1023) << 52);
    }
}
