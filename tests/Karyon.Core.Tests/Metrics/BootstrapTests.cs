using Karyon.Core.Metrics;

namespace Karyon.Core.Tests.Metrics;

public class BootstrapTests
{
    [Fact]
    public void The_interval_of_a_mean_agrees_with_the_normal_approximation()
    {
        var random = new Random(3);
        var values = Enumerable.Range(0, 400).Select(_ => random.NextDouble()).ToArray();
        var mean = values.Average();
        var error = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean))) / values.Length;
        var estimate = Bootstrap.Mean(values);
        Assert.Equal(mean, estimate.Value, 1e-12);
        Assert.Equal(mean - 1.96 * error, estimate.Interval95.Low, 0.1 * error);
        Assert.Equal(mean + 1.96 * error, estimate.Interval95.High, 0.1 * error);
    }

    [Fact]
    public void The_same_seed_gives_the_same_interval_and_another_one_another()
    {
        double[] values = [0.3, 0.35, 0.5, 0.61, 0.7, 0.72, 0.9];
        Assert.Equal(Bootstrap.Mean(values, seed: 7, resamples: 200), Bootstrap.Mean(values, seed: 7, resamples: 200));
        Assert.NotEqual(Bootstrap.Mean(values, seed: 7, resamples: 200), Bootstrap.Mean(values, seed: 8, resamples: 200));
    }

    [Fact]
    public void Equal_values_have_an_interval_of_no_width() =>
        Assert.Equal(new Estimate(0.5, new Interval(0.5, 0.5)), Bootstrap.Mean([0.5, 0.5, 0.5]));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 4)]
    [InlineData(0.5, 2.5)]
    [InlineData(0.1, 1.3)]
    public void A_percentile_interpolates_between_order_statistics(double share, double expected) =>
        Assert.Equal(expected, Bootstrap.Percentile([1, 2, 3, 4], share), 1e-12);

    [Fact]
    public void Every_image_is_drawn_about_equally_often()
    {
        var counts = new int[10];
        Bootstrap.Estimate(10, cases =>
        {
            foreach (var index in cases) counts[index]++;
            return 0;
        }, resamples: 10_000);
        // 10,001 x 10 draws; the standard deviation of a count is 95.
        Assert.All(counts, count => Assert.InRange(count, 10_001 - 500, 10_001 + 500));
    }

    [Fact]
    public void A_value_that_is_not_finite_is_refused() =>
        Assert.Throws<ArgumentException>(() => Bootstrap.Mean([0.5, double.NaN]));
}
