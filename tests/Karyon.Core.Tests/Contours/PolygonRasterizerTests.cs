using Karyon.Core.Contours;
using Karyon.Core.Rasters;

namespace Karyon.Core.Tests.Contours;

public class PolygonRasterizerTests
{
    private static readonly (double X, double Y)[] Square = [(1, 1), (3, 1), (3, 3), (1, 3)];

    [Theory]
    [InlineData("pixel-centre", 1, 2)]
    [InlineData("matlab", 1, 2)]
    [InlineData("integer", 1, 3)]
    public void A_square_on_whole_numbers_covers_the_pixels_of_its_rule(string rule, int first, int last)
    {
        var map = PolygonRasterizer.Rasterize([Square], 5, 5, PolygonRasterizerRule.Named(rule));
        for (var y = 0; y < 5; y++)
            for (var x = 0; x < 5; x++)
                Assert.Equal(x >= first && x <= last && y >= first && y <= last ? 1 : 0, map[y, x]);
    }

    [Fact]
    public void The_rules_differ_by_where_the_sample_point_lies()
    {
        // A square from 0.75 to 2.75: centres 1.5 and 2.5; whole numbers 1 and 2; c + 0.99 = 0.99 and 1.99.
        (double X, double Y)[] square = [(0.75, 0.75), (2.75, 0.75), (2.75, 2.75), (0.75, 2.75)];
        Assert.Equal([1, 2], ColumnsOf(square, PolygonRasterizerRule.PixelCentre));
        Assert.Equal([1, 2], ColumnsOf(square, PolygonRasterizerRule.Integer));
        Assert.Equal([0, 1], ColumnsOf(square, PolygonRasterizerRule.Matlab));
    }

