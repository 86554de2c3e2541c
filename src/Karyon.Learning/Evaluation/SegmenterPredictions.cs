using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;
using Karyon.Data.Datasets;
using Karyon.Data.Slides;
using Karyon.Learning.Inference;

namespace Karyon.Learning.Evaluation;

/// <summary>
/// Predictions that a model makes while it is evaluated. An image's pixel size is the one given here for all images, else what its data set or its
/// file states, else a default. The segmenter stays the caller's.
/// </summary>
/// <param name="name">The model's name.</param>
/// <param name="segmenter">The model at work.</param>
/// <param name="defaultMicronsPerPixel">Pixel size of images of which neither data set nor file states one, µm.</param>
/// <param name="micronsPerPixel">Pixel size of all images, whatever is stated, µm; null: what is stated.</param>
/// <param name="classes">The model's classes; null or of one class: its nuclei have none.</param>
public sealed class SegmenterPredictions(
    string name, Segmenter segmenter, double defaultMicronsPerPixel, double? micronsPerPixel = null, ClassScheme? classes = null) : IPredictionSource
{
    private readonly List<string> _assumed = [];

    /// <inheritdoc/>
    public string Name => name;

    /// <summary>Names of the images so far whose pixel size was taken to be the default.</summary>
    public IReadOnlyList<string> Assumed => _assumed;

    /// <inheritdoc/>
    public LabelMap Predict(DatasetItem item, int width, int height) => Segment(item).ToLabels();

    /// <inheritdoc/>
    public TypedNuclei PredictTyped(DatasetItem item, int width, int height, ClassNaming naming)
    {
        ArgumentNullException.ThrowIfNull(naming);
        var result = Segment(item);
        var isTyped = classes is { Classes.Count: > 1 };
        var names = isTyped ? result.Nuclei.ToDictionary(nucleus => nucleus.Id, nucleus => classes!.Classes[nucleus.ClassIndex].Name) : [];
        return naming.Resolve(new NamedNuclei(result.ToLabels(), names), name);
    }

    private SegmentationResult Segment(DatasetItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        var stated = micronsPerPixel ?? item.LoadMicronsPerPixel();
        using var slide = new FlatImageSlide(item.Name, item.LoadImage());
        if (stated is null) _assumed.Add(item.Name);
        return segmenter.Segment(slide, stated ?? defaultMicronsPerPixel);
    }
}
