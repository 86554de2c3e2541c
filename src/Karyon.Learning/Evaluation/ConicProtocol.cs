using Karyon.Core.Metrics;
using Karyon.Core.Nuclei;

namespace Karyon.Learning.Evaluation;

/// <summary>CoNIC's protocol: PQ per image, and PQ+ of each class with its counts pooled over all images.</summary>
/// <param name="classes">The classes.</param>
/// <param name="options">How.</param>
public sealed class ConicProtocol(ClassScheme classes, ProtocolOptions options) : IProtocol
{
    private readonly List<ConicScores> _images = [];
    private readonly List<string> _empty = [];

    /// <inheritdoc/>
    public string Name => "conic";

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes => _empty.Count == 0 ? [] :
    [
        $"{_empty.Count} images without nuclei on either side {BothEmpty switch { EmptyImageRule.Skip => "are left out of", EmptyImageRule.Zero => "count 0 in", _ => "count 1 in" }} PQ: {string.Join(", ", _empty.Take(5))}{(_empty.Count > 5 ? ", ..." : "")}",
    ];

    private EmptyImageRule BothEmpty => options.BothEmpty ?? (options.Form == MetricForm.Published ? EmptyImageRule.Zero : EmptyImageRule.Skip);

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, double?>> Add(EvaluatedImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var scores = ConicScores.Measure(image.Truth!, image.Prediction, classes.Classes.Count);
        _images.Add(scores);
        if (scores.Binary.IsEmpty) _empty.Add(image.Item.Name);
        return
        [
            new("PQ", scores.Binary.IsEmpty ? null : scores.Binary.Quality(options.Form)),
            .. scores.PerClass.Select((counts, index) => new KeyValuePair<string, double?>($"PQ {classes.Classes[index].Name}", counts.IsEmpty ? null : counts.Quality(options.Form))),
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<NamedEstimate> Summarise(ulong seed, int resamples) =>
        ConicSummary.Of(_images, [.. classes.Classes.Select(type => type.Name)], options.Form, BothEmpty, seed, resamples);
}
