namespace Karyon.Core.Metrics;

/// <summary>One image's part in an evaluation.</summary>
/// <param name="Name">The image.</param>
/// <param name="Scores">Its figures, or null where it is skipped.</param>
/// <param name="SkipReason">Why it is skipped; null where it is not.</param>
public sealed record ImageScores(string Name, InstanceScores? Scores, string? SkipReason)
{
    /// <summary>The reason for images on which no figure is defined.</summary>
    public const string BothEmpty = "neither the truth nor the prediction has a nucleus";

    /// <summary>Wraps the outcome of <see cref="InstanceScores.Measure(ContingencyTable, MetricForm)"/>.</summary>
    public static ImageScores Of(string name, InstanceScores? scores) => new(name, scores, scores is null ? BothEmpty : null);

    /// <summary>An image left out for another reason, e.g. one that cannot be read.</summary>
    public static ImageScores Skipped(string name, string reason) => new(name, null, reason);
}
