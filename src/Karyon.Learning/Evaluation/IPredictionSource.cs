using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;
using Karyon.Data.Datasets;

namespace Karyon.Learning.Evaluation;

/// <summary>Where the nuclei come from that are compared with the truth: files, arrays, a model.</summary>
public interface IPredictionSource
{
    /// <summary>What is evaluated, for reports: a folder, a model.</summary>
    string Name { get; }

    /// <summary>The instance map of an image.</summary>
    /// <param name="item">The image.</param>
    /// <param name="width">Columns of its truth, px.</param>
    /// <param name="height">Rows of its truth, px.</param>
    /// <exception cref="Data.Codecs.InvalidFileException">There is none, or it cannot be read; the image counts as failed, with this message.</exception>
    LabelMap Predict(DatasetItem item, int width, int height);

    /// <summary>The nuclei of an image with their classes.</summary>
    /// <param name="item">The image.</param>
    /// <param name="width">Columns of its truth, px; 0 where nobody states them.</param>
    /// <param name="height">Rows of its truth, px; 0 where nobody states them.</param>
    /// <param name="naming">What class names and numbers mean.</param>
    /// <exception cref="Data.Codecs.InvalidFileException">There are none, they cannot be read, or a class means nothing; the image counts as failed, with this message.</exception>
    TypedNuclei PredictTyped(DatasetItem item, int width, int height, ClassNaming naming);
}
