using Karyon.Core.Nuclei;

namespace Karyon.Core.Metrics;

/// <summary>One image of a detection evaluation.</summary>
/// <param name="Truth">True points with their classes.</param>
/// <param name="Prediction">Predicted points with their classes.</param>
public sealed record PointImage(IReadOnlyList<ClassPoint> Truth, IReadOnlyList<ClassPoint> Prediction);
