using Karyon.Core.Rasters;

namespace Karyon.Learning.Inference;

/// <summary>Decodes the maps of a window and keeps the nuclei that it owns. Immutable and thread safe; the maps are the caller's.</summary>
internal sealed class WindowDecoder(WindowGrid grid, INucleusDecoder decoder, int classChannels)
{
    /// <summary>The window's own nuclei in raster order of their markers.</summary>
    public List<WindowNucleus> Decode(int column, int row, WindowMaps maps)
    {
        var window = grid.Window(column, row);
        var core = grid.Core(column, row);
        var inner = core.Inflate(-grid.HaloPx);
        var owned = new List<WindowNucleus>();
        foreach (var nucleus in decoder.Decode(maps, classChannels))
        {
            if (!core.Contains((int)Math.Floor(nucleus.CentroidX) + window.X, (int)Math.Floor(nucleus.CentroidY) + window.Y)) continue;
            var bounds = nucleus.Bounds.Offset(window.X, window.Y);
            owned.Add(new WindowNucleus(
                nucleus.Mask.Offset(window.X, window.Y), nucleus.ClassIndex, nucleus.Probability,
                IsNearSeam: bounds.Intersect(inner) != bounds, CrossesSeam: bounds.Intersect(core) != bounds, IsCut: Touches(bounds, window), window));
        }
        return owned;
    }

    private bool Touches(Rect bounds, Rect window) =>
        (bounds.X == window.X && window.X > 0) || (bounds.Y == window.Y && window.Y > 0)
        || (bounds.Right == window.Right && window.Right < grid.Width) || (bounds.Bottom == window.Bottom && window.Bottom < grid.Height);
}
