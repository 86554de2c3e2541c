using Karyon.Core.Rasters;

namespace Karyon.Core.Tests.Representations;

internal static class DrawnNuclei
{
    /// <summary>Disks with the ids 1, 2, ...; where they overlap the earlier one stays.</summary>
    public static LabelMap Disks(int width, int height, params ReadOnlySpan<(int X, int Y, int Radius)> disks)
    {
        var labels = new LabelMap(width, height);
        for (var i = 0; i < disks.Length; i++)
            for (var row = 0; row < height; row++)
                for (var x = 0; x < width; x++)
                {
                    int dx = x - disks[i].X, dy = row - disks[i].Y;
                    if (dx * dx + dy * dy <= disks[i].Radius * disks[i].Radius && labels[row, x] == 0) labels[row, x] = i + 1;
                }
        return labels;
    }
}
