using Karyon.Core.Rasters;

namespace Karyon.Data.Synthesis;

/// <summary>Makes a truth of painted ids: one 4-connected part per nucleus (the largest), no specks, ids 1..n in raster order.</summary>
internal static class LabelCleaner
{
    /// <summary>Cleans in place, in O(pixels); returns for each new id (less 1) the old one.</summary>
    /// <param name="labels">Painted ids.</param>
    /// <param name="smallest">Nuclei of fewer pixels (slivers on the border) are background.</param>
    public static IReadOnlyList<int> Clean(LabelMap labels, int smallest)
    {
        int width = labels.Width;
        var pixels = labels.Pixels;
        // Part of each pixel by flood fill; per part its id and area.
        var part = new int[pixels.Length];
        var parts = new List<(int Id, int Area)> { (0, 0) };
        var largest = new Dictionary<int, int>();
        var stack = new Stack<int>();
        for (var start = 0; start < pixels.Length; start++)
        {
            if (pixels[start] == 0 || part[start] != 0) continue;
            int id = pixels[start], number = parts.Count, area = 0;
            part[start] = number;
            stack.Push(start);
            while (stack.TryPop(out var at))
            {
                area++;
                var column = at % width;
                if (column > 0) Visit(at - 1);
                if (column < width - 1) Visit(at + 1);
                if (at >= width) Visit(at - width);
                if (at + width < pixels.Length) Visit(at + width);
            }
            parts.Add((id, area));
            if (area >= smallest && (!largest.TryGetValue(id, out var best) || parts[best].Area < area)) largest[id] = number;

            void Visit(int neighbour)
            {
                if (pixels[neighbour] != id || part[neighbour] != 0) return;
                part[neighbour] = number;
                stack.Push(neighbour);
            }
        }
        var renumbered = new int[parts.Count];
        var old = new List<int>();
        for (var i = 0; i < pixels.Length; i++)
        {
            var number = part[i];
            if (number == 0) continue;
            var id = parts[number].Id;
            if (!largest.TryGetValue(id, out var kept) || kept != number)
            {
                pixels[i] = 0;
                continue;
            }
            if (renumbered[number] == 0)
            {
                old.Add(id);
                renumbered[number] = old.Count;
            }
            pixels[i] = renumbered[number];
        }
        return old;
    }
}
