using Karyon.Core.Nuclei;

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
        var paired = new List<(int Truth, int Prediction)>();
        var missed = new List<int>();
        var surplus = new List<int>();
        var truthClasses = new SortedSet<int>();
        var empty = 0;
        foreach (var image in images)
        {
            if (image.Truth.Count == 0 && image.Prediction.Count == 0) empty++;
            var truth = OrDummy(image.Truth, options.Form);
            var prediction = OrDummy(image.Prediction, options.Form);
            bool[] truthUsed = new bool[truth.Count], predictionUsed = new bool[prediction.Count];
            foreach (var match in PointMatching.Match(truth, prediction, options.Radius, options.Form))
            {
                (truthUsed[match.Truth], predictionUsed[match.Prediction]) = (true, true);
                paired.Add((truth[match.Truth].ClassIndex, prediction[match.Prediction].ClassIndex));
            }
            for (var t = 0; t < truth.Count; t++)
            {
                truthClasses.Add(truth[t].ClassIndex);
                if (!truthUsed[t]) missed.Add(truth[t].ClassIndex);
            }
            for (var p = 0; p < prediction.Count; p++)
                if (!predictionUsed[p]) surplus.Add(prediction[p].ClassIndex);
        }

        var unlabelled = options.Exhaustive ? 0 : paired.Count(pair => pair.Truth == Unlabelled);
        return new DetectionScores
        {
            TruePositives = paired.Count,
            FalsePositives = surplus.Count,
            FalseNegatives = missed.Count,
            ClassAccuracy = paired.Count - unlabelled <= 0 ? null : paired.Count(pair => pair.Truth == pair.Prediction) / (double)(paired.Count - unlabelled),
            PerClass = [.. (options.Classes ?? [.. truthClasses]).Select(index => new ClassF1(index, F1Of(index)))],
            EmptyImages = empty,
        };

        double? F1Of(int index)
        {
            int both = 0, predictedOnly = 0, trueOnly = 0;
            foreach (var (truth, prediction) in paired)
            {
                if (truth == index && prediction == index) both++;
                else if (truth == index) trueOnly++;
                else if (prediction == index && (options.Exhaustive || truth != Unlabelled)) predictedOnly++;
            }
            var errors = 2 * predictedOnly + 2 * trueOnly
                + surplus.Count(found => found == index) + missed.Count(found => found == index);
            return both + errors == 0 ? null : 2.0 * both / (2 * both + errors);
        }
    }

    /// <summary>The class of true points whose class was not annotated.</summary>
    public const int Unlabelled = -1;

    private static IReadOnlyList<ClassPoint> OrDummy(IReadOnlyList<ClassPoint> points, MetricForm form) =>
        points.Count == 0 && form == MetricForm.Published ? [default] : points;
}
