using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;

namespace Karyon.Core.Contours;

/// <summary>
/// Border following by Suzuki and Abe (1985), with the order and start points of OpenCV's
/// <c>findContours(RETR_TREE, CHAIN_APPROX_SIMPLE)</c>: foreground is 8-connected, an outer border starts at its topmost row's
/// leftmost pixel and goes down first, only ends of horizontal, vertical and diagonal stretches are kept.
/// </summary>
public static class BorderTracing
{
    /// <summary>Column and row steps, counter-clockwise as seen, from the right.</summary>
    private static ReadOnlySpan<sbyte> StepX => [1, 1, 0, -1, -1, -1, 0, 1];

    private static ReadOnlySpan<sbyte> StepY => [0, -1, -1, -1, 0, 1, 1, 1];

    /// <summary>
    /// All borders of a mask, parents before children; of several with one parent the one found last in raster order comes first.
    /// </summary>
    /// <param name="mask">Foreground is anything but 0.</param>
    public static IReadOnlyList<Contour> Trace(Raster<byte> mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var marks = new Raster<int>(mask.Width + 2, mask.Height + 2);
        for (var row = 0; row < mask.Height; row++)
            for (var x = 0; x < mask.Width; x++)
                marks[row + 1, x + 1] = mask[row, x] != 0 ? 1 : 0;
        // Border 0 is unused, border 1 is the frame of the image, which counts as a hole.
        var borders = new List<Border> { new([], false, 0), new([], true, 0) };
        for (var y = 1; y <= mask.Height; y++)
        {
            var last = 1;
            for (var x = 1; x <= mask.Width; x++)
            {
                var mark = marks[y, x];
                if (mark == 0) continue;
                var outer = mark == 1 && marks[y, x - 1] == 0;
                var hole = !outer && mark >= 1 && marks[y, x + 1] == 0;
                if (outer || hole)
                {
                    if (hole && mark > 1) last = mark;
                    var parent = borders[last].IsHole == hole ? borders[last].Parent : last;
                    borders.Add(new Border(Follow(marks, x, y, hole, borders.Count), hole, parent));
                }
                mark = marks[y, x];
                if (mark != 1) last = Math.Abs(mark);
            }
        }
        return InTreeOrder(borders);
    }

    /// <summary>
    /// The first outer border of a mask, in the coordinates of its runs: what hover_net writes as a nucleus's contour.
    /// </summary>
    public static IReadOnlyList<(int X, int Y)> OuterBorder(PixelMask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var first = Trace(mask.ToRaster())[0];
        return [.. first.Points.Select(point => (point.X + mask.Bounds.X, point.Y + mask.Bounds.Y))];
    }

    private static List<(int X, int Y)> Follow(Raster<int> marks, int startX, int startY, bool hole, int number)
    {
        var points = new List<(int, int)>();
        var towards = hole ? 0 : 4;
        var direction = towards;
        int endX, endY;
        do
        {
            // Clockwise from the background pixel that the border was found at.
            direction = (direction - 1) & 7;
            (endX, endY) = (startX + StepX[direction], startY + StepY[direction]);
        }
        while (marks[endY, endX] == 0 && direction != towards);
        if (direction == towards)
        {
            marks[startY, startX] = -number;
            points.Add((startX - 1, startY - 1));
            return points;
        }
        int x = startX, y = startY, came = direction, previous = direction ^ 4;
        while (true)
        {
            // Counter-clockwise from where we came; a background pixel to the right on the way marks the right end of a row.
            direction = came;
            var rightIsBackground = false;
            int nextX, nextY;
            while (true)
            {
                direction = (direction + 1) & 7;
                (nextX, nextY) = (x + StepX[direction], y + StepY[direction]);
                if (marks[nextY, nextX] != 0) break;
                if (direction == 0) rightIsBackground = true;
            }
            if (rightIsBackground) marks[y, x] = -number;
            else if (marks[y, x] == 1) marks[y, x] = number;
            if (direction != previous) points.Add((x - 1, y - 1));
            previous = direction;
            if (nextX == startX && nextY == startY && x == endX && y == endY) return points;
            (x, y, came) = (nextX, nextY, (direction + 4) & 7);
        }
    }

    private static List<Contour> InTreeOrder(List<Border> borders)
    {
        var children = new Stack<int>[borders.Count];
        for (var i = 2; i < borders.Count; i++) (children[Math.Max(1, borders[i].Parent)] ??= new()).Push(i);
        var contours = new List<Contour>();
        Visit(1, -1);
        return contours;

        void Visit(int border, int parent)
        {
            foreach (var child in children[border] ?? [])
            {
                contours.Add(new Contour(borders[child].Points, borders[child].IsHole, parent));
                Visit(child, contours.Count - 1);
            }
        }
    }

    private sealed record Border(List<(int X, int Y)> Points, bool IsHole, int Parent);
}
