using System.Globalization;

namespace Karyon.Learning.Inference.Published;

/// <summary>
/// The mean of overlapping patches of maps, each with the same weight, as <c>unpatchify</c> of HoVer-UNet's <c>data/utils.py</c> takes it (its comment says median): sums in double,
/// in the order of the patches, one division. 12 bytes per value and px. Not thread safe.
/// </summary>
public sealed class OverlapMean
{
    private readonly int _channels;
    private readonly int _width;
    private readonly int _height;
    private readonly double[] _sums;
    private readonly int[] _counts;

    /// <summary>Starts maps without any patch.</summary>
    /// <param name="channels">Maps.</param>
    /// <param name="width">Columns, px.</param>
    /// <param name="height">Rows, px.</param>
    public OverlapMean(int channels, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        (_channels, _width, _height) = (channels, width, height);
        _sums = new double[checked(channels * width * height)];
        _counts = new int[width * height];
    }

    /// <summary>Adds a square patch that lies inside.</summary>
    /// <param name="x">Its first column, px.</param>
    /// <param name="y">Its first row, px.</param>
    /// <param name="side">Its columns and rows, px.</param>
    /// <param name="patch">Its values, [channels, side, side].</param>
    /// <exception cref="ArgumentException">It reaches beyond the maps, or has another number of values.</exception>
    public void Add(int x, int y, int side, ReadOnlySpan<float> patch)
    {
        if (x < 0 || y < 0 || side < 1 || x > _width - side || y > _height - side)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"a patch of {side} px at ({x}, {y}) does not lie in {_width} x {_height} px"), nameof(side));
        if (patch.Length != _channels * side * side) throw new ArgumentException($"a patch of {side} px has {_channels * side * side} values, not {patch.Length}", nameof(patch));
        for (var row = 0; row < side; row++)
        {
            var to = (y + row) * _width + x;
            foreach (ref var count in _counts.AsSpan(to, side)) count++;
            for (var channel = 0; channel < _channels; channel++)
            {
                var from = patch.Slice((channel * side + row) * side, side);
                var sums = _sums.AsSpan(channel * _width * _height + to, side);
                for (var i = 0; i < sums.Length; i++) sums[i] += from[i];
            }
        }
    }

    /// <summary>The means of the maps' top left part, [channels, height, width]; NaN where no patch lies.</summary>
    /// <param name="width">Columns, px.</param>
    /// <param name="height">Rows, px.</param>
    public double[] Means(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)width, (uint)_width, nameof(width));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)height, (uint)_height, nameof(height));
        var means = new double[_channels * width * height];
        for (var channel = 0; channel < _channels; channel++)
            for (var row = 0; row < height; row++)
                for (var column = 0; column < width; column++)
                {
                    var at = row * _width + column;
                    means[(channel * height + row) * width + column] = _sums[channel * _width * _height + at] / _counts[at];
                }
        return means;
    }
}
