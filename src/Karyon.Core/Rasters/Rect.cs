namespace Karyon.Core.Rasters;

/// <summary>A half-open window of pixels: columns [X, X + Width), rows [Y, Y + Height).</summary>
/// <param name="X">First column.</param>
/// <param name="Y">First row.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
public readonly record struct Rect(int X, int Y, int Width, int Height)
{
    /// <summary>The column after the last.</summary>
    public int Right => X + Width;

    /// <summary>The row after the last.</summary>
    public int Bottom => Y + Height;

    /// <summary>Whether there is no pixel inside.</summary>
    public bool IsEmpty => Width <= 0 || Height <= 0;

    /// <summary>Whether a pixel lies inside.</summary>
    public bool Contains(int x, int y) => x >= X && x < Right && y >= Y && y < Bottom;

    /// <summary>The pixels of both; empty (width or height 0) where they do not meet.</summary>
    public Rect Intersect(Rect other)
    {
        int x = Math.Max(X, other.X), y = Math.Max(Y, other.Y);
        return new Rect(x, y, Math.Max(0, Math.Min(Right, other.Right) - x), Math.Max(0, Math.Min(Bottom, other.Bottom) - y));
    }

    /// <summary>Grown by a margin on every side (shrunk by a negative one).</summary>
    public Rect Inflate(int margin) => new(X - margin, Y - margin, Width + 2 * margin, Height + 2 * margin);

    /// <summary>Moved by an offset.</summary>
    public Rect Offset(int dx, int dy) => new(X + dx, Y + dy, Width, Height);
}
