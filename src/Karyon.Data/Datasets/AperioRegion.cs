namespace Karyon.Data.Datasets;

/// <summary>A region of an Aperio annotation.</summary>
/// <param name="Vertices">The outline, px; may have fewer than three vertices, may reach outside the image.</param>
public sealed record AperioRegion(IReadOnlyList<(double X, double Y)> Vertices);
