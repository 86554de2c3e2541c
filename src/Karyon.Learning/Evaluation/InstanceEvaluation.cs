using Karyon.Core.Metrics;
using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;
using Karyon.Data.Codecs;
using Karyon.Data.Datasets;

namespace Karyon.Learning.Evaluation;

/// <summary>
/// The instance protocol: predicted instance maps against true ones, image by image, classes ignored. Images on which no figure is defined
/// (neither side has a nucleus, or the set has no truth of them) are skipped and counted; those whose prediction is missing, broken or of another
/// size, or whose truth is broken, count as failed; each with its reason. An image where one side alone has no nucleus scores 0.
/// </summary>
/// <remarks>
/// Where a data set says of pixels that it does not know what they are, both maps are background there; a predicted nucleus that lies there
/// with more than half of its pixels is left out.
/// </remarks>
public static class InstanceEvaluation
{
    /// <summary>Evaluates.</summary>
    /// <param name="predictions">What is evaluated.</param>
    /// <param name="truth">Against what.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Told each image's outcome.</param>
    /// <param name="cancellation">Stops between two images.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static InstanceReport Run(
        IPredictionSource predictions, IDataset truth, InstanceEvaluationOptions? options = null, IProgress<ImageScores>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(truth);
        return Run(predictions, truth.Name, truth.Items, options, progress, cancellation);
    }

    /// <summary>Evaluates on some images of a data set, e.g. one split or the held-out patients.</summary>
    /// <param name="predictions">What is evaluated.</param>
    /// <param name="dataset">The name of what it is evaluated against, for the report.</param>
    /// <param name="items">The images.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Told each image's outcome.</param>
    /// <param name="cancellation">Stops between two images.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static InstanceReport Run(
        IPredictionSource predictions, string dataset, IEnumerable<DatasetItem> items, InstanceEvaluationOptions? options = null,
        IProgress<ImageScores>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(items);
        options ??= new InstanceEvaluationOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Resamples, 1, nameof(options));
        var images = new List<ImageScores>();
        foreach (var item in items)
        {
            cancellation.ThrowIfCancellationRequested();
            var scores = Measure(predictions, item, options);
            images.Add(scores);
            progress?.Report(scores);
        }
        return new InstanceReport(predictions.Name, dataset, options, images, InstanceSummary.Of(images, options.Seed, options.Resamples));
    }

    /// <summary>What a report should name as the rule by which a data set's truth became pixels.</summary>
    public static string TruthRuleOf(DatasetOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Truth switch
        {
            TruthSource.LabelImages => "labels as given",
            TruthSource.Polygons => $"polygons by {options.PolygonRule.Name}",
            _ => $"labels as given, polygons by {options.PolygonRule.Name}",
        };
    }

    private static ImageScores Measure(IPredictionSource predictions, DatasetItem item, InstanceEvaluationOptions options)
    {
        try
        {
            if (item.LoadLabels() is not { } truth) return ImageScores.Skipped(item.Name, "the data set has no instance map of it");
            var prediction = item.IsSizeOpen ? predictions.Predict(item, 0, 0) : predictions.Predict(item, truth.Width, truth.Height);
            if (item.IsSizeOpen) (truth, prediction) = OnOneCanvas(truth, prediction);
            if (prediction.Width != truth.Width || prediction.Height != truth.Height)
                return ImageScores.Failed(item.Name, $"the prediction is {prediction.Width} x {prediction.Height} px, the truth {truth.Width} x {truth.Height}");
            if (item.LoadIgnoreMask() is { } unknown)
                (truth, prediction) = (Untyped(truth).Outside(unknown, wholeNuclei: false).Labels, Untyped(prediction).Outside(unknown, wholeNuclei: true).Labels);
            return ImageScores.Of(item.Name, InstanceScores.Measure(truth, prediction, options.Form), options.BothEmpty);
        }
        catch (InvalidFileException exception)
        {
            return ImageScores.Failed(item.Name, exception.Message);
        }
    }

    /// <summary>Both maps where nobody states their size: what lies outside one is background and changes nothing.</summary>
    private static (LabelMap Truth, LabelMap Prediction) OnOneCanvas(LabelMap truth, LabelMap prediction)
    {
        int width = Math.Max(truth.Width, prediction.Width), height = Math.Max(truth.Height, prediction.Height);
        return (Untyped(truth).OnCanvas(width, height).Labels, Untyped(prediction).OnCanvas(width, height).Labels);
    }

    private static TypedNuclei Untyped(LabelMap map) => new(map, new Dictionary<int, int>());
}
