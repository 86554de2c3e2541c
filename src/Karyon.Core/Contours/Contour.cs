namespace Karyon.Core.Contours;

/// <summary>A border as <see cref="BorderTracing"/> follows it.</summary>
/// <param name="Points">Pixel centres in integer coordinates (x, y), corner points of the border alone; closed, the first point is not repeated.</param>
/// <param name="IsHole">Whether the border runs around a hole.</param>
/// <param name="Parent">Index of the border around this one, or -1.</param>
public sealed record Contour(IReadOnlyList<(int X, int Y)> Points, bool IsHole, int Parent);
