using Karyon.Core.Nuclei;

namespace Karyon.Core.Metrics;

/// <summary>How the points of one image were paired, by their classes. Immutable.</summary>
public sealed class DetectionCounts
{
    private readonly List<(int Truth, int Prediction)> _paired = [];
    private readonly List<int> _missed = [], _surplus = [];
    private readonly SortedSet<int> _truthClasses = [];

    private DetectionCounts(PointImage image, DetectionOptions options)
    {
        IsEmpty = image.Truth.Count == 0 && image.Prediction.Count == 0;
        var dummies = options.DummyPoints ?? options.Form == MetricForm.Published;
        IReadOnlyList<ClassPoint> truth = OrDummy(image.Truth), prediction = OrDummy(image.Prediction);
        bool[] truthUsed = new bool[truth.Count], predictionUsed = new bool[prediction.Count];
        foreach (var match in PointMatching.Match(truth, prediction, options.Radius, options.Form))
        {
            (truthUsed[match.Truth], predictionUsed[match.Prediction]) = (true, true);
            _paired.Add((truth[match.Truth].ClassIndex, prediction[match.Prediction].ClassIndex));
        }
        for (var t = 0; t < truth.Count; t++)
        {
            _truthClasses.Add(truth[t].ClassIndex);
            if (!truthUsed[t]) _missed.Add(truth[t].ClassIndex);
        }
        for (var p = 0; p < prediction.Count; p++)
            if (!predictionUsed[p]) _surplus.Add(prediction[p].ClassIndex);

        IReadOnlyList<ClassPoint> OrDummy(IReadOnlyList<ClassPoint> points) => points.Count == 0 && dummies ? [default] : points;
    }

    /// <summary>Whether there is no point on either side.</summary>
    public bool IsEmpty { get; }

    /// <summary>The classes of each pair.</summary>
    public IReadOnlyList<(int Truth, int Prediction)> Paired => _paired;

    /// <summary>The classes of true points without a partner.</summary>
    public IReadOnlyList<int> Missed => _missed;

    /// <summary>The classes of predicted points without a partner.</summary>
    public IReadOnlyList<int> Surplus => _surplus;

    /// <summary>The classes that occur in the truth, ascending.</summary>
    public IReadOnlyCollection<int> TruthClasses => _truthClasses;

    /// <summary>Pairs whose classes agree.</summary>
    public int Agreeing => _paired.Count(pair => pair.Truth == pair.Prediction);

    /// <summary>Pairs whose true class is not annotated.</summary>
    public int Unlabelled => _paired.Count(pair => pair.Truth == DetectionScores.Unlabelled);

    /// <summary>Pairs the points of an image.</summary>
    public static DetectionCounts Of(PointImage image, DetectionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new DetectionCounts(image, options ?? new DetectionOptions());
    }

    /// <summary>What counts for one class.</summary>
    /// <param name="classIndex">The class.</param>
    /// <param name="exhaustive">Whether every true point has a class; if not, pairs of unlabelled truth are no errors.</param>
    public ClassTally TallyOf(int classIndex, bool exhaustive = true)
    {
        int both = 0, predictedOnly = 0, trueOnly = 0;
        foreach (var (truth, prediction) in _paired)
        {
            if (truth == classIndex && prediction == classIndex) both++;
            else if (truth == classIndex) trueOnly++;
            else if (prediction == classIndex && (exhaustive || truth != DetectionScores.Unlabelled)) predictedOnly++;
        }
        return new ClassTally(both, predictedOnly, trueOnly, _surplus.Count(found => found == classIndex), _missed.Count(found => found == classIndex));
    }
}
