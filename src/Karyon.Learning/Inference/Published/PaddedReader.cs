using Karyon.Core.Filters;
using Karyon.Core.Rasters;
using Karyon.Data.Slides;

namespace Karyon.Learning.Inference.Published;

/// <summary>Reads windows of a flat image's own pixels; beyond its ends lies its mirror image about its edge pixels, as often as needed, or black. Not thread safe.</summary>
/// <param name="slide">The image; stays the caller's.</param>
/// <param name="mirrors">Whether it is mirrored.</param>
internal sealed class PaddedReader(ISlide slide, bool mirrors)
{
    private Raster<Rgb> _source = new(0, 0);

    /// <summary>Reads a window.</summary>
    /// <param name="x">Its first column from the image's, px; any number.</param>
    /// <param name="y">Its first row from the image's, px; any number.</param>
    /// <param name="window">Its pixels; every one is written.</param>
    public void Read(int x, int y, Raster<Rgb> window)
    {
        var bounds = slide.Bounds;
        if (x >= 0 && y >= 0 && x + window.Width <= bounds.Width && y + window.Height <= bounds.Height)
        {
            slide.ReadRegion(0, new Rect(bounds.X + x, bounds.Y + y, window.Width, window.Height), window);
            return;
        }
        if (!mirrors)
        {
            ReadOverBlack(x, y, window);
            return;
        }
        int[] columns = Places(x, window.Width, bounds.Width), rows = Places(y, window.Height, bounds.Height);
        int left = columns.Min(), top = rows.Min();
        var source = new Rect(left, top, columns.Max() + 1 - left, rows.Max() + 1 - top);
        ReadSource(source);
        for (var row = 0; row < rows.Length; row++)
        {
            var from = _source.Row(rows[row] - top);
            var to = window.Row(row);
            for (var column = 0; column < columns.Length; column++) to[column] = from[columns[column] - left];
        }
    }

    private void ReadOverBlack(int x, int y, Raster<Rgb> window)
    {
        Array.Clear(window.Pixels);
        int left = Math.Max(0, x), top = Math.Max(0, y), right = Math.Min(slide.Bounds.Width, x + window.Width), bottom = Math.Min(slide.Bounds.Height, y + window.Height);
        if (left >= right || top >= bottom) return;
        ReadSource(new Rect(left, top, right - left, bottom - top));
        for (var row = top; row < bottom; row++) _source.Row(row - top).CopyTo(window.Row(row - y)[(left - x)..]);
    }

    private void ReadSource(Rect source)
    {
        if (_source.Width != source.Width || _source.Height != source.Height) _source = new Raster<Rgb>(source.Width, source.Height);
        slide.ReadRegion(0, source.Offset(slide.Bounds.X, slide.Bounds.Y), _source);
    }

    private static int[] Places(int start, int count, int length)
    {
        var places = new int[count];
        for (var i = 0; i < count; i++) places[i] = Borders.Reflect101(start + i, length);
        return places;
    }
}
