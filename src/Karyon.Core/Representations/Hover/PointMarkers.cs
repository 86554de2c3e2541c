using Karyon.Core.Filters;
using Karyon.Core.Labelling;
using Karyon.Core.Rasters;

namespace Karyon.Core.Representations.Hover;

/// <summary>Masks made from points, and where nothing is known.</summary>
/// <param name="Labels">0 background, k the mask of point k counted from 1.</param>
/// <param name="Unknown">255 where the truth is not known: no loss there.</param>
public sealed record PointMasks(LabelMap Labels, Raster<byte> Unknown);

/// <summary>
/// Turns points (one a nucleus, as detection data sets have them) into masks with the maps of a network: the probability says where nuclei
/// are, the points are the watershed's markers on the HoVer energy. What does not fit together is left unknown: a region without a point, a
/// mask too large, too small or too far from its point, a point without a region.
/// </summary>
public static class PointMarkers
{
    /// <summary>Makes masks; O(pixels) and a window of constant size per point.</summary>
    /// <param name="maps">A network's maps.</param>
    /// <param name="points">Columns and rows of the points, px; those outside are left out.</param>
    /// <param name="options">Thresholds and sizes.</param>
    public static PointMasks Make(HoverMaps maps, IReadOnlyList<(int X, int Y)> points, PointMarkerOptions options)
    {
        int width = maps.Width, height = maps.Height;
        var area = new Raster<byte>(width, height);
        for (var row = 0; row < height; row++)
        {
            var probability = maps.ProbabilityRow(row);
            for (var x = 0; x < width; x++) area[row, x] = probability[x] >= options.Threshold ? (byte)1 : (byte)0;
        }
        var unknown = new Raster<byte>(width, height);
        var markers = new LabelMap(width, height);
        for (var k = 0; k < points.Count; k++)
        {
            var (x, y) = points[k];
            if ((uint)x >= (uint)width || (uint)y >= (uint)height) continue;
            if (Share(area, x, y, 5) < 0.3 && !Recover(maps, area, x, y, options))
            {
                Disk(width, height, x, y, 14, (row, column) => unknown[row, column] = 255);
                continue;
            }
            var id = k + 1;
            Disk(width, height, x, y, options.MarkerRadius, (row, column) =>
            {
                area[row, column] = 1;
                markers[row, column] = id;
            });
        }
        DropAlone(area, markers, unknown);
        var labels = Watershed.Flood(GaussianFilter.Blur3x3(Surface(maps)), markers, area);
        Doubt(labels, points, unknown, options);
        return new PointMasks(labels, unknown);
    }

    /// <summary>Less the energy of the fixed range: low inside nuclei, high where maps jump.</summary>
    private static Raster<double> Surface(HoverMaps maps)
    {
        int width = maps.Width, height = maps.Height;
        Raster<double> horizontal = new(width, height), vertical = new(width, height);
        for (var row = 0; row < height; row++)
        {
            ReadOnlySpan<float> h = maps.HorizontalRow(row), v = maps.VerticalRow(row);
            for (var x = 0; x < width; x++) (horizontal[row, x], vertical[row, x]) = (Math.Clamp(h[x], -1, 1), Math.Clamp(v[x], -1, 1));
        }
        Raster<double> dx = Sobel21.AlongX(horizontal), dy = Sobel21.AlongY(vertical);
        for (var i = 0; i < dx.Pixels.Length; i++)
            dx.Pixels[i] = -HoverEnergy.OfResponses(dx.Pixels[i], dy.Pixels[i]);
        return dx;
    }

    private static double Share(Raster<byte> area, int x, int y, int radius)
    {
        int inside = 0, all = 0;
        Disk(area.Width, area.Height, x, y, radius, (row, column) =>
        {
            all++;
            inside += area[row, column];
        });
        return (double)inside / all;
    }

