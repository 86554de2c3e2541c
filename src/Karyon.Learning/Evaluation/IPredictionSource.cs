using Karyon.Core.Rasters;
using Karyon.Data.Datasets;

namespace Karyon.Learning.Evaluation;

/// <summary>Where the instance maps come from that are compared with the truth.</summary>
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
}
