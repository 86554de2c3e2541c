using Karyon.Data.Datasets;

namespace Karyon.Learning.Training.Sampling;

/// <summary>Turns the points of an image into a training item with masks.</summary>
public interface IPointLabeller
{
    /// <summary>Makes the item; its weight, zoom and name are the caller's to set.</summary>
    /// <param name="item">An image with points.</param>
    /// <param name="source">The set as the recipe has it.</param>
    /// <param name="micronsPerPixel">Pixel size of the image, µm.</param>
    TrainingItem Label(DatasetItem item, TrainingSource source, double micronsPerPixel);
}
