using Karyon.Core.Rasters;
using Karyon.Learning.Training.Augmentation;

namespace Karyon.Learning.Training.Sampling;

/// <summary>An image with its truth, in memory. Immutable by contract: nobody writes to the rasters.</summary>
public sealed class TrainingItem
{
    /// <summary>Data set and image, e.g. <c>tnbc/01_1</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The colours.</summary>
    public required Raster<Rgb> Image { get; init; }

    /// <summary>The nuclei, of the image's size.</summary>
    public required LabelMap Labels { get; init; }

    /// <summary>Not 0 where the labels say nothing; null: all is known.</summary>
    public Raster<byte>? Unknown { get; init; }

    /// <summary>Pixel size, µm.</summary>
    public required double MicronsPerPixel { get; init; }

    /// <summary>How often it is drawn against the others.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>The zoom's range in place of the augmentation's; null: the augmentation's.</summary>
    public ValueRange? Zoom { get; init; }
}
