using Karyon.Core.Metrics;
using Karyon.Core.Nuclei;

namespace Karyon.Learning.Evaluation;

/// <summary>PanNuke's protocol: bPQ and mPQ per image, averaged over tissues, over folds and over images, with the original's rule of what has no figure.</summary>
/// <param name="classes">The classes.</param>
/// <param name="options">How.</param>
public sealed class PanNukeProtocol(ClassScheme classes, ProtocolOptions options) : IProtocol
{
    private readonly List<PanNukeImage> _images = [];
    private readonly List<string> _empty = [];
    private int _uncounted, _hidden;

    /// <inheritdoc/>
    public string Name => "pannuke";

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes
    {
        get
        {
            var notes = new List<string>();
            if (_empty.Count > 0) notes.Add($"{_empty.Count} images without a true nucleus have no figure: {string.Join(", ", _empty.Take(5))}{(_empty.Count > 5 ? ", ..." : "")}");
            if (_uncounted > 0) notes.Add($"{_uncounted} predicted nuclei are of classes that the truth does not have in their image; by the protocol's rule they cost nothing");
            if (_hidden > 0) notes.Add($"{_hidden} nuclei lie wholly under nuclei of later classes and count in their class alone (the original raises there)");
            if (_images.Exists(image => image.Tissue == Unnamed)) notes.Add("the data set names no tissues: the tissue average is that of one tissue");
            return notes;
        }
    }

    private const string Unnamed = "(no tissue)";

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, double?>> Add(EvaluatedImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var scores = PanNukeScores.Measure(image.Truth!, image.Prediction, classes.Classes.Count, options.Form);
        _images.Add(new PanNukeImage(image.Item.Fold, image.Item.Tissue ?? Unnamed, scores));
        if (scores.Binary is null) _empty.Add(image.Item.Name);
        _uncounted += scores.UncountedFalsePositives;
        _hidden += image.Truth!.Hidden + image.Prediction.Hidden;
        return
        [
            new("bPQ", scores.Binary), new("mPQ", scores.Multi),
            .. scores.PerClass.Select((quality, index) => new KeyValuePair<string, double?>($"PQ {classes.Classes[index].Name}", quality)),
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<NamedEstimate> Summarise(ulong seed, int resamples) =>
        PanNukeSummary.Of(_images, [.. classes.Classes.Select(type => type.Name)], seed, resamples);
}
