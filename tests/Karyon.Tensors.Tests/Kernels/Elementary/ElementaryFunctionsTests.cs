using Karyon.Tensors.Kernels;
using Karyon.Tensors.Kernels.Scalar.Elementary;
using Karyon.Tensors.Kernels.Vector.Elementwise;

namespace Karyon.Tensors.Tests.Kernels.Elementary;

public unsafe class ElementaryFunctionsTests
{
    private static readonly float[] Special =
    [
        0f, -0f, 1f, -1f, float.Epsilon, 1e-40f, 1.17549435e-38f, float.MaxValue, float.MinValue, float.PositiveInfinity,
        float.NegativeInfinity, float.NaN, 88.7f, 88.8f, 89.5f, -87.4f, -95f, -103.9f, -104.5f, 0.625f, 1.4142135f, 16777216f,
    ];

    [Theory]
    [InlineData("Exp", -104, 88.72, 2)]
    [InlineData("Sigmoid", -103, 103, 2.2)]
    [InlineData("Tanh", -12, 12, 2)]
    [InlineData("Erf", -4.5, 4.5, 1.1)]
    public void Each_function_is_within_its_units_in_the_last_place(string name, double first, double last, double units)
    {
        var random = new Random(31);
        var worst = 0.0;
        for (var k = 0; k < 400_000; k++)
        {
            var x = (float)(first + (last - first) * random.NextDouble());
            if (k % 4 == 0) x *= (float)Math.Pow(2, -20 * random.NextDouble());
            worst = Math.Max(worst, Error(name, x));
        }
        Assert.True(worst <= units, $"{name}: {worst:F3} units");
    }

    [Fact]
    public void The_logarithm_is_within_two_units_in_the_last_place_for_every_exponent()
    {
        var random = new Random(32);
        var worst = 0.0;
        for (var k = 0; k < 400_000; k++)
        {
            var x = BitConverter.Int32BitsToSingle(random.Next(1, 0x7f800000));
            if (k % 3 == 0) x = (float)(0.5 + random.NextDouble());
            worst = Math.Max(worst, Error("Log", x));
        }
        Assert.True(worst <= 2, $"Log: {worst:F3} units");
    }

    [Fact]
    public void Special_values_are_what_the_standard_library_gives()
    {
        foreach (var x in Special)
        {
            Same(MathF.Exp(x), ElementaryTwin.Exp(x), x);
            Same(MathF.Log(x), ElementaryTwin.Log(x), x);
            Same(MathF.Tanh(x), ElementaryTwin.Tanh(x), x);
        }
        Assert.Equal(0f, ElementaryTwin.Sigmoid(float.NegativeInfinity));
        Assert.Equal(1f, ElementaryTwin.Sigmoid(float.PositiveInfinity));
        Assert.Equal(0.5f, ElementaryTwin.Sigmoid(0f));
        Assert.True(float.IsNaN(ElementaryTwin.Sigmoid(float.NaN)));

        static void Same(float expected, float actual, float x)
        {
            if (float.IsFinite(expected) && expected != 0)
                Assert.True(Math.Abs(actual / expected - 1) < 1e-6 || Math.Abs(expected - actual) <= 3e-45f, $"f({x:R}) = {actual:R}, not {expected:R}");
            else
                Assert.Equal(expected, actual);
        }
    }

    /// <summary>Abramowitz and Stegun, table 7.1, to the digits of a double.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1e-9, 1.1283791670955126e-9)]
    [InlineData(0.1, 0.11246291601828489)]
    [InlineData(0.5, 0.5204998778130465)]
    [InlineData(1, 0.8427007929497149)]
    [InlineData(2, 0.9953222650189527)]
    [InlineData(3, 0.9999779095030014)]
    [InlineData(5.9, 0.9999999999999999)]
    [InlineData(7, 1)]
    [InlineData(-2, -0.9953222650189527)]
    public void The_error_function_in_double_has_the_values_of_the_tables(double x, double expected)
    {
        Assert.Equal(expected, ElementaryTwin.Erf(x), 5e-16 + 2e-15 * Math.Abs(expected));
        Assert.Equal((float)expected, ElementaryTwin.Erf((float)x), 6e-8f);
    }

