namespace Karyon.Data.Datasets;

/// <summary>A nucleus of a GeoJSON annotation.</summary>
/// <param name="ClassName">The annotation's class as the file names it; null where it has none.</param>
/// <param name="Parts">Polygons, each an outer ring followed by its holes; vertices in px.</param>
public sealed record GeoJsonPolygon(string? ClassName, IReadOnlyList<IReadOnlyList<IReadOnlyList<(double X, double Y)>>> Parts);
