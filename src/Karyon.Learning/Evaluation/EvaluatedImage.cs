using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;
using Karyon.Data.Datasets;

namespace Karyon.Learning.Evaluation;

/// <summary>An image's truth and prediction, as a protocol measures them: maps of one size, unknown pixels left out.</summary>
/// <param name="Item">The image.</param>
/// <param name="Truth">The true nuclei; null where the truth is points alone.</param>
/// <param name="TruthPoints">The true nuclei as points.</param>
/// <param name="Prediction">The predicted nuclei.</param>
/// <param name="Unknown">Not 0 where the truth says nothing; null where it says something everywhere.</param>
/// <param name="MicronsPerPixel">Pixel size, µm; null where nobody states it.</param>
public sealed record EvaluatedImage(
    DatasetItem Item, TypedNuclei? Truth, IReadOnlyList<ClassPoint> TruthPoints, TypedNuclei Prediction, Raster<byte>? Unknown, double? MicronsPerPixel);
