namespace Karyon.Core.Contours;

/// <summary>
/// A simple polygon on the pixel grid: corner points (x, y) in px, where pixel (column, row) covers [column, column + 1] x [row, row + 1],
/// so that pixel centres lie at +0.5. Rings are closed without repeating the first point.
/// </summary>
/// <param name="Outer">
/// The outer ring, counter-clockwise as RFC 7946 and NetTopologySuite compute it: the signed area (sum of x y' - x' y) / 2 of the numbers is
/// positive. On a screen, whose y grows downwards, the ring is seen to run clockwise.
/// </param>
/// <param name="Holes">Inner rings, in the other direction.</param>
public sealed record PolygonWithHoles(IReadOnlyList<(int X, int Y)> Outer, IReadOnlyList<IReadOnlyList<(int X, int Y)>> Holes)
{
    /// <summary>Area, px: the outer ring less the holes.</summary>
    public long Area => SignedArea(Outer) + Holes.Sum(SignedArea);

    /// <summary>The area of a ring; negative for a hole's direction.</summary>
    internal static long SignedArea(IReadOnlyList<(int X, int Y)> ring)
    {
        long twice = 0;
        for (var i = 0; i < ring.Count; i++)
        {
            var (x, y) = ring[i];
            var (nextX, nextY) = ring[(i + 1) % ring.Count];
            twice += (long)x * nextY - (long)nextX * y;
        }
        return twice / 2;
    }
}
