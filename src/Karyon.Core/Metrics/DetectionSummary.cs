namespace Karyon.Core.Metrics;

/// <summary>The figures of HoVer-Net's detection and classification protocol over images, all points pooled, with 95 % bootstrap intervals over images.</summary>
public static class DetectionSummary
{
    /// <summary>Sums up: <c>F1d</c>, <c>ACC</c> (share of pairs whose classes agree), <c>F1c</c> of each class and its mean over the classes that occur.</summary>
    /// <param name="images">The images.</param>
    /// <param name="classes">The classes: number as in the points, and name.</param>
    /// <param name="exhaustive">Whether every true point has a class.</param>
    /// <param name="seed">Of the bootstrap.</param>
    /// <param name="resamples">Of the bootstrap.</param>
    public static IReadOnlyList<NamedEstimate> Of(
        IReadOnlyList<DetectionCounts> images, IReadOnlyList<(int Number, string Name)> classes, bool exhaustive = true, ulong seed = 1, int resamples = Bootstrap.DefaultResamples)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(classes);
        int[] paired = [.. images.Select(image => image.Paired.Count)], unpaired = [.. images.Select(image => image.Missed.Count + image.Surplus.Count)];
        int[] agreeing = [.. images.Select(image => image.Agreeing)], labelled = [.. images.Select(image => image.Paired.Count - (exhaustive ? 0 : image.Unlabelled))];
        var tallies = classes.Select(type => images.Select(image => image.TallyOf(type.Number, exhaustive)).ToArray()).ToArray();

        var figures = new List<NamedEstimate>
        {
            Figure("F1d", "no image has a nucleus", cases => Ratio(2.0 * Sum(paired, cases), 2.0 * Sum(paired, cases) + Sum(unpaired, cases))),
            Figure("ACC", "there are no pairs", cases => Ratio(Sum(agreeing, cases), Sum(labelled, cases))),
        };
        for (var index = 0; index < classes.Count; index++)
        {
            var tally = tallies[index];
            figures.Add(Figure($"F1c {classes[index].Name}", "the class occurs nowhere", cases => F1(tally, cases)));
        }
        var occurring = Enumerable.Range(0, classes.Count).Where(index => tallies[index].Aggregate(default(ClassTally), (sum, tally) => sum + tally).F1 is not null).ToArray();
        figures.Add(Figure("F1c", "no class occurs", cases => MeanF1(cases)) with { Detail = $"mean of {occurring.Length} of {classes.Count} classes" });
        return figures;

        double MeanF1(ReadOnlySpan<int> cases)
        {
            var (sum, count) = (0.0, 0);
            foreach (var index in occurring)
            {
                var value = F1(tallies[index], cases);
                if (!double.IsNaN(value)) (sum, count) = (sum + value, count + 1);
            }
            return Ratio(sum, count);
        }

        NamedEstimate Figure(string name, string absence, Func<ReadOnlySpan<int>, double> statistic)
        {
            if (images.Count == 0) return NamedEstimate.Absent(name, absence);
            var estimate = Bootstrap.Estimate(images.Count, statistic, seed, resamples);
            return double.IsNaN(estimate.Value) ? NamedEstimate.Absent(name, absence) : new NamedEstimate(name, estimate, images.Count);
        }
    }

    private static double F1(ClassTally[] tallies, ReadOnlySpan<int> cases)
    {
        var sum = default(ClassTally);
        foreach (var index in cases) sum += tallies[index];
        return sum.F1 ?? double.NaN;
    }

    private static long Sum(int[] values, ReadOnlySpan<int> cases)
    {
        var sum = 0L;
        foreach (var index in cases) sum += values[index];
        return sum;
    }

    private static double Ratio(double part, double whole) => whole == 0 ? double.NaN : part / whole;
}
