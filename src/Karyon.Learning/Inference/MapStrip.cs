using Karyon.Core.Rasters;

namespace Karyon.Learning.Inference;

/// <summary>
/// The rows of an image's maps that windows still need, over its whole width: 12 bytes per px, 13 with classes. Rows are added at the bottom
/// and let go at the top; coordinates are the image's. Not thread safe.
/// </summary>
internal sealed class MapStrip
{
    private readonly float[] _probability;
    private readonly float[] _horizontal;
    private readonly float[] _vertical;
    private readonly byte[] _classes;
    private readonly int _width;
    private readonly int _capacity;

    /// <summary>Makes an empty strip.</summary>
    /// <param name="width">Columns, px.</param>
    /// <param name="rows">Most rows held at a time.</param>
    /// <param name="typed">Whether it holds classes.</param>
    public MapStrip(int width, int rows, bool typed)
    {
        (_width, _capacity) = (width, rows);
        var count = checked(width * rows);
        _probability = new float[count];
        _horizontal = new float[count];
        _vertical = new float[count];
        _classes = typed ? new byte[count] : [];
    }

    /// <summary>Bytes of a strip.</summary>
    public static long Bytes(int width, int rows, bool typed) => (long)width * rows * (typed ? 13 : 12);

    /// <summary>First row that is held.</summary>
    public int Top { get; private set; }

    /// <summary>Lets the rows above one go.</summary>
    public void DropAbove(int row)
    {
        if (row > Top) Top = row;
    }

    /// <summary>Writes a window of a tile's maps; the class of a pixel is its likeliest channel, the lower one on ties.</summary>
    /// <param name="core">Where it lies in the image.</param>
    /// <param name="maps">The tile's maps.</param>
    /// <param name="offsetX">Column of the window's first pixel in the tile.</param>
    /// <param name="offsetY">Row of the window's first pixel in the tile.</param>
    public void Write(Rect core, MapTile maps, int offsetX, int offsetY)
    {
        for (var row = 0; row < core.Height; row++)
        {
            var from = (offsetY + row) * maps.Width + offsetX;
            var to = At(core.X, core.Y + row);
            maps.Probability.Slice(from, core.Width).CopyTo(_probability.AsSpan(to, core.Width));
            maps.Horizontal.Slice(from, core.Width).CopyTo(_horizontal.AsSpan(to, core.Width));
            maps.Vertical.Slice(from, core.Width).CopyTo(_vertical.AsSpan(to, core.Width));
            if (_classes.Length > 0) maps.LikeliestTypes(from, _classes.AsSpan(to, core.Width));
        }
    }

    /// <summary>Copies a part of a window, all of whose rows are held, to its place in planes of the window's size.</summary>
    public void Read(Rect part, Rect window, WindowMaps maps)
    {
        for (var row = 0; row < part.Height; row++)
        {
            int from = At(part.X, part.Y + row), to = (part.Y + row - window.Y) * window.Width + part.X - window.X;
            _probability.AsSpan(from, part.Width).CopyTo(maps.Probability.AsSpan(to));
            _horizontal.AsSpan(from, part.Width).CopyTo(maps.Horizontal.AsSpan(to));
            _vertical.AsSpan(from, part.Width).CopyTo(maps.Vertical.AsSpan(to));
            if (_classes.Length > 0) _classes.AsSpan(from, part.Width).CopyTo(maps.Classes.AsSpan(to));
        }
    }

    /// <summary>A ring: row r lies at r modulo the capacity.</summary>
    private int At(int x, int row)
    {
        if (row < Top || row >= Top + _capacity) throw new InvalidOperationException($"row {row} is not among the {_capacity} rows from {Top}");
        return row % _capacity * _width + x;
    }
}
