using System.Numerics;
using Karyon.Core.Rasters;

namespace Karyon.Core.Contours;

/// <summary>
/// Fills polygons into instance maps by the even-odd rule, sampled as a <see cref="PolygonRasterizerRule"/> says. Rings close by themselves.
/// </summary>
/// <remarks>One per map; keeps its scratch memory between polygons. Not thread safe.</remarks>
public sealed class PolygonRasterizer
{
    private const long MaxCrossings = 1L << 27;

    /// <summary>How far a sample point may lie from the outline and still be on it, px: above rounding, below what vertices of 1/1000 px tell apart.</summary>
    private const double OnOutline = 1e-9;

    private readonly PolygonRasterizerRule _rule;
    private readonly PolygonRasterizerOverlap _overlap;
    private int[] _rowStarts = [];
    private double[] _crossings = [];

    /// <summary>Makes an empty map to draw into.</summary>
    /// <param name="width">Columns, px.</param>
    /// <param name="height">Rows, px.</param>
    /// <param name="rule">Which point stands for a pixel.</param>
    /// <param name="overlap">Who keeps a pixel that several polygons cover.</param>
    public PolygonRasterizer(int width, int height, PolygonRasterizerRule rule, PolygonRasterizerOverlap overlap = PolygonRasterizerOverlap.FirstWins)
    {
        ArgumentNullException.ThrowIfNull(rule);
        (Labels, _rule, _overlap) = (new LabelMap(width, height), rule, overlap);
    }

    /// <summary>The map drawn so far.</summary>
    public LabelMap Labels { get; }

    /// <summary>Draws polygons of one outer ring each, numbered from 1 in their order.</summary>
    /// <param name="polygons">Vertices, px.</param>
    /// <param name="width">Columns of the map, px.</param>
    /// <param name="height">Rows of the map, px.</param>
    /// <param name="rule">Which point stands for a pixel.</param>
    /// <param name="overlap">Who keeps a pixel that several polygons cover.</param>
    public static LabelMap Rasterize(
        IEnumerable<IReadOnlyList<(double X, double Y)>> polygons, int width, int height, PolygonRasterizerRule rule,
        PolygonRasterizerOverlap overlap = PolygonRasterizerOverlap.FirstWins)
    {
        ArgumentNullException.ThrowIfNull(polygons);
        var rasterizer = new PolygonRasterizer(width, height, rule, overlap);
        var id = 0;
        foreach (var polygon in polygons) rasterizer.Fill(++id, [polygon]);
        return rasterizer.Labels;
    }

    /// <summary>Draws one polygon. Parts outside the map are clipped; a ring of fewer than three vertices covers nothing.</summary>
    /// <param name="id">Id to write; not 0.</param>
    /// <param name="rings">The rings, px; where an even number of them overlap is outside, which makes inner rings holes.</param>
    /// <exception cref="ArgumentException">A coordinate is not finite, or the outline crosses more rows than can be held.</exception>
    public void Fill(int id, IReadOnlyList<IReadOnlyList<(double X, double Y)>> rings)
    {
        ArgumentNullException.ThrowIfNull(rings);
        if (id == 0) throw new ArgumentOutOfRangeException(nameof(id), "0 is background; number nuclei from 1");
        var (top, bottom) = RowsOf(rings);
        CollectCrossings(rings, top, bottom);
        for (var row = top; row < bottom; row++)
        {
            int start = _rowStarts[row - top], end = _rowStarts[row - top + 1];
            Array.Sort(_crossings, start, end - start);
            for (var k = start; k + 1 < end; k += 2)
                FillRun(row, FirstAtOrAfter(_crossings[k] - _rule.OffsetX), FirstAtOrAfter(_crossings[k + 1] - _rule.OffsetX), id);
        }
        if (!_rule.IncludesOutline) return;
        foreach (var ring in rings)
        {
            if (ring.Count < 3) continue;
            for (var i = 0; i < ring.Count; i++) FillSamplesOn(Edge(ring, i), id);
        }
    }

