using System.Globalization;
using System.Numerics;

namespace Karyon.Core.Numerics;

public static partial class PortableMath
{
    private const double HalfPi1 = 1.5707963267948966;
    private const double HalfPi2 = 6.123233995736766e-17;
    private const double HalfPi3 = -1.4973849048591698e-33;
    private const double TwoOverPi = 0.6366197723675814;
    private const int TwoOverPiBits = 1216;

    /// <summary>floor(2/pi 2^1216): enough bits for the largest double.</summary>
    private static readonly BigInteger TwoOverPiDigits = BigInteger.Parse(
        "0a2f9836e4e441529fc2757d1f534ddc0db6295993c439041fe5163abdebbc561b7246e3a424dd2e006492eea09d1921c"
        + "fe1deb1cb129a73ee88235f52ebb4484e99c7026b45f7e413991d639835339f49c845f8bbdf9283b1ff897ffde05980f"
        + "ef2f118b5a0a6d1f6d367ecf27cb09b74f463f669e5fea2d7527bac7ebe5f17b3d0739f78a5292ea6bfb5fb11f8d5d08"
        + "56033046fc7b6bab", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>The sine of an angle in radians; NaN for an infinite one. Exact reduction for every double; above 2^19 it is slow.</summary>
    public static double Sin(double x)
    {
        if (!double.IsFinite(x)) return double.NaN;
        if (x == 0) return x;
        var (quadrant, rest) = ReduceByHalfPi(x);
        var value = (quadrant & 1) == 0 ? SinReduced(rest) : CosReduced(rest);
        return (quadrant & 2) == 0 ? value : -value;
    }

    /// <inheritdoc cref="Sin(double)"/>
    public static float Sin(float x) => (float)Sin((double)x);

    /// <summary>The cosine of an angle in radians; NaN for an infinite one. Exact reduction for every double; above 2^19 it is slow.</summary>
    public static double Cos(double x)
    {
        if (!double.IsFinite(x)) return double.NaN;
        var (quadrant, rest) = ReduceByHalfPi(x);
        var value = (quadrant & 1) == 0 ? CosReduced(rest) : SinReduced(rest);
        return ((quadrant + 1) & 2) == 0 ? value : -value;
    }

    /// <inheritdoc cref="Cos(double)"/>
    public static float Cos(float x) => (float)Cos((double)x);

    /// <summary>x = q pi/2 + r with |r| &lt;= pi/4 and r as a pair.</summary>
    private static (int Quadrant, DoubleDouble Remainder) ReduceByHalfPi(double x)
    {
        if (Math.Abs(x) <= 0.7853981633974483) return (0, new(x, 0));
        if (Math.Abs(x) >= 524288) return ReduceLarge(x);
        var q = Math.Round(x * TwoOverPi);
        var first = Math.FusedMultiplyAdd(-q, HalfPi1, x); // exact: multiples of 2^-53 below 1
        var second = DoubleDouble.Product(-q, HalfPi2);
        var rest = DoubleDouble.Sum(first, second.High) + Math.FusedMultiplyAdd(-q, HalfPi3, second.Low);
        return ((int)((long)q & 3), rest);
    }

    private static (int Quadrant, DoubleDouble Remainder) ReduceLarge(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(Math.Abs(x));
        var exponent = (int)(bits >> 52) - 1075;
        var product = ((bits & 0xF_FFFF_FFFF_FFFF) | 0x10_0000_0000_0000) * TwoOverPiDigits;
        var fractionBits = TwoOverPiBits - exponent;
        var quarter = (product + (BigInteger.One << (fractionBits - 1))) >> fractionBits;
        var fraction = product - (quarter << fractionBits);
        var quadrant = (int)(quarter & 3);
        var sign = fraction.Sign;
        fraction = BigInteger.Abs(fraction);
        // The leading 106 bits as two exact halves of 53.
        var drop = (int)fraction.GetBitLength() - 106;
        var leading = drop >= 0 ? fraction >> drop : fraction << -drop;
        var scale = PowerOfTwo(drop - fractionBits);
        var high = (double)(long)(leading >> 53) * 9007199254740992 * scale;
        var low = (double)(long)(leading & ((1L << 53) - 1)) * scale;
        var rest = DoubleDouble.Sum(sign * high, sign * low) * new DoubleDouble(HalfPi1, HalfPi2);
        return x > 0 ? (quadrant, rest) : (-quadrant & 3, new(-rest.High, -rest.Low));
    }

    private static double SinReduced(DoubleDouble r)
    {
        var t = r.High;
        var z = t * t;
        var series = 1.0 / 355687428096000; // 1/17!
        series = Math.FusedMultiplyAdd(series, z, -1.0 / 1307674368000);
        series = Math.FusedMultiplyAdd(series, z, 1.0 / 6227020800);
        series = Math.FusedMultiplyAdd(series, z, -1.0 / 39916800);
        series = Math.FusedMultiplyAdd(series, z, 1.0 / 362880);
        series = Math.FusedMultiplyAdd(series, z, -1.0 / 5040);
        series = Math.FusedMultiplyAdd(series, z, 1.0 / 120);
        series = Math.FusedMultiplyAdd(series, z, -1.0 / 6);
        return t + Math.FusedMultiplyAdd(z * t, series, Math.FusedMultiplyAdd(-0.5 * z, r.Low, r.Low));
    }

    private static double CosReduced(DoubleDouble r)
    {
        var t = r.High;
        var square = DoubleDouble.Product(t, t);
        var z = square.High;
        var series = 1.0 / 6402373705728000; // 1/18!
        series = Math.FusedMultiplyAdd(-series, z, 1.0 / 20922789888000);
        series = Math.FusedMultiplyAdd(series, z, -1.0 / 87178291200);
        series = Math.FusedMultiplyAdd(series, z, 1.0 / 479001600);
        series = Math.FusedMultiplyAdd(series, z, -1.0 / 3628800);
        series = Math.FusedMultiplyAdd(series, z, 1.0 / 40320);
        series = Math.FusedMultiplyAdd(series, z, -1.0 / 720);
        series = Math.FusedMultiplyAdd(series, z, 1.0 / 24);
        var head = DoubleDouble.Sum(1, -0.5 * z);
        var rest = Math.FusedMultiplyAdd(z * z, series, -0.5 * square.Low) - t * r.Low;
        return head.High + (head.Low + rest);
    }
}
