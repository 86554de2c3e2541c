using Karyon.Core.Rasters;
using Karyon.Data.Datasets;
using Karyon.Data.Slides;
using Karyon.Learning.Inference;

namespace Karyon.Learning.Evaluation;

/// <summary>Predictions that a model makes while it is evaluated. The segmenter stays the caller's.</summary>
/// <param name="name">The model's name.</param>
/// <param name="segmenter">The model at work.</param>
/// <param name="defaultMicronsPerPixel">Pixel size of images whose data set states none, µm.</param>
public sealed class SegmenterPredictions(string name, Segmenter segmenter, double defaultMicronsPerPixel) : IPredictionSource
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public LabelMap Predict(DatasetItem item, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(item);
        using var slide = new FlatImageSlide(item.Name, item.LoadImage());
        return segmenter.Segment(slide, item.MicronsPerPixel ?? defaultMicronsPerPixel).ToLabels();
    }
}
