using System.Globalization;
using Karyon.Core.Metrics;
using Karyon.Core.Nuclei;

namespace Karyon.Learning.Evaluation;

/// <summary>
/// HoVer-Net's detection and classification: <c>F1d</c> and <c>F1c</c> of centroids that are paired one to one within 12 px at 0.25 µm, all images pooled.
/// <c>consep</c> is the same on CoNSeP's classes joined to four.
/// </summary>
/// <param name="name"><c>type</c> or <c>consep</c>.</param>
/// <param name="classes">The classes.</param>
/// <param name="options">How.</param>
public sealed class TypeProtocol(string name, ClassScheme classes, ProtocolOptions options) : IProtocol
{
    /// <summary>Pixel size at which HoVer-Net's 12 px hold, µm.</summary>
    public const double NominalMicronsPerPixel = 0.25;

    private readonly List<DetectionCounts> _images = [];
    private readonly List<string> _bothEmpty = [];
    private readonly SortedSet<double> _radii = [];
    private int _assumed, _predicted, _classified;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public bool TakesPoints => true;

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes
    {
        get
        {
            var notes = new List<string> { $"pairs within {string.Join(", ", _radii.Select(radius => radius.ToString("0.##", CultureInfo.InvariantCulture)))} px" };
            if (_assumed > 0) notes.Add($"{_assumed} images state no pixel size; taken as {NominalMicronsPerPixel.ToString(CultureInfo.InvariantCulture)} µm (--mpp X says otherwise)");
            if (_bothEmpty.Count > 0)
                notes.Add($"{_bothEmpty.Count} images without nuclei on either side {(Dummies ? "count as one pair of dummy points each" : "count nothing")}: {string.Join(", ", _bothEmpty.Take(5))}{(_bothEmpty.Count > 5 ? ", ..." : "")}");
            return notes;
        }
    }

    private bool Dummies => options.DummyPoints ?? options.Form == MetricForm.Published;

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, double?>> Add(EvaluatedImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var radius = RadiusOf(image);
        _radii.Add(radius);
        var points = new PointImage(Numbered(image.TruthPoints, options.Exhaustive ? 0 : DetectionScores.Unlabelled), Numbered(image.Prediction.Points, 0));
        var counts = DetectionCounts.Of(points, new DetectionOptions { Radius = radius, Form = options.Form, DummyPoints = options.DummyPoints, Exhaustive = options.Exhaustive });
        _images.Add(counts);
        _predicted += image.Prediction.Points.Count;
        _classified += image.Prediction.Points.Count(point => point.ClassIndex >= 0);
        if (counts.IsEmpty) _bothEmpty.Add(image.Item.Name);
        var scores = DetectionScores.Pool([counts], new DetectionOptions { Classes = [.. Enumerable.Range(1, classes.Classes.Count)], Exhaustive = options.Exhaustive });
        return
        [
            new("F1d", scores.F1), new("ACC", scores.ClassAccuracy),
            .. scores.PerClass.Select(found => new KeyValuePair<string, double?>($"F1c {classes.Classes[found.ClassIndex - 1].Name}", found.F1)),
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<NamedEstimate> Summarise(ulong seed, int resamples)
    {
        // Images that count nothing stay: the interval is of sets of as many images as there were.
        var figures = DetectionSummary.Of(_images, [.. classes.Classes.Select((type, index) => (index + 1, type.Name))], options.Exhaustive, seed, resamples);
        if (_predicted == 0 || _classified > 0) return figures;
        // Classes that nobody tried to tell apart are no failure to tell them apart.
        return [.. figures.Select(figure => figure.Name == "F1d" || figure.Absence is not null ? figure : NamedEstimate.Absent(figure.Name, "no predicted nucleus has a class"))];
    }

    private double RadiusOf(EvaluatedImage image)
    {
        if (options.RadiusPx is { } radius) return radius;
        if (options.Form == MetricForm.Published) return PointMatching.DefaultRadius;
        if (image.MicronsPerPixel is null) _assumed++;
        return PointMatching.DefaultRadius * NominalMicronsPerPixel / (image.MicronsPerPixel ?? NominalMicronsPerPixel);
    }

    /// <summary>Points as the original has them: classes counted from 1, 0 for none, pixel centres at whole numbers.</summary>
    private static ClassPoint[] Numbered(IReadOnlyList<ClassPoint> points, int none) =>
        [.. points.Select(point => new ClassPoint(point.X - 0.5, point.Y - 0.5, point.ClassIndex < 0 ? none : point.ClassIndex + 1))];
}
