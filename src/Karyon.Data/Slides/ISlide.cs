using Karyon.Core.Rasters;

namespace Karyon.Data.Slides;

/// <summary>
/// A scanned slide or a flat image (a slide of one level): pixels by region, at one or several resolutions.
/// Every member may be called by any thread at any time until it is disposed.
/// </summary>
public interface ISlide : IDisposable
{
    /// <summary>The file's name without folder, for messages and outputs.</summary>
    string Name { get; }

    /// <summary>The resolutions, finest first; never empty.</summary>
    IReadOnlyList<SlideLevel> Levels { get; }

    /// <summary>Side of a level-0 pixel with its source, or null where the file states none that can be trusted.</summary>
    StatedPixelSize? PixelSize { get; }

    /// <summary>The window of level 0 that was scanned; the whole level where the file does not say.</summary>
    Rect Bounds { get; }

    /// <summary>Copies a region into a raster; what lies outside the level becomes white.</summary>
    /// <param name="level">Index into <see cref="Levels"/>.</param>
    /// <param name="region">The window, px of that level; it may leave the level on any side.</param>
    /// <param name="destination">A raster of the region's size; every pixel is written.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such level.</exception>
    /// <exception cref="ArgumentException">The destination has another size than the region.</exception>
    /// <exception cref="Codecs.InvalidFileException">The file is damaged there; the message names file and offset.</exception>
    /// <exception cref="ObjectDisposedException">The slide is disposed.</exception>
    void ReadRegion(int level, Rect region, Raster<Rgb> destination);
}
