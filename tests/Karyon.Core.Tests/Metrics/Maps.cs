using Karyon.Core.Rasters;

namespace Karyon.Core.Tests.Metrics;

/// <summary>Small instance maps for tests.</summary>
internal static class Maps
{
    /// <summary>One digit a pixel, one string a row; a dot is background.</summary>
    public static LabelMap Of(params string[] rows)
    {
        var map = new LabelMap(rows[0].Length, rows.Length);
        for (var y = 0; y < rows.Length; y++)
            for (var x = 0; x < rows[y].Length; x++)
                map[y, x] = rows[y][x] == '.' ? 0 : rows[y][x] - '0';
        return map;
    }

    /// <summary>Random overlapping rectangles, later ones on top.</summary>
    public static LabelMap Rectangles(int seed, int size, int count)
    {
        var random = new Random(seed);
        var map = new LabelMap(size, size);
        for (var id = 1; id <= count; id++)
        {
            int x = random.Next(size), y = random.Next(size), w = random.Next(1, 9), h = random.Next(1, 9);
            for (var row = y; row < Math.Min(size, y + h); row++)
                map.Raster.Row(row)[x..Math.Min(size, x + w)].Fill(id);
        }
        return map;
    }
}