    [Fact]
    public void Gelu_and_silu_of_large_numbers_are_the_number_or_zero()
    {
        foreach (var x in (float[])[20, 1e10f, float.MaxValue])
        {
            Assert.Equal(x, ElementaryTwin.Gelu(x));
            Assert.Equal(0f, ElementaryTwin.Gelu(-x));
            Assert.Equal(1f, ElementaryTwin.GeluSlope(x));
            Assert.Equal(0f, ElementaryTwin.GeluSlope(-x));
        }
        foreach (var x in (float[])[120, 1e10f, float.MaxValue])
        {
            Assert.Equal(x, ElementaryTwin.Silu(x));
            Assert.Equal(0f, ElementaryTwin.Silu(-x));
            Assert.Equal(1f, ElementaryTwin.SiluSlope(x));
            Assert.Equal(0f, ElementaryTwin.SiluSlope(-x));
        }
    }

    [Fact]
    public void Vectors_equal_the_twin_bit_for_bit_in_every_width()
    {
        var random = new Random(33);
        var x = new float[40_003];
        for (var k = 0; k < x.Length; k++)
            x[k] = k < Special.Length ? Special[k] : k % 3 == 0 ? BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue)) : (float)(random.NextDouble() * 220 - 110);
        foreach (var path in Widths.Supported)
            foreach (var operation in (UnaryOperation[])[UnaryOperation.Exp, UnaryOperation.Log, UnaryOperation.Sigmoid, UnaryOperation.Tanh, UnaryOperation.Erf, UnaryOperation.Gelu, UnaryOperation.Silu])
            {
                var y = new float[x.Length];
                fixed (float* from = x, to = y)
                {
                    var a = new FlatArguments { A = from, Output = to, Length = x.Length };
                    ElementwiseKernels.Create(path).Run(operation, a, 0);
                }
                for (var k = 0; k < x.Length; k++)
                {
                    var expected = operation switch
                    {
                        UnaryOperation.Exp => ElementaryTwin.Exp(x[k]),
                        UnaryOperation.Log => ElementaryTwin.Log(x[k]),
                        UnaryOperation.Sigmoid => ElementaryTwin.Sigmoid(x[k]),
                        UnaryOperation.Erf => ElementaryTwin.Erf(x[k]),
                        UnaryOperation.Gelu => ElementaryTwin.Gelu(x[k]),
                        UnaryOperation.Silu => ElementaryTwin.Silu(x[k]),
                        _ => ElementaryTwin.Tanh(x[k]),
                    };
                    var same = BitConverter.SingleToInt32Bits(expected) == BitConverter.SingleToInt32Bits(y[k]) || (float.IsNaN(expected) && float.IsNaN(y[k]));
                    Assert.True(same, $"{path} {operation}({x[k]:R}) = {y[k]:R}, twin {expected:R}");
                }
            }
    }

    /// <summary>Distance from the true value in units of the last place of the true value as a float.</summary>
    private static double Error(string name, float x)
    {
        var (got, truth) = name switch
        {
            "Exp" => (ElementaryTwin.Exp(x), Math.Exp(x)),
            "Log" => (ElementaryTwin.Log(x), Math.Log(x)),
            "Sigmoid" => (ElementaryTwin.Sigmoid(x), x < 0 ? Math.Exp(x) / (1 + Math.Exp(x)) : 1 / (1 + Math.Exp(-x))),
            "Erf" => (ElementaryTwin.Erf(x), ElementaryTwin.Erf((double)x)),
            _ => (ElementaryTwin.Tanh(x), Math.Tanh(x)),
        };
        var rounded = Math.Abs((float)truth);
        return Math.Abs(got - truth) / (MathF.BitIncrement(rounded) - (double)rounded);
    }
}
