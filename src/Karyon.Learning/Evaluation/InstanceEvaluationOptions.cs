using Karyon.Core.Metrics;

namespace Karyon.Learning.Evaluation;

/// <summary>How an instance evaluation is done.</summary>
public sealed record InstanceEvaluationOptions
{
    /// <summary>Bootstrap resamples over images; 1 or more.</summary>
    public int Resamples { get; init; } = 1000;

    /// <summary>Names the stream of the bootstrap's draws.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whose form of the figures.</summary>
    public MetricForm Form { get; init; } = MetricForm.Exact;

    /// <summary>What an image without nuclei on either side counts; the original raises there.</summary>
    public EmptyImageRule BothEmpty { get; init; } = EmptyImageRule.Skip;

    /// <summary>
    /// How the truth's polygons became pixels, as reports name it beside every figure: a rule's name, or <c>labels as given</c>; see
    /// <see cref="InstanceEvaluation.TruthRuleOf"/>.
    /// </summary>
    public string TruthRule { get; init; } = "labels as given";
}
