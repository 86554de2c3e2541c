namespace Karyon.Core.Metrics;

/// <summary>
/// The figures of the CoNIC challenge over images: <c>PQ</c>, the image average of all nuclei; <c>PQ+</c> of each class, its counts pooled over all images;
/// <c>mPQ+</c>, their mean. Each with a 95 % bootstrap interval over images.
/// </summary>
public static class ConicSummary
{
    /// <summary>Sums up.</summary>
    /// <param name="images">The images.</param>
    /// <param name="classes">Names of the classes.</param>
    /// <param name="form">
    /// The published form adds 1e-6 to both divisors, and a class that occurs nowhere counts 0 in the mean; the exact form leaves it out and names it.
    /// </param>
    /// <param name="bothEmpty">What an image without nuclei on either side counts in PQ.</param>
    /// <param name="seed">Of the bootstrap.</param>
    /// <param name="resamples">Of the bootstrap.</param>
    public static IReadOnlyList<NamedEstimate> Of(
        IReadOnlyList<ConicScores> images, IReadOnlyList<string> classes, MetricForm form, EmptyImageRule bothEmpty, ulong seed = 1, int resamples = Bootstrap.DefaultResamples)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(classes);
        var qualities = new List<double>();
        foreach (var image in images)
        {
            if (!image.Binary.IsEmpty) qualities.Add(image.Binary.Quality(form)!.Value);
            else if (bothEmpty != EmptyImageRule.Skip) qualities.Add(bothEmpty == EmptyImageRule.One ? 1 : 0);
        }
        var perClass = Enumerable.Range(0, classes.Count).Select(index => images.Select(image => image.PerClass[index]).ToArray()).ToArray();
        var occurring = Enumerable.Range(0, classes.Count).Where(index => form == MetricForm.Published || perClass[index].Any(counts => !counts.IsEmpty)).ToArray();

        var figures = new List<NamedEstimate>
        {
            qualities.Count == 0 ? NamedEstimate.Absent("PQ", "no image has a nucleus")
                : new NamedEstimate("PQ", Bootstrap.Mean([.. qualities], seed, resamples), qualities.Count),
            images.Count == 0 || occurring.Length == 0 ? NamedEstimate.Absent("mPQ+", "no class occurs")
                : new NamedEstimate("mPQ+", Bootstrap.Estimate(images.Count, Mean, seed, resamples), images.Count, Detail: $"mean of {occurring.Length} of {classes.Count} classes"),
        };
        for (var index = 0; index < classes.Count; index++)
        {
            var counts = perClass[index];
            figures.Add(Array.IndexOf(occurring, index) < 0 ? NamedEstimate.Absent($"PQ+ {classes[index]}", "the class occurs nowhere")
                : new NamedEstimate($"PQ+ {classes[index]}", Bootstrap.Estimate(images.Count, cases => Pooled(counts, cases), seed, resamples), images.Count));
        }
        return figures;

        double Mean(ReadOnlySpan<int> cases)
        {
            var (sum, count) = (0.0, 0);
            foreach (var index in occurring)
            {
                var quality = Pooled(perClass[index], cases);
                if (!double.IsNaN(quality)) (sum, count) = (sum + quality, count + 1);
            }
            return count == 0 ? double.NaN : sum / count;
        }

        double Pooled(PanopticCounts[] counts, ReadOnlySpan<int> cases)
        {
            var sum = default(PanopticCounts);
            foreach (var index in cases) sum += counts[index];
            return sum.Quality(form) ?? double.NaN;
        }
    }
}
