using Karyon.Core.Filters;
using Karyon.Core.Rasters;

namespace Karyon.Learning.Inference;

/// <summary>
/// Reads tiles at the network's pixel size; what lies outside the image mirrors it about its edge pixels. Keeps its working memory; not
/// thread safe.
/// </summary>
internal sealed class TileReader(NetworkView view)
{
    private readonly Resampling _resampling = new();
    private Raster<Rgb> _inside = new(0, 0);
    private Raster<Rgb> _level = new(0, 0);

    /// <summary>Reads a tile.</summary>
    /// <param name="tile">Where it lies; must meet the image.</param>
    /// <param name="pixels">A raster of its size; every pixel is written.</param>
    public void Read(Rect tile, Raster<Rgb> pixels)
    {
        var inside = tile.Intersect(new Rect(0, 0, view.Width, view.Height));
        if (inside == tile)
        {
            ReadInside(inside, pixels);
            return;
        }
        Fit(ref _inside, inside);
        ReadInside(inside, _inside);
        Mirror(tile, inside, pixels);
    }

    private void ReadInside(Rect window, Raster<Rgb> pixels)
    {
        var origin = view.LevelBounds;
        if (view.IsUnscaled)
        {
            view.Slide.ReadRegion(view.Level, window.Offset(origin.X, origin.Y), pixels);
            return;
        }
        var (left, right) = view.AxisX.SourceRange(window.X, window.Right);
        var (top, bottom) = view.AxisY.SourceRange(window.Y, window.Bottom);
        var source = new Rect(left, top, right - left, bottom - top);
        Fit(ref _level, source);
        view.Slide.ReadRegion(view.Level, source.Offset(origin.X, origin.Y), _level);
        _resampling.Resize(_level, source, view.AxisX, view.AxisY, window, pixels);
    }

    private void Mirror(Rect tile, Rect inside, Raster<Rgb> pixels)
    {
        int left = inside.X - tile.X, right = tile.Right - inside.Right;
        for (var row = 0; row < tile.Height; row++)
        {
            var source = _inside.Row(ReflectInto(tile.Y + row, view.Height, inside.Y, inside.Bottom) - inside.Y);
            var output = pixels.Row(row);
            source.CopyTo(output[left..]);
            for (var x = 0; x < left; x++) output[x] = source[ReflectInto(tile.X + x, view.Width, inside.X, inside.Right) - inside.X];
            for (var x = output.Length - right; x < output.Length; x++) output[x] = source[ReflectInto(tile.X + x, view.Width, inside.X, inside.Right) - inside.X];
        }
    }

    /// <summary>
    /// Reflect-101 about the image's ends. A tile that reaches far beyond the image may mirror into pixels before its own first one; these
    /// places have no use for any kept pixel's nearer context and take the tile's end pixel.
    /// </summary>
    private static int ReflectInto(int index, int length, int start, int end) => Math.Clamp(Borders.Reflect101(index, length), start, end - 1);

    private static void Fit(ref Raster<Rgb> raster, Rect window)
    {
        if (raster.Width != window.Width || raster.Height != window.Height) raster = new Raster<Rgb>(window.Width, window.Height);
    }
}
