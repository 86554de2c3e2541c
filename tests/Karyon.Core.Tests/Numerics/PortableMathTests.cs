using System.Globalization;
using Karyon.Core.Numerics;
using Karyon.Testing;

namespace Karyon.Core.Tests.Numerics;

public class PortableMathTests
{
    private static readonly string GoldenFile =
        Path.Combine(Checkout.Root, "tests", "Karyon.Core.Tests", "Goldens", "portable_math.txt");

    [Theory]
    [InlineData("exp")]
    [InlineData("expm1")]
    [InlineData("log")]
    [InlineData("sin")]
    [InlineData("cos")]
    [InlineData("tanh")]
    [InlineData("erf")]
    [InlineData("pow")]
    public void Every_value_is_within_one_unit_in_the_last_place_of_the_true_one(string function)
    {
        var cases = 0;
        foreach (var line in File.ReadLines(GoldenFile))
        {
            var fields = line.Split(' ');
            if (fields[0] != function) continue;
            var numbers = fields[1..].Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
            var value = function switch
            {
                "exp" => PortableMath.Exp(numbers[0]),
                "expm1" => PortableMath.ExpMinusOne(numbers[0]),
                "log" => PortableMath.Log(numbers[0]),
                "sin" => PortableMath.Sin(numbers[0]),
                "cos" => PortableMath.Cos(numbers[0]),
                "tanh" => PortableMath.Tanh(numbers[0]),
                "erf" => PortableMath.Erf(numbers[0]),
                _ => PortableMath.Pow(numbers[0], numbers[1]),
            };
            Assert.True(UnitsBetween(value, numbers[^1]) <= 1, $"{line}: got {value:R}");
            cases++;
        }
        Assert.True(cases >= 150);
    }

    [Fact]
    public void Dense_sweeps_agree_with_the_platform_within_two_units()
    {
        for (var i = -20000; i <= 20000; i++)
        {
            var x = i * 0.00137;
            Near(Math.Exp(x), PortableMath.Exp(x));
            Near(Math.Sin(x), PortableMath.Sin(x));
            Near(Math.Cos(x), PortableMath.Cos(x));
            Near(Math.Tanh(x), PortableMath.Tanh(x));
            if (i > 0)
            {
                Near(Math.Log(x), PortableMath.Log(x));
                Near(Math.Pow(x, 0.9), PortableMath.Pow(x, 0.9));
                Near(Math.Pow(0.9, i), PortableMath.Pow(0.9, i));
            }
        }
        static void Near(double platform, double ours) => Assert.True(UnitsBetween(platform, ours) <= 2, $"{platform:R} and {ours:R}");
    }

    [Fact]
    public void The_error_function_is_odd_and_continuous_across_its_nodes()
    {
        for (var node = 0.4375; node < 6; node += 0.125)
        {
            double below = PortableMath.Erf(Math.BitDecrement(node)), at = PortableMath.Erf(node);
            Assert.InRange(at - below, -3e-16, 3e-16);
            Assert.Equal(-at, PortableMath.Erf(-node));
        }
    }

    [Fact]
    public void Closed_forms_hold_exactly()
    {
        Assert.Equal(1, PortableMath.Exp(0.0));
        Assert.Equal(Math.E, PortableMath.Exp(1.0));
        Assert.Equal(0, PortableMath.Log(1.0));
        Assert.Equal(0.6931471805599453, PortableMath.Log(2.0));
        Assert.Equal(1, PortableMath.Log(Math.E));
        Assert.Equal(1, PortableMath.Cos(0.0));
        Assert.Equal(1, PortableMath.Sin(Math.PI / 2));
        Assert.Equal(1.2246467991473532e-16, PortableMath.Sin(Math.PI));
        Assert.Equal(-1, PortableMath.Cos(Math.PI));
        Assert.Equal(-1, PortableMath.Cos(-Math.PI));
        Assert.Equal(1024, PortableMath.Pow(2.0, 10.0));
        Assert.Equal(-27, PortableMath.Pow(-3.0, 3.0));
        Assert.Equal(0.25, PortableMath.Pow(-2.0, -2.0));
        for (var k = -1074; k <= 1023; k++) Assert.Equal(Math.ScaleB(1, k), PortableMath.Pow(2.0, (double)k));
        Assert.Equal(double.MaxValue, PortableMath.Exp(709.782712893384), 1e-10 * double.MaxValue);
        Assert.Equal(5e-324, PortableMath.Exp(-745.0));
    }

    [Fact]
    public void Special_values_follow_the_platform()
    {
        double[] values = [double.NaN, double.NegativeInfinity, -2, -1.5, -1, -0.5, -0.0, 0, 0.5, 1, 2, 3, 1e300, 1e-310, double.PositiveInfinity];
        foreach (var x in values)
        {
            Same(Math.Exp(x), PortableMath.Exp(x));
            Same(Math.Log(x), PortableMath.Log(x));
            Same(Math.Tanh(x), PortableMath.Tanh(x));
            if (Math.Abs(x) < 1e299) Same(Math.Sin(x), PortableMath.Sin(x));
            foreach (var y in values) Same(Math.Pow(x, y), PortableMath.Pow(x, y));
        }
        Assert.True(double.IsNaN(PortableMath.Sin(double.PositiveInfinity)));
        Assert.True(double.IsNaN(PortableMath.Cos(double.NaN)));
        Assert.Equal(1, PortableMath.Erf(double.PositiveInfinity));
        Assert.True(double.IsNegative(PortableMath.Erf(-0.0)));
        Assert.True(double.IsPositiveInfinity(PortableMath.Exp(710.0)));
        Assert.Equal(0, PortableMath.Exp(-746.0));

        static void Same(double platform, double ours) => Assert.True(
            (double.IsNaN(platform) && double.IsNaN(ours)) || (UnitsBetween(platform, ours) <= 1 && double.IsNegative(platform) == double.IsNegative(ours)),
            $"{platform:R} and {ours:R}");
    }

    [Fact]
    public void Float_forms_round_the_double_result()
    {
        Assert.Equal((float)Math.E, PortableMath.Exp(1f));
        Assert.Equal(0.84270079f, PortableMath.Erf(1f));
        Assert.Equal(0.76159416f, PortableMath.Tanh(1f));
        Assert.Equal(2f, PortableMath.Pow(4f, 0.5f));
        Assert.Equal(0.84147098f, PortableMath.Sin(1f));
        Assert.Equal(0.5403023f, PortableMath.Cos(1f));
        Assert.Equal(0.69314718f, PortableMath.Log(2f));
        Assert.Equal(1.71828183f, PortableMath.ExpMinusOne(1f));
    }

    private static ulong UnitsBetween(double a, double b)
    {
        if (a == b) return 0;
        if (!double.IsFinite(a) || !double.IsFinite(b)) return ulong.MaxValue;
        long i = Ordered(a), j = Ordered(b);
        return i > j ? (ulong)(i - j) : (ulong)(j - i);

        static long Ordered(double x)
        {
            var bits = BitConverter.DoubleToInt64Bits(x);
            return bits >= 0 ? bits : long.MinValue - bits;
        }
    }
}