    /// <summary>A piece around a missed point, above half of the largest probability near it, if its size is plausible.</summary>
    private static bool Recover(HoverMaps maps, Raster<byte> area, int x, int y, PointMarkerOptions options)
    {
        var top = 0f;
        var left = Math.Max(0, x - options.MissedRadius);
        var above = Math.Max(0, y - options.MissedRadius);
        int width = Math.Min(maps.Width, x + options.MissedRadius + 1) - left, height = Math.Min(maps.Height, y + options.MissedRadius + 1) - above;
        for (var row = 0; row < height; row++)
            for (var column = 0; column < width; column++)
                if (Square(left + column - x) + Square(above + row - y) <= 36) top = Math.Max(top, maps.ProbabilityRow(above + row)[left + column]);
        if (top <= options.MissedProbability) return false;
        var threshold = Math.Max(0.08, 0.5 * top);
        var near = new Raster<byte>(width, height);
        for (var row = 0; row < height; row++)
            for (var column = 0; column < width; column++)
                if (maps.ProbabilityRow(above + row)[left + column] >= threshold && Square(left + column - x) + Square(above + row - y) <= Square(options.MissedRadius)) near[row, column] = 1;
        var pieces = ConnectedComponents.Label(near, Connectivity.Four);
        var counts = new Dictionary<int, int>();
        for (var row = 0; row < height; row++)
            for (var column = 0; column < width; column++)
                if (pieces[row, column] is var piece and > 0 && Square(left + column - x) + Square(above + row - y) <= 36) counts[piece] = counts.GetValueOrDefault(piece) + 1;
        if (counts.Count == 0) return false;
        var own = counts.OrderByDescending(item => item.Value).ThenBy(item => item.Key).First().Key;
        var size = pieces.Pixels.Count(piece => piece == own);
        if (size is <= 60 or >= 900) return false;
        for (var row = 0; row < height; row++)
            for (var column = 0; column < width; column++)
                if (pieces[row, column] == own) area[above + row, left + column] = 1;
        return true;
    }

    /// <summary>Regions without a marker are unknown, with a margin of a pixel.</summary>
    private static void DropAlone(Raster<byte> area, LabelMap markers, Raster<byte> unknown)
    {
        var regions = ConnectedComponents.Label(area, Connectivity.Four);
        var marked = new HashSet<int>();
        for (var i = 0; i < regions.Pixels.Length; i++)
            if (markers.Pixels[i] > 0) marked.Add(regions.Pixels[i]);
        for (var row = 0; row < area.Height; row++)
            for (var x = 0; x < area.Width; x++)
            {
                if (area[row, x] == 0 || marked.Contains(regions[row, x])) continue;
                area[row, x] = 0;
                Disk(area.Width, area.Height, x, row, 1, (r, c) => unknown[r, c] = 255);
            }
    }

    private static void Doubt(LabelMap labels, IReadOnlyList<(int X, int Y)> points, Raster<byte> unknown, PointMarkerOptions options)
    {
        var areas = new int[points.Count + 1];
        foreach (var id in labels.Pixels) areas[id]++;
        for (var row = 0; row < labels.Height; row++)
            for (var x = 0; x < labels.Width; x++)
            {
                ref var id = ref labels[row, x];
                if (id == 0) continue;
                var (px, py) = points[id - 1];
                if (areas[id] >= options.Smallest && areas[id] <= options.Largest && Square(x - px) + Square(row - py) <= Square(options.Reach)) continue;
                unknown[row, x] = 255;
                id = 0;
            }
        if (options.DoubtfulBorder > 0) DoubtBorders(labels, unknown, options.DoubtfulBorder);
        for (var i = 0; i < labels.Pixels.Length; i++)
            if (labels.Pixels[i] > 0 && options.DoubtfulBorder == 0) unknown.Pixels[i] = 0;
    }

    /// <summary>The pixels next to background, on both sides: another nucleus next to it is no doubt, the points say that there are two.</summary>
    private static void DoubtBorders(LabelMap labels, Raster<byte> unknown, int radius)
    {
        for (var row = 0; row < labels.Height; row++)
            for (var x = 0; x < labels.Width; x++)
            {
                if (labels[row, x] == 0) continue;
                var border = (x > 0 && labels[row, x - 1] == 0) || (row > 0 && labels[row - 1, x] == 0)
                    || (x + 1 < labels.Width && labels[row, x + 1] == 0) || (row + 1 < labels.Height && labels[row + 1, x] == 0);
                if (border) Disk(labels.Width, labels.Height, x, row, radius - 1, (r, c) => unknown[r, c] = 255);
            }
    }

    private static void Disk(int width, int height, int x, int y, int radius, Action<int, int> visit)
    {
        for (var row = Math.Max(0, y - radius); row <= Math.Min(height - 1, y + radius); row++)
            for (var column = Math.Max(0, x - radius); column <= Math.Min(width - 1, x + radius); column++)
                if (Square(row - y) + Square(column - x) <= Square(radius)) visit(row, column);
    }

    private static int Square(int value) => value * value;
}
