namespace Karyon.Core.Numerics;

/// <summary>
/// An unevaluated sum of two doubles, about 106 significant bits, built from exactly rounded operations alone.
/// Carries the intermediate results whose rounding would otherwise show in the last place of a <see cref="PortableMath"/> result.
/// </summary>
/// <param name="High">The value rounded to double.</param>
/// <param name="Low">What the rounding left, at most half a unit in the last place of <paramref name="High"/>.</param>
internal readonly record struct DoubleDouble(double High, double Low)
{
    /// <summary>The exact sum of two doubles (Knuth's TwoSum).</summary>
    public static DoubleDouble Sum(double a, double b)
    {
        var sum = a + b;
        var fromB = sum - a;
        return new(sum, (a - (sum - fromB)) + (b - fromB));
    }

    /// <summary>The exact product of two doubles.</summary>
    public static DoubleDouble Product(double a, double b)
    {
        var product = a * b;
        return new(product, Math.FusedMultiplyAdd(a, b, -product));
    }

    public static DoubleDouble operator +(DoubleDouble a, double b)
    {
        var sum = Sum(a.High, b);
        return Sum(sum.High, sum.Low + a.Low);
    }

    public static DoubleDouble operator +(DoubleDouble a, DoubleDouble b)
    {
        var high = Sum(a.High, b.High);
        var low = Sum(a.Low, b.Low);
        var partial = Sum(high.High, high.Low + low.High);
        return Sum(partial.High, partial.Low + low.Low);
    }

    public static DoubleDouble operator *(DoubleDouble a, DoubleDouble b)
    {
        var product = Product(a.High, b.High);
        var cross = Math.FusedMultiplyAdd(a.High, b.Low, a.Low * b.High);
        return Sum(product.High, product.Low + cross);
    }

    public static DoubleDouble operator *(DoubleDouble a, double b)
    {
        var product = Product(a.High, b);
        return Sum(product.High, Math.FusedMultiplyAdd(a.Low, b, product.Low));
    }

    public static DoubleDouble operator /(DoubleDouble a, DoubleDouble b)
    {
        var quotient = a.High / b.High;
        var rest = Math.FusedMultiplyAdd(-quotient, b.High, a.High) + Math.FusedMultiplyAdd(-quotient, b.Low, a.Low);
        return Sum(quotient, rest / b.High);
    }
}
