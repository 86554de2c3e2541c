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
    private Raster<Rgb> _level = new(0, 0);

    /// <summary>Reads a tile.</summary>
    /// <param name="tile">Where it lies; must meet the image.</param>
    /// <param name="pixels">A raster of its size; every pixel is written.</param>
    public void Read(Rect tile, Raster<Rgb> pixels)
    {
        var inside = tile.Intersect(new Rect(0, 0, view.Width, view.Height));
        // What the slide gives beyond its ends is overwritten by the mirror.
        if (view.IsUnscaled) view.Slide.ReadRegion(view.Level, tile.Offset(view.LevelBounds.X, view.LevelBounds.Y), pixels);
        else ReadScaled(inside, pixels, inside.X - tile.X, inside.Y - tile.Y);
        if (inside != tile) Mirror(tile, inside, pixels);
    }

    private void ReadScaled(Rect window, Raster<Rgb> pixels, int left, int top)
    {
        var (firstX, endX) = view.AxisX.SourceRange(window.X, window.Right);
        var (firstY, endY) = view.AxisY.SourceRange(window.Y, window.Bottom);
        var source = new Rect(firstX, firstY, endX - firstX, endY - firstY);
        if (_level.Width != source.Width || _level.Height != source.Height) _level = new Raster<Rgb>(source.Width, source.Height);
        view.Slide.ReadRegion(view.Level, source.Offset(view.LevelBounds.X, view.LevelBounds.Y), _level);
        _resampling.Resize(_level, source, view.AxisX, view.AxisY, window, pixels, left, top);
    }

    private void Mirror(Rect tile, Rect inside, Raster<Rgb> pixels)
    {
        int left = inside.X - tile.X, right = inside.Right - tile.X;
        for (var row = inside.Y; row < inside.Bottom; row++)
        {
            var line = pixels.Row(row - tile.Y);
            for (var x = 0; x < left; x++) line[x] = line[ReflectInto(tile.X + x, view.Width, inside.X, inside.Right) - tile.X];
            for (var x = right; x < line.Length; x++) line[x] = line[ReflectInto(tile.X + x, view.Width, inside.X, inside.Right) - tile.X];
        }
        for (var row = tile.Y; row < tile.Bottom; row++)
            if (row < inside.Y || row >= inside.Bottom)
                pixels.Row(ReflectInto(row, view.Height, inside.Y, inside.Bottom) - tile.Y).CopyTo(pixels.Row(row - tile.Y));
    }

    /// <summary>
    /// Reflect-101 about the image's ends. A tile that reaches far beyond the image may mirror into pixels before its own first one; these
    /// places have no use for any kept pixel's nearer context and take the tile's end pixel.
    /// </summary>
    private static int ReflectInto(int index, int length, int start, int end) => Math.Clamp(Borders.Reflect101(index, length), start, end - 1);
}
