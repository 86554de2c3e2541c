using Karyon.Core.Labelling;
using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;

namespace Karyon.Core.Contours;

/// <summary>
/// Outlines a mask along the edges of its pixels: the polygons cover exactly the mask's pixels, so their area is its area,
/// and they are valid in the sense of the OGC simple features (no ring touches itself, the interior is connected).
/// </summary>
/// <remarks>
/// Where two pixels meet by a corner alone, the ring keeps to the pixel that it is on (pixels are 4-connected). Each 4-connected part
/// becomes a polygon; parts may touch at points, as a multipolygon's may. A ring that comes back to a corner of its own is cut there into
/// two simple rings: the second one runs around background and is a hole that touches the outer ring (or another hole) at that point.
/// The interior of a 4-connected part is connected, so it stays so whichever way its border is cut into rings.
/// </remarks>
public static class PixelEdgePolygon
{
    /// <summary>The polygons of a mask, in raster order of their first pixel, in the mask's coordinates. O(pixels of its bounds).</summary>
    public static IReadOnlyList<PolygonWithHoles> Trace(PixelMask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var parts = ConnectedComponents.Label(mask.ToRaster(margin: 1), Connectivity.Four).Raster;
        var tracer = new Tracer(parts, mask.Bounds.X - 1, mask.Bounds.Y - 1);
        return tracer.Trace();
    }

    /// <summary>Walks the edges of a label raster with a frame of zeros, the part's pixels always at the right hand (as seen on a screen).</summary>
    private sealed class Tracer(Raster<int> parts, int originX, int originY)
    {
        private readonly Raster<byte> _topSeen = new(parts.Width, parts.Height);
        private readonly Raster<int> _place = new(parts.Width + 1, parts.Height + 1);
        private readonly List<(int X, int Y)> _path = [];
        private readonly List<IReadOnlyList<(int X, int Y)>?> _outer = [];
        private readonly List<List<IReadOnlyList<(int X, int Y)>>> _holes = [];

        public List<PolygonWithHoles> Trace()
        {
            for (var row = 1; row < parts.Height - 1; row++)
                for (var x = 1; x < parts.Width - 1; x++)
                {
                    var part = parts[row, x];
                    if (part == 0 || parts[row - 1, x] == part || _topSeen[row, x] != 0) continue;
                    while (_outer.Count < part)
                    {
                        _outer.Add(null);
                        _holes.Add([]);
                    }
                    Walk(part, x, row);
                }
            return [.. _outer.Select((ring, index) => new PolygonWithHoles(ring!, _holes[index]))];
        }

        /// <summary>Follows one border from the top edge of a pixel; corners are grid points, (x, y) the top left one of pixel (x, y).</summary>
        private void Walk(int part, int startX, int startY)
        {
            int x = startX, y = startY, direction = 0;
            _path.Clear();
            do
            {
                Arrive(part, x, y);
                if (direction == 0) _topSeen[y, x] = 1;
                (x, y) = direction switch { 0 => (x + 1, y), 1 => (x, y + 1), 2 => (x - 1, y), _ => (x, y - 1) };
                var (right, left) = direction switch
                {
                    0 => (parts[y, x], parts[y - 1, x]),
                    1 => (parts[y, x - 1], parts[y, x]),
                    2 => (parts[y - 1, x - 1], parts[y, x - 1]),
                    _ => (parts[y - 1, x], parts[y - 1, x - 1]),
                };
                if (right != part) direction = (direction + 1) & 3;
                else if (left == part) direction = (direction + 3) & 3;
            }
            while (x != startX || y != startY || direction != 0);
            Cut(part, 0);
        }

        /// <summary>Appends a corner; where the path has been there before, the loop since then is a ring by itself.</summary>
        private void Arrive(int part, int x, int y)
        {
            var before = _place[y, x];
            if (before > 0) Cut(part, before - 1);
            _path.Add((x, y));
            _place[y, x] = _path.Count;
        }

        private void Cut(int part, int from)
        {
            var ring = new List<(int X, int Y)>();
            for (var i = from; i < _path.Count; i++)
            {
                var (x, y) = _path[i];
                _place[y, x] = 0;
                var (beforeX, beforeY) = _path[i == from ? _path.Count - 1 : i - 1];
                var (afterX, afterY) = _path[i == _path.Count - 1 ? from : i + 1];
                if ((beforeX == x && x == afterX) || (beforeY == y && y == afterY)) continue;
                ring.Add((x + originX, y + originY));
            }
            _path.RemoveRange(from, _path.Count - from);
            if (PolygonWithHoles.SignedArea(ring) > 0) _outer[part - 1] = ring;
            else _holes[part - 1].Add(ring);
        }
    }
}
