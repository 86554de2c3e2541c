using Karyon.Core.Filters.Kernels;

namespace Karyon.Core.Filters;

/// <summary>
/// A 21-tap Sobel that walks down an image with the last 21 rows in memory: rows are pushed in order; row r can be
/// pulled when row min(r + 10, height - 1) has been pushed. Reusable for images of any size.
/// </summary>
internal sealed class SobelRing
{
    private const int Radius = FilterRows.Radius;
    private readonly bool _alongX;
    private readonly int[] _offsets = new int[FilterRows.Taps];
    private double[] _ring = [];
    private double[] _padded = [];
    private int _width;
    private int _height;

    /// <summary>Makes a ring for one direction of the derivative.</summary>
    public SobelRing(int width, int height, bool alongX)
    {
        _alongX = alongX;
        Reshape(width, height);
    }

    /// <summary>Where the pixels of the next row go before <see cref="Push"/>.</summary>
    public Span<double> PaddedRow => _padded.AsSpan(Radius, _width);

    /// <summary>Starts a new image.</summary>
    public void Reshape(int width, int height)
    {
        (_width, _height) = (width, height);
        if (_padded.Length < width + 2 * Radius) _padded = new double[width + 2 * Radius];
        if (_ring.Length < FilterRows.Taps * width) _ring = new double[FilterRows.Taps * width];
    }

    /// <summary>Runs the pass along the row over what stands in <see cref="PaddedRow"/>.</summary>
    public void Push(int row)
    {
        for (var k = 1; k <= Radius; k++)
        {
            _padded[Radius - k] = _padded[Radius + Borders.Reflect101(-k, _width)];
            _padded[Radius + _width - 1 + k] = _padded[Radius + Borders.Reflect101(_width - 1 + k, _width)];
        }
        var source = _padded.AsSpan(0, _width + 2 * Radius);
        var destination = _ring.AsSpan(row % FilterRows.Taps * _width, _width);
        if (_alongX) FilterRows.Differentiate(source, FilterRows.AlongRow, destination);
        else FilterRows.Smooth(source, FilterRows.AlongRow, destination);
    }

    /// <summary>Prepares the pass down the columns for one row of the result; <see cref="PullBlock"/> then serves any part of it.</summary>
    public void Aim(int row)
    {
        for (var k = 0; k < _offsets.Length; k++)
            _offsets[k] = Borders.Reflect101(row - Radius + k, _height) % FilterRows.Taps * _width;
    }

    /// <summary>The columns from <paramref name="from"/> on of the row that was aimed at.</summary>
    public void PullBlock(int from, Span<double> destination)
    {
        var source = _ring.AsSpan(from, FilterRows.Taps * _width - from);
        if (_alongX) FilterRows.Smooth(source, _offsets, destination);
        else FilterRows.Differentiate(source, _offsets, destination);
    }

    /// <summary>The columns from <paramref name="from"/> on of a row of the result.</summary>
    public void Pull(int row, int from, Span<double> destination)
    {
        Aim(row);
        PullBlock(from, destination);
    }
}