    /// <summary>Gives the polygon those pixels whose sample point lies on an edge, ends included.</summary>
    private void FillSamplesOn(((double X, double Y) From, (double X, double Y) To) edge, int id)
    {
        var (a, b) = edge.From.Y <= edge.To.Y ? edge : (edge.To, edge.From);
        int first = RowAtOrAfter(a.Y - OnOutline), end = RowAtOrAfter(Math.BitIncrement(b.Y + OnOutline));
        for (var row = first; row < end; row++)
        {
            if (b.Y - a.Y <= OnOutline)
            {
                double left = Math.Min(a.X, b.X) - _rule.OffsetX, right = Math.Max(a.X, b.X) - _rule.OffsetX;
                FillRun(row, FirstAtOrAfter(left - OnOutline), FirstAtOrAfter(Math.BitIncrement(right + OnOutline)), id);
                continue;
            }
            var along = Math.Clamp((row + _rule.OffsetY - a.Y) / (b.Y - a.Y), 0, 1);
            var x = a.X + along * (b.X - a.X) - _rule.OffsetX;
            FillRun(row, FirstAtOrAfter(x - OnOutline), FirstAtOrAfter(Math.BitIncrement(x + OnOutline)), id);
        }
    }

    /// <summary>The rows whose sample line meets the polygon. An edge covers the lines y with min(y) &lt;= y &lt; max(y).</summary>
    private (int Top, int Bottom) RowsOf(IReadOnlyList<IReadOnlyList<(double X, double Y)>> rings)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (var ring in rings)
        {
            foreach (var (x, y) in ring)
            {
                if (!double.IsFinite(x) || !double.IsFinite(y))
                    throw new ArgumentException($"the vertex ({x}, {y}) of a polygon is not finite", nameof(rings));
                low = Math.Min(low, y);
                high = Math.Max(high, y);
            }
        }
        return low >= high ? (0, 0) : (RowAtOrAfter(low), RowAtOrAfter(high));
    }

    /// <summary>Sorts the outline's crossings with the sample lines into rows: counted first, then placed.</summary>
    private void CollectCrossings(IReadOnlyList<IReadOnlyList<(double X, double Y)>> rings, int top, int bottom)
    {
        var rows = bottom - top;
        if (_rowStarts.Length < rows + 2) _rowStarts = new int[rows + 2];
        Array.Clear(_rowStarts, 0, rows + 2);

        // Counts go two places ahead: while rows are placed, the entry one ahead serves as each row's cursor and ends as its end.
        var total = 0L;
        foreach (var ring in rings)
        {
            for (var i = 0; i < ring.Count; i++)
            {
                var (first, last) = EdgeRows(ring, i);
                total += Math.Max(0, last - first);
                if (total > MaxCrossings)
                    throw new ArgumentException($"a polygon's outline crosses more than {MaxCrossings} pixel rows; it cannot be a nucleus", nameof(rings));
                for (var row = first; row < last; row++) _rowStarts[row - top + 2]++;
            }
        }
        for (var row = 0; row < rows; row++) _rowStarts[row + 2] += _rowStarts[row + 1];
        if (_crossings.Length < total) _crossings = new double[BitOperations.RoundUpToPowerOf2((uint)total)];

        foreach (var ring in rings)
        {
            for (var i = 0; i < ring.Count; i++)
            {
                var (first, last) = EdgeRows(ring, i);
                var (a, b) = Edge(ring, i);
                for (var row = first; row < last; row++)
                    _crossings[_rowStarts[row - top + 1]++] = a.X + (row + _rule.OffsetY - a.Y) * (b.X - a.X) / (b.Y - a.Y);
            }
        }
    }

    private (int First, int Last) EdgeRows(IReadOnlyList<(double X, double Y)> ring, int index)
    {
        var (a, b) = Edge(ring, index);
        return (RowAtOrAfter(Math.Min(a.Y, b.Y)), RowAtOrAfter(Math.Max(a.Y, b.Y)));
    }

    private static ((double X, double Y) From, (double X, double Y) To) Edge(IReadOnlyList<(double X, double Y)> ring, int index) =>
        (ring[index], ring[index + 1 == ring.Count ? 0 : index + 1]);

    private int RowAtOrAfter(double y) => (int)Math.Clamp(Math.Ceiling(y - _rule.OffsetY), 0, Labels.Height);

    private int FirstAtOrAfter(double x) => (int)Math.Clamp(Math.Ceiling(x), 0, Labels.Width);

    private void FillRun(int row, int first, int end, int id)
    {
        var run = Labels.Raster.Row(row)[first..end];
        if (_overlap == PolygonRasterizerOverlap.LastWins)
        {
            run.Fill(id);
        }
        else
        {
            foreach (ref var pixel in run)
                if (pixel == 0) pixel = id;
        }
    }
}
