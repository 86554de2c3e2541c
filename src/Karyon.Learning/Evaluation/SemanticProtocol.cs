using Karyon.Core.Metrics;
using Karyon.Core.Nuclei;
using Karyon.Data.Codecs;

namespace Karyon.Learning.Evaluation;

/// <summary>Intersection over union of class maps, pixels pooled over images; pixels that the truth does not know are left out.</summary>
/// <param name="classes">The classes.</param>
/// <param name="options">How.</param>
public sealed class SemanticProtocol(ClassScheme classes, ProtocolOptions options) : IProtocol
{
    private readonly List<SemanticCounts> _images = [];

    /// <inheritdoc/>
    public string Name => "semantic";

    /// <inheritdoc/>
    public bool TakesClassMaps => true;

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes => [$"{_images.Sum(image => image.Ignored)} px are unknown (value {options.IgnoreValue}) and do not count"];

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, double?>> Add(EvaluatedImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        const int Unknown = -1;
        var count = classes.Classes.Count;
        var truth = image.Truth!.ToClassNumbers(count);
        for (var i = 0; i < truth.Pixels.Length; i++)
        {
            // What is a nucleus of no known class is as unknown as what is marked so.
            if (truth.Pixels[i] > count || (image.Unknown is { } unknown && unknown.Pixels[i] != 0)) truth.Pixels[i] = Unknown;
        }
        var counts = SemanticCounts.Of(truth, image.Prediction.ToClassNumbers(count), count, Unknown);
        if (counts.Truth.Sum() == 0) throw new InvalidFileException($"{image.Item.Name}: the truth knows no pixel");
        _images.Add(counts);
        string[] names = ["background", .. classes.Classes.Select(type => type.Name)];
        return [.. names.Select((type, index) => new KeyValuePair<string, double?>($"IoU {type}", Iou(counts, index)))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<NamedEstimate> Summarise(ulong seed, int resamples) =>
        SemanticSummary.Of(_images, [.. classes.Classes.Select(type => type.Name)], seed, resamples);

    private static double? Iou(SemanticCounts counts, int index)
    {
        var either = counts.Truth[index] + counts.Prediction[index] - counts.Both[index];
        return either == 0 ? null : counts.Both[index] / (double)either;
    }
}
