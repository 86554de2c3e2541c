using Karyon.Data.Synthesis;

namespace Karyon.Data.Tests.Synthesis;

public sealed class GradientNoiseTests
{
    private static readonly GradientNoise Noise = new(42);

    [Fact]
    public void It_vanishes_on_the_lattice_and_has_mean_zero_between()
    {
        double sum = 0, largest = 0;
        for (var i = 0; i < 40_000; i++)
        {
            Assert.Equal(0, Noise.At(i % 200 - 100, i / 200 - 100));
            var value = Noise.At(i % 200 * 0.37 - 50, i / 200 * 0.37 - 50);
            sum += value;
            largest = Math.Max(largest, Math.Abs(value));
        }
        Assert.Equal(0, sum / 40_000, 0.02);
        Assert.InRange(largest, 0.6, 1.5);
    }

    [Fact]
    public void It_is_continuous_across_the_lattice()
    {
        for (var i = -50; i < 50; i++)
            Assert.Equal(Noise.At(i - 1e-9, 0.3 * i), Noise.At(i + 1e-9, 0.3 * i), 1e-7);
    }
}
