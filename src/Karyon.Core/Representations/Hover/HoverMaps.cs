using Karyon.Core.Rasters;

namespace Karyon.Core.Representations.Hover;

/// <summary>
/// A view of the maps that the HoVer decoder reads, or of a window of them: rows of <see cref="Width"/> pixels that begin
/// <see cref="Stride"/> pixels apart. Nothing is copied.
/// </summary>
public readonly ref struct HoverMaps
{
    /// <summary>Views planes of <paramref name="height"/> rows, <paramref name="stride"/> pixels apart.</summary>
    /// <param name="width">Columns, px.</param>
    /// <param name="height">Rows, px.</param>
    /// <param name="stride">Pixels from one row to the next, at least the width.</param>
    /// <param name="probability">Probability of "nucleus", 0..1.</param>
    /// <param name="horizontal">Horizontal distance to the centre, about -1 (left) to 1.</param>
    /// <param name="vertical">Vertical distance to the centre, about -1 (top) to 1.</param>
    /// <param name="classes">Most likely class channel, 0 background; empty for untyped nuclei.</param>
    /// <param name="classChannels">Number of class channels, background included; 0 for untyped nuclei.</param>
    /// <exception cref="ArgumentException">A plane is too short.</exception>
    public HoverMaps(
        int width, int height, int stride, ReadOnlySpan<float> probability, ReadOnlySpan<float> horizontal, ReadOnlySpan<float> vertical,
        ReadOnlySpan<byte> classes = default, int classChannels = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(width);
        ArgumentOutOfRangeException.ThrowIfNegative(height);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, width);
        ArgumentOutOfRangeException.ThrowIfNegative(classChannels);
        var needed = width == 0 || height == 0 ? 0 : checked((long)stride * (height - 1) + width);
        if (probability.Length < needed || horizontal.Length < needed || vertical.Length < needed || (classChannels > 0 && classes.Length < needed))
            throw new ArgumentException($"{width} x {height} px with a stride of {stride} need planes of {needed} px", nameof(probability));
        (Width, Height, Stride, ClassChannels) = (width, height, stride, classChannels);
        Probability = probability;
        Horizontal = horizontal;
        Vertical = vertical;
        Classes = classes;
    }

    /// <summary>Columns, px.</summary>
    public int Width { get; }

    /// <summary>Rows, px.</summary>
    public int Height { get; }

    /// <summary>Pixels from one row to the next.</summary>
    public int Stride { get; }

    /// <summary>Number of class channels, background included; 0 for untyped nuclei.</summary>
    public int ClassChannels { get; }

    internal ReadOnlySpan<float> Probability { get; }

    internal ReadOnlySpan<float> Horizontal { get; }

    internal ReadOnlySpan<float> Vertical { get; }

    internal ReadOnlySpan<byte> Classes { get; }

    /// <summary>The channels <c>np</c>, <c>h</c> and <c>v</c> of a set of maps, and its classes.</summary>
    /// <exception cref="ArgumentException">A channel is missing.</exception>
    public static HoverMaps Of(PixelMaps maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        return new HoverMaps(
            maps.Width, maps.Height, maps.Width, maps[HoverChannels.Probability].Pixels, maps[HoverChannels.Horizontal].Pixels,
            maps[HoverChannels.Vertical].Pixels, maps.Classes is null ? default : maps.Classes.Pixels, maps.ClassChannels);
    }

    /// <summary>A window that lies inside.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The window leaves the maps.</exception>
    public HoverMaps Window(Rect window)
    {
        if (window.X < 0 || window.Y < 0 || window.Right > Width || window.Bottom > Height)
            throw new ArgumentOutOfRangeException(nameof(window), window, $"the window leaves the maps of {Width} x {Height}");
        if (window.IsEmpty) return new HoverMaps(0, 0, 0, default, default, default, default, ClassChannels);
        var from = window.Y * Stride + window.X;
        return new HoverMaps(
            window.Width, window.Height, Stride, Probability[from..], Horizontal[from..], Vertical[from..],
            ClassChannels > 0 ? Classes[from..] : default, ClassChannels);
    }

    internal ReadOnlySpan<float> ProbabilityRow(int row) => Probability.Slice(row * Stride, Width);

    internal ReadOnlySpan<float> HorizontalRow(int row) => Horizontal.Slice(row * Stride, Width);

    internal ReadOnlySpan<float> VerticalRow(int row) => Vertical.Slice(row * Stride, Width);
}
