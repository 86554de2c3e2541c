namespace Karyon.Core.Metrics;

/// <summary>
/// Percentile bootstrap over images: B. Efron, R. Tibshirani, "An Introduction to the Bootstrap", 1993, ch. 13. Draws come
/// from a counter (splitmix64 of seed, resample and position), so an interval depends on its seed and data alone.
/// </summary>
public static class Bootstrap
{
    /// <summary>The number of resamples where none is asked for.</summary>
    public const int DefaultResamples = 10_000;

    /// <summary>The mean of one value per image, with its 95 % interval.</summary>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    public static Estimate Mean(ReadOnlySpan<double> values, ulong seed = 1, int resamples = DefaultResamples)
    {
        if (values.Length == 0) return new Estimate(double.NaN, new Interval(double.NaN, double.NaN));
        foreach (var value in values)
            if (!double.IsFinite(value)) throw new ArgumentException($"a score of {value} has no mean; skip such images and count them", nameof(values));
        var copy = values.ToArray();
        double MeanOf(ReadOnlySpan<int> cases)
        {
            var sum = 0.0;
            foreach (var index in cases) sum += copy[index];
            return sum / cases.Length;
        }
        return Estimate(copy.Length, MeanOf, seed, resamples);
    }

    /// <summary>Any statistic of a set of images, e.g. an F1 of pooled counts, with its 95 % interval.</summary>
    /// <param name="cases">Images; 1 or more.</param>
    /// <param name="statistic">Computes the figure from indices of images, repeated ones included. Resamples in which it is NaN are left out.</param>
    /// <param name="seed">Names the stream of draws.</param>
    /// <param name="resamples">Resamples; 1 or more.</param>
    public static Estimate Estimate(int cases, Func<ReadOnlySpan<int>, double> statistic, ulong seed = 1, int resamples = DefaultResamples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cases, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        ArgumentNullException.ThrowIfNull(statistic);
        var indices = new int[cases];
        for (var i = 0; i < cases; i++) indices[i] = i;
        var value = statistic(indices);

        var figures = new double[resamples];
        var kept = 0;
        for (var resample = 0; resample < resamples; resample++)
        {
            for (var i = 0; i < cases; i++) indices[i] = Draw(seed, (ulong)resample * (ulong)cases + (ulong)i, cases);
            var figure = statistic(indices);
            if (!double.IsNaN(figure)) figures[kept++] = figure;
        }
        if (kept == 0) return new Estimate(value, new Interval(double.NaN, double.NaN));
        Array.Sort(figures, 0, kept);
        var sorted = figures.AsSpan(0, kept);
        return new Estimate(value, new Interval(Percentile(sorted, 0.025), Percentile(sorted, 0.975)));
    }

    /// <summary>A percentile by linear interpolation between order statistics (type 7, NumPy's default).</summary>
    /// <param name="sorted">Values in ascending order; 1 or more.</param>
    /// <param name="share">Share of values below, 0..1.</param>
    public static double Percentile(ReadOnlySpan<double> sorted, double share)
    {
        if (sorted.Length == 0) throw new ArgumentException("a percentile needs at least one value", nameof(sorted));
        if (!(share is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(share), share, "a share lies in 0..1");
        var position = share * (sorted.Length - 1);
        var below = (int)position;
        return below + 1 >= sorted.Length ? sorted[^1] : sorted[below] + (position - below) * (sorted[below + 1] - sorted[below]);
    }

    private static int Draw(ulong seed, ulong counter, int count) =>
        (int)Math.BigMul(Mix(Mix(seed) + counter * 0x9E3779B97F4A7C15), (ulong)count, out _);

    /// <summary>The output function of splitmix64 (Steele, Lea, Flood, OOPSLA 2014).</summary>
    private static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
