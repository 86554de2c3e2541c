namespace Karyon.Core.Metrics;

/// <summary>The instance figures over a set of images: means of the images' figures, each with a 95 % bootstrap interval.</summary>
public sealed record InstanceSummary
{
    /// <summary>Images that count.</summary>
    public required int Count { get; init; }

    /// <summary>Images on which no figure is defined, each with its reason.</summary>
    public required IReadOnlyList<ImageScores> Skipped { get; init; }

    /// <summary>Images that could not be scored though they should have been, each with its reason.</summary>
    public required IReadOnlyList<ImageScores> Failed { get; init; }

    /// <summary>Dice of the foregrounds.</summary>
    public required Estimate Dice1 { get; init; }

    /// <summary>Ensemble Dice.</summary>
    public required Estimate Dice2 { get; init; }

    /// <summary>Aggregated Jaccard index.</summary>
    public required Estimate Aji { get; init; }

    /// <summary>Its one-to-one form.</summary>
    public required Estimate AjiPlus { get; init; }

    /// <summary>Detection quality: F1 at IoU above 0.5 per image, averaged.</summary>
    public required Estimate DetectionQuality { get; init; }

    /// <summary>Segmentation quality.</summary>
    public required Estimate SegmentationQuality { get; init; }

    /// <summary>Panoptic quality.</summary>
    public required Estimate PanopticQuality { get; init; }

    /// <summary>F1 at IoU above 0.5 with the nuclei of all images pooled.</summary>
    public required Estimate PooledF1 { get; init; }

    /// <summary>Sums up images. All figures share their resamples, so their intervals belong together.</summary>
    /// <param name="images">The images, those without figures included.</param>
    /// <param name="seed">Of the bootstrap.</param>
    /// <param name="resamples">Of the bootstrap.</param>
    public static InstanceSummary Of(IEnumerable<ImageScores> images, ulong seed = 1, int resamples = Bootstrap.DefaultResamples)
    {
        ArgumentNullException.ThrowIfNull(images);
        var all = images.ToList();
        var scores = all.Where(image => image.Scores is not null).Select(image => image.Scores!).ToArray();
        return new InstanceSummary
        {
            Count = scores.Length,
            Skipped = [.. all.Where(image => image is { Scores: null, IsFailure: false })],
            Failed = [.. all.Where(image => image.IsFailure)],
            Dice1 = Mean(score => score.Dice1),
            Dice2 = Mean(score => score.Dice2),
            Aji = Mean(score => score.Aji),
            AjiPlus = Mean(score => score.AjiPlus),
            DetectionQuality = Mean(score => score.DetectionQuality),
            SegmentationQuality = Mean(score => score.SegmentationQuality),
            PanopticQuality = Mean(score => score.PanopticQuality),
            PooledF1 = scores.Length == 0 ? Bootstrap.Mean([]) : Bootstrap.Estimate(scores.Length, PooledF1Of, seed, resamples),
        };

        Estimate Mean(Func<InstanceScores, double> figure) =>
            Bootstrap.Mean(Array.ConvertAll(scores, score => figure(score)), seed, resamples);

        double PooledF1Of(ReadOnlySpan<int> cases)
        {
            long found = 0, errors = 0;
            foreach (var index in cases)
            {
                found += scores[index].TruePositives;
                errors += scores[index].FalsePositives + scores[index].FalseNegatives;
            }
            return 2.0 * found / (2.0 * found + errors);
        }
    }
}
