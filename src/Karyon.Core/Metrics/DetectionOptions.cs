namespace Karyon.Core.Metrics;

/// <summary>Choices of a detection evaluation.</summary>
public sealed record DetectionOptions
{
    /// <summary>Largest distance of a pair, px.</summary>
    public double Radius { get; init; } = PointMatching.DefaultRadius;

    /// <summary>
    /// The published form rounds coordinates to single precision and gives an image without points on a side a dummy
    /// point (0, 0) of class 0; two empty sides then add a true positive.
    /// </summary>
    public MetricForm Form { get; init; } = MetricForm.Exact;

    /// <summary>Whether an image without points on a side gets the published form's dummy point there; null: as <see cref="Form"/> says.</summary>
    public bool? DummyPoints { get; init; }

    /// <summary>The classes to report, or null for those that occur in the truth.</summary>
    public IReadOnlyList<int>? Classes { get; init; }

    /// <summary>Whether every true point has a class; if not, pairs whose true class is -1 are not held against the class figures.</summary>
    public bool Exhaustive { get; init; } = true;
}
