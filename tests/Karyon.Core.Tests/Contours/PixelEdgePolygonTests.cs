using Karyon.Core.Contours;
using Karyon.Core.Nuclei;

namespace Karyon.Core.Tests.Contours;

public class PixelEdgePolygonTests
{
    [Fact]
    public void A_rectangle_has_four_corners_and_a_positive_signed_area()
    {
        var polygon = Assert.Single(PixelEdgePolygon.Trace(new PixelMask([new Run(2, 5, 8), new Run(3, 5, 8)])));
        Assert.Equal([(5, 2), (8, 2), (8, 4), (5, 4)], polygon.Outer);
        Assert.Empty(polygon.Holes);
        Assert.Equal(6, polygon.Area);
    }

    [Fact]
    public void Pixels_that_meet_by_a_corner_are_two_polygons()
    {
        var polygons = PixelEdgePolygon.Trace(new PixelMask([new Run(0, 0, 1), new Run(1, 1, 2)]));
        Assert.Equal([(0, 0), (1, 0), (1, 1), (0, 1)], polygons[0].Outer);
        Assert.Equal([(1, 1), (2, 1), (2, 2), (1, 2)], polygons[1].Outer);
    }

    [Fact]
    public void A_bay_that_closes_at_a_corner_becomes_a_hole_that_touches_the_outer_ring_once()
    {
        // ##.
        // #.#   the bay in the middle opens to the outside by a corner alone
        // ###
        var polygon = Assert.Single(PixelEdgePolygon.Trace(new PixelMask([new Run(0, 0, 2), new Run(1, 0, 1), new Run(1, 2, 3), new Run(2, 0, 3)])));
        var hole = Assert.Single(polygon.Holes);
        Assert.Equal(7, polygon.Area);
        Assert.Equal(4, hole.Count);
        Assert.Equal([(2, 1)], polygon.Outer.Intersect(hole));
    }

    [Fact]
    public void Any_mask_gives_simple_rings_that_cover_exactly_its_pixels()
    {
        var random = new Random(11);
        for (var round = 0; round < 400; round++)
        {
            int width = random.Next(1, 14), height = random.Next(1, 14), density = random.Next(20, 95);
            var set = new HashSet<(int X, int Y)>();
            for (var y = 0; y < height; y++)
                for (var x = 0; x < width; x++)
                    if (random.Next(100) < density) set.Add((x - 3, y + 4));
            if (set.Count == 0) continue;
            var mask = new PixelMask(set.OrderBy(pixel => pixel.Y).ThenBy(pixel => pixel.X).Select(pixel => new Run(pixel.Y, pixel.X, pixel.X + 1)));
            var polygons = PixelEdgePolygon.Trace(mask);
            Assert.Equal(set.Count, polygons.Sum(polygon => polygon.Area));
            foreach (var polygon in polygons)
            {
                Assert.True(PolygonWithHoles.SignedArea(polygon.Outer) > 0);
                Assert.All(polygon.Holes, hole => Assert.True(PolygonWithHoles.SignedArea(hole) < 0));
                var rings = polygon.Holes.Prepend(polygon.Outer).ToList();
                // Simple: no grid point twice in a ring, and two rings of a polygon share at most one.
                var points = rings.Select(GridPoints).ToList();
                Assert.All(points, ring => Assert.Equal(ring.Count, ring.Distinct().Count()));
                for (var i = 0; i < points.Count; i++)
                    for (var j = 0; j < i; j++) Assert.True(points[i].Intersect(points[j]).Count() <= 1);
            }
            for (var y = 0; y < height + 6; y++)
                for (var x = -5; x < width; x++)
                {
                    var inside = polygons.Count(polygon => Contains(polygon.Outer, x, y) && !polygon.Holes.Any(hole => Contains(hole, x, y)));
                    Assert.Equal(set.Contains((x, y)) ? 1 : 0, inside);
                }
        }
    }

    private static List<(int X, int Y)> GridPoints(IReadOnlyList<(int X, int Y)> ring)
    {
        var points = new List<(int, int)>();
        for (var i = 0; i < ring.Count; i++)
        {
            var (x, y) = ring[i];
            var (toX, toY) = ring[(i + 1) % ring.Count];
            Assert.True((x == toX) != (y == toY), "edges follow the grid");
            for (; x != toX || y != toY; (x, y) = (x + Math.Sign(toX - x), y + Math.Sign(toY - y))) points.Add((x, y));
        }
        return points;
    }

    /// <summary>Whether the centre of a pixel lies inside a ring, by counting the vertical edges to its left.</summary>
    private static bool Contains(IReadOnlyList<(int X, int Y)> ring, int x, int y)
    {
        var crossings = 0;
        for (var i = 0; i < ring.Count; i++)
        {
            var (fromX, fromY) = ring[i];
            var (toX, toY) = ring[(i + 1) % ring.Count];
            if (fromX == toX && fromX <= x && Math.Min(fromY, toY) <= y && y < Math.Max(fromY, toY)) crossings++;
        }
        return crossings % 2 == 1;
    }
}
