using Karyon.Data.Datasets;
using Karyon.Learning.Training.Augmentation;

namespace Karyon.Learning.Training.Sampling;

/// <summary>A data set as training uses it.</summary>
public sealed record TrainingSource
{
    /// <summary>
    /// Which reader. <see cref="DatasetKind.Folder"/> takes <c>images/</c> with <c>labels/</c> and, where there is one, <c>ignore/</c>: a grey PNG of
    /// the image's name, not 0 where the labels say nothing.
    /// </summary>
    public DatasetKind Kind { get; init; } = DatasetKind.Folder;

    /// <summary>Its folder.</summary>
    public string Path { get; init; } = "";

    /// <summary>How often an image is drawn, against 1 of another set's image; more than 0.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Pixel size, µm, before what the set itself states; 0: as stated.</summary>
    public double MicronsPerPixel { get; init; }

    /// <summary>The range of the zoom in place of the augmentation's, for sets of unknown pixel size; null: the augmentation's.</summary>
    public ValueRange? Zoom { get; init; }

    /// <summary>The published split to take; empty: all images.</summary>
    public string Split { get; init; } = "";

    /// <summary>Patients, or names of images, that are kept for validation.</summary>
    public ValueList<string> Validation { get; init; } = [];

    /// <summary>Patients, or beginnings of images' names, that are left out altogether.</summary>
    public ValueList<string> LeftOut { get; init; } = [];

    /// <summary>
    /// For partial annotation: background counts as known only up to this many pixels from a labelled nucleus; 0: everywhere.
    /// </summary>
    public int KnownMarginPx { get; init; }

    /// <summary>
    /// For sets of points: a network file whose maps turn the points into masks (<see cref="Core.Representations.Hover.PointMarkers"/>); empty: the
    /// set has masks of its own.
    /// </summary>
    public string PointsModel { get; init; } = "";

    /// <summary>Probability from which a pixel is nucleus when points are turned into masks.</summary>
    public double PointsThreshold { get; init; } = 0.5;

    /// <summary>Pixels at the border of masks made from points that count as unknown.</summary>
    public int PointsBorderPx { get; init; }
}
