namespace Karyon.Core.Metrics;

/// <summary>One image's part in an evaluation.</summary>
/// <param name="Name">The image.</param>
/// <param name="Scores">Its figures, or null where it has none.</param>
/// <param name="SkipReason">Why it has none; null where it has.</param>
public sealed record ImageScores(string Name, InstanceScores? Scores, string? SkipReason)
{
    /// <summary>The reason for images on which no figure is defined.</summary>
    public const string BothEmpty = "neither the truth nor the prediction has a nucleus";

    /// <summary>
    /// Whether it should have figures and has none: its prediction is missing, broken or of another size, or its truth is broken. What is skipped
    /// and no failure has no figure by its nature.
    /// </summary>
    public bool IsFailure { get; private init; }

    /// <summary>Wraps the outcome of <see cref="InstanceScores.Measure(ContingencyTable, MetricForm)"/>.</summary>
    public static ImageScores Of(string name, InstanceScores? scores) => new(name, scores, scores is null ? BothEmpty : null);

    /// <summary>Wraps the outcome by a rule of what an image without nuclei on either side counts.</summary>
    public static ImageScores Of(string name, InstanceScores? scores, EmptyImageRule bothEmpty)
    {
        if (scores is not null || bothEmpty == EmptyImageRule.Skip) return Of(name, scores);
        var figure = bothEmpty == EmptyImageRule.One ? 1 : 0;
        return Of(name, new InstanceScores(figure, figure, figure, figure, figure, figure, figure, 0, 0, 0));
    }

    /// <summary>An image on which no figure is defined for another reason, e.g. one of which there is no truth.</summary>
    public static ImageScores Skipped(string name, string reason) => new(name, null, reason);

    /// <summary>An image that could not be scored though it should have been, e.g. one whose prediction cannot be read.</summary>
    public static ImageScores Failed(string name, string reason) => new(name, null, reason) { IsFailure = true };
}
