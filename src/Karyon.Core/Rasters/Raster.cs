namespace Karyon.Core.Rasters;

/// <summary>
/// A dense image of one value per pixel, row-major, origin top left. Owns its pixels; not thread safe while written.
/// </summary>
/// <typeparam name="T">The pixel type, e.g. <see cref="Rgb"/>, <see cref="byte"/>, <see cref="float"/>.</typeparam>
public sealed class Raster<T> where T : unmanaged
{
    /// <summary>Makes a raster of zeros.</summary>
    /// <param name="width">Columns, px; 0 or more.</param>
    /// <param name="height">Rows, px; 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is negative, or width times height exceeds <see cref="Array.MaxLength"/>.</exception>
    public Raster(int width, int height) : this(width, height, new T[PixelCount(width, height)]) { }

    /// <summary>Wraps an existing array of exactly width times height pixels; the raster owns it from here on.</summary>
    /// <exception cref="ArgumentException">The array's length does not fit.</exception>
    public Raster(int width, int height, T[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        if (pixels.Length != PixelCount(width, height))
            throw new ArgumentException($"{pixels.Length} pixels do not make a raster of {width} x {height}", nameof(pixels));
        (Width, Height, Pixels) = (width, height, pixels);
    }

    /// <summary>Columns, px.</summary>
    public int Width { get; }

    /// <summary>Rows, px.</summary>
    public int Height { get; }

    /// <summary>All pixels, row after row.</summary>
    public T[] Pixels { get; }

    /// <summary>The pixel at a row and column.</summary>
    public ref T this[int row, int column]
    {
        get
        {
            if ((uint)column >= (uint)Width) throw new ArgumentOutOfRangeException(nameof(column), column, $"the raster is {Width} px wide");
            return ref Pixels[row * Width + column];
        }
    }

    /// <summary>One row, as a view.</summary>
    public Span<T> Row(int row) => Pixels.AsSpan(checked(row * Width), Width);

    /// <summary>A copy of a window that lies inside the raster.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The window leaves the raster.</exception>
    public Raster<T> Crop(Rect window)
    {
        if (window.X < 0 || window.Y < 0 || window.Right > Width || window.Bottom > Height)
            throw new ArgumentOutOfRangeException(nameof(window), window, $"the window leaves the raster of {Width} x {Height}");
        var crop = new Raster<T>(window.Width, window.Height);
        for (var row = 0; row < window.Height; row++)
            Row(window.Y + row).Slice(window.X, window.Width).CopyTo(crop.Row(row));
        return crop;
    }

    private static int PixelCount(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(width);
        ArgumentOutOfRangeException.ThrowIfNegative(height);
        var count = (long)width * height;
        if (count > Array.MaxLength)
            throw new ArgumentOutOfRangeException(nameof(width), $"{width} x {height} px are more than {Array.MaxLength}");
        return (int)count;
    }
}
