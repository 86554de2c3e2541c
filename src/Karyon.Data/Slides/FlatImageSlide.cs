using Karyon.Core.Rasters;
using Karyon.Data.Codecs;

namespace Karyon.Data.Slides;

/// <summary>A flat image as a slide of one level, held in memory. Thread safe.</summary>
public sealed class FlatImageSlide : ISlide
{
    private static readonly Rgb White = new(255, 255, 255);
    private Raster<Rgb>? _image;

    /// <summary>Wraps pixels; the slide owns them from here on.</summary>
    /// <param name="name">Name for messages and outputs.</param>
    /// <param name="image">The pixels.</param>
    /// <param name="pixelSize">Pixel size with its source, or null.</param>
    public FlatImageSlide(string name, Raster<Rgb> image, StatedPixelSize? pixelSize = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(image);
        (Name, _image, PixelSize) = (name, image, pixelSize);
        Levels = [new SlideLevel(image.Width, image.Height, 1)];
        Bounds = new Rect(0, 0, image.Width, image.Height);
    }

    /// <summary>Reads an image file: PNG, JPEG or TIFF; the pixel size is what the file states, or null.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">Bounds on its size; null for <see cref="DecodeLimits.Default"/>.</param>
    /// <exception cref="InvalidFileException">The file cannot be read, or is no image that this program reads.</exception>
    public static FlatImageSlide Open(string path, DecodeLimits? limits = null)
    {
        var (pixels, stated) = ImageFile.ReadRgb(path, limits);
        var pixelSize = stated is { } microns ? new StatedPixelSize(microns, "the file's resolution") : null;
        return new FlatImageSlide(Path.GetFileName(path), pixels, pixelSize);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyList<SlideLevel> Levels { get; }

    /// <inheritdoc/>
    public StatedPixelSize? PixelSize { get; }

    /// <inheritdoc/>
    public Rect Bounds { get; }

    /// <inheritdoc/>
    public void ReadRegion(int level, Rect region, Raster<Rgb> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentOutOfRangeException.ThrowIfNotEqual(level, 0);
        if (destination.Width != region.Width || destination.Height != region.Height)
            throw new ArgumentException($"the destination is {destination.Width} x {destination.Height} px, the region {region.Width} x {region.Height}", nameof(destination));
        var image = _image ?? throw new ObjectDisposedException(Name);
        // In 64 bits: a region may start near the ends of the integers.
        var left = Math.Clamp(-(long)region.X, 0, region.Width);
        var right = Math.Clamp((long)image.Width - region.X, left, region.Width);
        for (var row = 0; row < region.Height; row++)
        {
            var output = destination.Row(row);
            var source = (long)region.Y + row;
            if (source < 0 || source >= image.Height || right <= left)
            {
                output.Fill(White);
                continue;
            }
            output[..(int)left].Fill(White);
            output[(int)right..].Fill(White);
            image.Row((int)source).Slice((int)(region.X + left), (int)(right - left)).CopyTo(output[(int)left..]);
        }
    }

    /// <summary>Lets the pixels go.</summary>
    public void Dispose() => _image = null;
}
