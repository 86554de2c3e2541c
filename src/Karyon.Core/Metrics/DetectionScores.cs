namespace Karyon.Core.Metrics;

/// <summary>
/// Detection and classification over a set of images, all points pooled: the protocol of HoVer-Net (Graham et al., Medical
/// Image Analysis 2019, section 4.2; <c>compute_stats.py</c>, <c>run_nuclei_type_stat</c>).
/// </summary>
public sealed record DetectionScores
{
    /// <summary>Pairs.</summary>
    public required int TruePositives { get; init; }

    /// <summary>Predicted points without a partner.</summary>
    public required int FalsePositives { get; init; }

    /// <summary>True points without a partner.</summary>
    public required int FalseNegatives { get; init; }

    /// <summary>F1 of detection, 0..1; null where no image has a point on either side.</summary>
    public double? F1 => TruePositives + FalsePositives + FalseNegatives == 0
        ? null
        : 2.0 * TruePositives / (2.0 * TruePositives + FalsePositives + FalseNegatives);

    /// <summary>Share of pairs whose classes agree; null without pairs.</summary>
    public required double? ClassAccuracy { get; init; }

    /// <summary>F1 of each class, which counts a pair of differing classes twice as heavily as a missed or surplus point.</summary>
    public required IReadOnlyList<ClassF1> PerClass { get; init; }

    /// <summary>Images without points on either side. The exact form leaves them out of everything.</summary>
    public required int EmptyImages { get; init; }

    /// <summary>Pairs the points of each image and pools the counts.</summary>
    public static DetectionScores Measure(IEnumerable<PointImage> images, DetectionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        options ??= new DetectionOptions();
        return Pool([.. images.Select(image => DetectionCounts.Of(image, options))], options);
    }

    /// <summary>Pools the counts of images.</summary>
    public static DetectionScores Pool(IReadOnlyList<DetectionCounts> images, DetectionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        options ??= new DetectionOptions();
        var classes = options.Classes ?? [.. images.SelectMany(image => image.TruthClasses).Distinct().Order()];
        int paired = images.Sum(image => image.Paired.Count), labelled = paired - (options.Exhaustive ? 0 : images.Sum(image => image.Unlabelled));
        return new DetectionScores
        {
            TruePositives = paired,
            FalsePositives = images.Sum(image => image.Surplus.Count),
            FalseNegatives = images.Sum(image => image.Missed.Count),
            ClassAccuracy = labelled <= 0 ? null : images.Sum(image => image.Agreeing) / (double)labelled,
            PerClass = [.. classes.Select(index => new ClassF1(index, images.Aggregate(default(ClassTally), (sum, image) => sum + image.TallyOf(index, options.Exhaustive)).F1))],
            EmptyImages = images.Count(image => image.IsEmpty),
        };
    }

    /// <summary>The class of true points whose class was not annotated.</summary>
    public const int Unlabelled = -1;
}