    [Theory]
    [InlineData("pixel-centre")]
    [InlineData("integer")]
    [InlineData("matlab")]
    public void Random_polygons_equal_a_point_by_point_even_odd_test(string name)
    {
        var rule = PolygonRasterizerRule.Named(name);
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            // Self-crossing polygons, partly outside, half of them with vertices on whole numbers where ties abound.
            (double X, double Y)[] Ring() => [.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => seed % 2 == 0
                ? (random.NextDouble() * 30 - 5, random.NextDouble() * 30 - 5)
                : ((double)random.Next(-5, 25), random.Next(-5, 25)))];
            (double X, double Y)[][] rings = [Ring(), Ring()];
            var rasterizer = new PolygonRasterizer(20, 17, rule);
            rasterizer.Fill(9, rings);
            for (var y = 0; y < 17; y++)
            {
                for (var x = 0; x < 20; x++)
                {
                    double px = x + rule.OffsetX, py = y + rule.OffsetY;
                    var inside = rings.Sum(ring => CrossingsRightOf(ring, px, py)) % 2 == 1
                        || rule.IncludesOutline && rings.Any(ring => ring.Length >= 3 && DistanceTo(ring, px, py) < 1e-9);
                    Assert.Equal(inside ? 9 : 0, rasterizer.Labels[y, x]);
                }
            }
        }
    }

    [Fact]
    public void Polygons_that_share_an_edge_share_no_pixel_and_leave_none()
    {
        (double X, double Y)[] left = [(0, 0), (6, 0), (2, 8), (0, 8)], right = [(6, 0), (9, 0), (9, 8), (2, 8)];
        var rasterizer = new PolygonRasterizer(9, 8, PolygonRasterizerRule.PixelCentre);
        rasterizer.Fill(1, [left]);
        rasterizer.Fill(2, [right]);
        Assert.DoesNotContain(0, rasterizer.Labels.Pixels);
        var reversed = PolygonRasterizer.Rasterize([right, left], 9, 8, PolygonRasterizerRule.PixelCentre);
        Assert.Equal(rasterizer.Labels.Pixels, reversed.Pixels.Select(id => 3 - id));
    }

    [Fact]
    public void The_first_or_the_last_polygon_keeps_a_shared_pixel()
    {
        (double X, double Y)[] other = [(2, 2), (4, 2), (4, 4), (2, 4)];
        var first = PolygonRasterizer.Rasterize([Square, other], 5, 5, PolygonRasterizerRule.PixelCentre);
        var last = PolygonRasterizer.Rasterize([Square, other], 5, 5, PolygonRasterizerRule.PixelCentre, PolygonRasterizerOverlap.LastWins);
        Assert.Equal((1, 2), (first[2, 2], last[2, 2]));
        Assert.Equal((2, 2), (first[3, 3], last[3, 3]));
        Assert.Equal((1, 1), (first[1, 1], last[1, 1]));
    }

    [Fact]
    public void An_inner_ring_is_a_hole()
    {
        var rasterizer = new PolygonRasterizer(6, 6, PolygonRasterizerRule.PixelCentre);
        rasterizer.Fill(1, [[(0, 0), (6, 0), (6, 6), (0, 6)], [(2, 2), (2, 4), (4, 4), (4, 2)]]);
        Assert.Equal(36 - 4, rasterizer.Labels.Pixels.Sum());
        Assert.Equal(0, rasterizer.Labels[2, 3]);
    }

    [Theory]
    [InlineData("pixel-centre")]
    [InlineData("integer")]
    public void A_ring_of_two_vertices_or_outside_the_map_covers_nothing_and_a_huge_one_everything(string rule)
    {
        var rasterizer = new PolygonRasterizer(6, 6, PolygonRasterizerRule.Named(rule));
        rasterizer.Fill(1, [[(1, 1), (4, 4)], []]);
        rasterizer.Fill(1, [[(10, 10), (20, 10), (15, 20)]]);
        Assert.Equal(0, rasterizer.Labels.Pixels.Sum());
        rasterizer.Fill(1, [[(-1e12, -1e12), (1e12, -1e12), (1e12, 1e12), (-1e12, 1e12)]]);
        Assert.Equal(36, rasterizer.Labels.Pixels.Sum());
    }

    [Fact]
    public void A_polygon_of_no_width_covers_the_pixels_it_runs_through_if_the_outline_counts()
    {
        (double X, double Y)[] line = [(1, 2), (4, 2), (2, 2)];
        Assert.Equal(0, PolygonRasterizer.Rasterize([line], 6, 6, PolygonRasterizerRule.PixelCentre).Pixels.Sum());
        Assert.Equal(4, PolygonRasterizer.Rasterize([line], 6, 6, PolygonRasterizerRule.Integer).Pixels.Sum());
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        var rasterizer = new PolygonRasterizer(6, 6, PolygonRasterizerRule.PixelCentre);
        Assert.Throws<ArgumentException>(() => rasterizer.Fill(1, [[(0, 0), (double.NaN, 1), (1, 1)]]));
        Assert.Throws<ArgumentOutOfRangeException>(() => rasterizer.Fill(0, [Square]));
        var error = Assert.Throws<ArgumentException>(() => PolygonRasterizerRule.Named("opencv"));
        Assert.Contains("pixel-centre, matlab, integer", error.Message, StringComparison.Ordinal);
    }

    private static int[] ColumnsOf((double X, double Y)[] ring, PolygonRasterizerRule rule)
    {
        LabelMap map = PolygonRasterizer.Rasterize([ring], 5, 5, rule);
        return [.. Enumerable.Range(0, 5).Where(x => map[1, x] == 1)];
    }

    private static int CrossingsRightOf((double X, double Y)[] ring, double x, double y)
    {
        var count = 0;
        for (var i = 0; i < ring.Length; i++)
        {
            var (a, b) = (ring[i], ring[(i + 1) % ring.Length]);
            if (a.Y > y == b.Y > y) continue;
            if (a.X + (y - a.Y) * (b.X - a.X) / (b.Y - a.Y) > x) count++;
        }
        return count;
    }

    private static double DistanceTo((double X, double Y)[] ring, double x, double y)
    {
        var nearest = double.PositiveInfinity;
        for (var i = 0; i < ring.Length; i++)
        {
            var (a, b) = (ring[i], ring[(i + 1) % ring.Length]);
            double dx = b.X - a.X, dy = b.Y - a.Y, length = dx * dx + dy * dy;
            var along = length == 0 ? 0 : Math.Clamp(((x - a.X) * dx + (y - a.Y) * dy) / length, 0, 1);
            nearest = Math.Min(nearest, Math.Sqrt(Math.Pow(a.X + along * dx - x, 2) + Math.Pow(a.Y + along * dy - y, 2)));
        }
        return nearest;
    }
}
