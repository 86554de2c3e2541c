using Karyon.Tensors.Graph;
using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Tests.Operations;

/// <summary>Values of the operations of transformers that follow from closed forms.</summary>
public class TransformerOperationTests
{
    [Fact]
    public void A_normalised_token_has_mean_zero_and_variance_one_before_weight_and_bias()
    {
        const int Channels = 37;
        var x = Drawn(new Shape(2, Channels, 3, 5), 1);
        var y = Evaluate(x, value => value.LayerNorm(Constant(Channels, 2), Constant(Channels, 0.5f), 0));
        for (var token = 0; token < 30; token++)
        {
            double sum = 0, squares = 0;
            for (var c = 0; c < Channels; c++)
            {
                var z = (y[(token / 15 * Channels + c) * 15 + token % 15] - 0.5) / 2;
                sum += z;
                squares += z * z;
            }
            Assert.Equal(0, sum / Channels, 1e-6);
            Assert.Equal(1, squares / Channels, 1e-6);
        }
    }

    [Fact]
    public void Layer_normalisation_in_single_precision_is_that_of_the_formula_in_double()
    {
        const int Channels = 100;
        var x = Drawn(new Shape(1, Channels, 1, 7), 2);
        for (var i = 0; i < x.Length; i++) x[i] = 30 + 4 * x[i];
        var y = Evaluate(x, value => value.LayerNorm(Constant(Channels, 1), Constant(Channels, 0), 1e-6f));
        for (var token = 0; token < 7; token++)
        {
            var values = Enumerable.Range(0, Channels).Select(c => (double)x[c * 7 + token]).ToArray();
            var mean = values.Average();
            var deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)) + 1e-6);
            // The shift, 13 deviations here, is rounded to a float.
            for (var c = 0; c < Channels; c++) Assert.Equal((values[c] - mean) / deviation, y[c * 7 + token], 3e-6);
        }
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 0.8413447460685429, 0.7310585786300049)]
    [InlineData(-1, -0.15865525393145705, -0.2689414213699951)]
    [InlineData(2, 1.9544997361036416, 1.7615941559557649)]
    [InlineData(-3, -0.0040496941, -0.1422776195)]
    public void Gelu_and_silu_of_a_number_are_it_times_the_normal_and_the_logistic_law(float x, double gelu, double silu)
    {
        Assert.Equal(gelu, Evaluate([x], value => value.Gelu())[0], 2e-7);
        Assert.Equal(silu, Evaluate([x], value => value.Silu())[0], 2e-7);
        Assert.Equal(3 * silu, Evaluate([x, 3], value => value.SwiGlu())[0], 6e-7);
    }

    [Fact]
    public void Windows_of_an_adaptive_pool_overlap_where_the_size_is_no_multiple()
    {
        var row = Evaluate([1, 2, 4, 8, 16, 32, 64], value => value.Reshape(new Shape(1, 1, 1, 7)).AdaptiveAveragePool2d(3));
        double[] means = [7 / 3.0, 28 / 3.0, 112 / 3.0];
        for (var k = 0; k < 9; k++) Assert.Equal(means[k % 3], row[k], 4e-6);
        var x = Drawn(new Shape(1, 3, 8, 12), 3);
        var whole = Evaluate(x, value => value.Reshape(new Shape(1, 3, 8, 12)).AdaptiveAveragePool2d(1));
        for (var c = 0; c < 3; c++) Assert.Equal(x.Skip(c * 96).Take(96).Average(v => (double)v), whole[c], 1e-7);
    }

    [Fact]
    public void Drop_path_drops_whole_samples_at_its_rate_and_scales_the_others()
    {
        const int Samples = 2000;
        var x = Enumerable.Repeat(float.PositiveInfinity, 1).Concat(Enumerable.Repeat(3f, Samples * 2 - 1)).ToArray();
        var input = Value.Input("x", new Shape(Samples, 2, 1, 1));
        var dropped = 0;
        for (var seed = 0UL; seed < 5; seed++)
        {
            var y = new ReferenceInterpreter<float>(new Dictionary<Value, float[]> { [input] = x }, seed).Evaluate(input.DropPath(0.25f, 1));
            for (var n = 1; n < Samples; n++)
            {
                Assert.Equal(y[2 * n], y[2 * n + 1]);
                Assert.True(y[2 * n] is 0 or 4);
                if (y[2 * n] == 0) dropped++;
            }
            Assert.True(y[0] == 0 && y[1] == 0 || float.IsPositiveInfinity(y[0]));
        }
        Assert.Equal(0.25, dropped / 5.0 / (Samples - 1), 0.02);
        Assert.Same(input, input.DropPath(0, 1));
    }

    [Fact]
    public void Bicubic_resizing_keeps_constants_and_an_equal_size_and_enlarges_parabolas_exactly_inside()
    {
        Assert.All(Evaluate(Enumerable.Repeat(2f, 42).ToArray(), value => value.Reshape(new Shape(1, 1, 6, 7)).ResizeBicubic(4, 11)), value => Assert.Equal(2f, value, 1e-6f));
        var x = Drawn(new Shape(1, 2, 5, 6), 4);
        Assert.Equal(x, Evaluate(x, value => value.Reshape(new Shape(1, 2, 5, 6)).ResizeBicubic(5, 6)));
        // The cubic with a = -1/2 reproduces polynomials of second degree (Keys 1981).
        var parabola = Enumerable.Range(0, 12).Select(k => (float)((k + 0.5) * (k + 0.5) / 16)).ToArray();
        var finer = Evaluate(parabola, value => value.Reshape(new Shape(1, 1, 1, 12)).ResizeBicubic(1, 30));
        for (var k = 5; k < 25; k++) Assert.Equal((k + 0.5) * (k + 0.5) * 0.16 / 16, finer[k], 2e-6);
    }

    private static float[] Evaluate(float[] x, Func<Value, Value> write)
    {
        var shape = x.Length switch { 2 * 37 * 15 => new Shape(2, 37, 3, 5), 700 => new Shape(1, 100, 1, 7), _ => new Shape(1, x.Length, 1, 1) };
        var input = Value.Input("x", shape);
        return new ReferenceInterpreter<float>(new Dictionary<Value, float[]> { [input] = x }).Evaluate(write(input));
    }

    private static Value Constant(int channels, float value) => Value.Constant(Enumerable.Repeat(value, channels).ToArray(), new Shape(channels));

    private static float[] Drawn(Shape shape, ulong seed) => new SampleInput(shape).Values(seed);
}
