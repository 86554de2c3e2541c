using Karyon.Core.Filters.Kernels;
using Karyon.Core.Rasters;

namespace Karyon.Core.Filters;

/// <summary>
/// The separable Sobel operator of 21 taps in double, unscaled, reflect-101 at the borders (OpenCV's <c>Sobel(src, CV_64F, ..., ksize=21)</c>).
/// A ramp of slope 1 per px along the axis of the derivative gives <see cref="RampResponse"/>.
/// </summary>
/// <remarks>Smoothing: row 20 of Pascal's triangle. Derivative: row 19 convolved with (-1, 1); left taps are negative (a correlation).</remarks>
public static class Sobel21
{
    /// <summary>Pixels on each side that a value depends on.</summary>
    public const int Radius = FilterRows.Radius;

    /// <summary>2^39: the response to a ramp of slope 1 per px (2^19 from the derivative, 2^20 from the smoothing).</summary>
    public const double RampResponse = 549755813888;

    /// <summary>The taps of the derivative.</summary>
    public static ReadOnlySpan<double> DerivativeTaps =>
        [-1, -18, -152, -798, -2907, -7752, -15504, -23256, -25194, -16796, 0, 16796, 25194, 23256, 15504, 7752, 2907, 798, 152, 18, 1];

    /// <summary>The taps of the smoothing.</summary>
    public static ReadOnlySpan<double> SmoothingTaps =>
        [1, 20, 190, 1140, 4845, 15504, 38760, 77520, 125970, 167960, 184756, 167960, 125970, 77520, 38760, 15504, 4845, 1140, 190, 20, 1];

    /// <summary>The derivative along x, smoothed along y.</summary>
    public static Raster<double> AlongX(Raster<double> source) => Filter(source, alongX: true);

    /// <summary>The derivative along y, smoothed along x.</summary>
    public static Raster<double> AlongY(Raster<double> source) => Filter(source, alongX: false);

    private static Raster<double> Filter(Raster<double> source, bool alongX)
    {
        ArgumentNullException.ThrowIfNull(source);
        var result = new Raster<double>(source.Width, source.Height);
        if (result.Pixels.Length == 0) return result;
        var ring = new SobelRing(source.Width, source.Height, alongX);
        for (var row = 0; row < source.Height + Radius; row++)
        {
            if (row < source.Height)
            {
                source.Row(row).CopyTo(ring.PaddedRow);
                ring.Push(row);
            }
            if (row >= Radius) ring.Pull(row - Radius, 0, result.Row(row - Radius));
        }
        return result;
    }
}
