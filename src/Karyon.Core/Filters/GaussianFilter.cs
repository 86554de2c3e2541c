using Karyon.Core.Filters.Kernels;
using Karyon.Core.Numerics;
using Karyon.Core.Rasters;

namespace Karyon.Core.Filters;

/// <summary>Gaussian smoothing, as OpenCV and as SciPy define it.</summary>
public static class GaussianFilter
{
    /// <summary>OpenCV's 3x3 kernel for sigma 0: 1/4, 1/2, 1/4 along each axis, reflect-101 at the borders.</summary>
    public static Raster<double> Blur3x3(Raster<double> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        int width = source.Width, height = source.Height, stride = width + 2;
        var result = new Raster<double>(width, height);
        if (result.Pixels.Length == 0) return result;
        var rows = new double[3 * stride];
        for (var row = 0; row < height; row++)
        {
            for (var k = 0; k < 3; k++)
            {
                var padded = rows.AsSpan(k * stride, stride);
                source.Row(Borders.Reflect101(row - 1 + k, height)).CopyTo(padded[1..]);
                padded[0] = padded[1 + Borders.Reflect101(-1, width)];
                padded[width + 1] = padded[1 + Borders.Reflect101(width, width)];
            }
            FilterRows.Blur(rows, stride, result.Row(row));
        }
        return result;
    }

    /// <summary>
    /// A sampled Gaussian of any width: radius floor(4 sigma + 0.5), <c>exp(-x^2 / (2 sigma^2))</c> divided by its sum,
    /// edge pixels repeated by the mirror (SciPy's <c>gaussian_filter</c> with its defaults).
    /// </summary>
    /// <param name="source">The image.</param>
    /// <param name="sigma">Standard deviation, px; above 0.</param>
    public static Raster<double> Smooth(Raster<double> source, double sigma)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sigma);
        var taps = SampledTaps(sigma);
        int width = source.Width, height = source.Height, radius = taps.Length / 2;
        var along = new Raster<double>(width, height);
        var result = new Raster<double>(width, height);
        if (result.Pixels.Length == 0) return result;
        var padded = new double[width + 2 * radius];
        for (var row = 0; row < height; row++)
        {
            var pixels = source.Row(row);
            for (var x = 0; x < padded.Length; x++) padded[x] = pixels[Borders.Reflect(x - radius, width)];
            var sums = along.Row(row);
            for (var k = 0; k < taps.Length; k++) AddScaled(padded.AsSpan(k, width), taps[k], sums);
        }
        for (var row = 0; row < height; row++)
            for (var k = 0; k < taps.Length; k++)
                AddScaled(along.Row(Borders.Reflect(row - radius + k, height)), taps[k], result.Row(row));
        return result;
    }

    /// <summary>The taps of <see cref="Smooth"/>, 2 radius + 1 of them; their sum is 1.</summary>
    public static double[] SampledTaps(double sigma)
    {
        var radius = (int)(4 * sigma + 0.5);
        var taps = new double[2 * radius + 1];
        double sum = 0;
        for (var k = 0; k < taps.Length; k++)
        {
            taps[k] = PortableMath.Exp(-0.5 / (sigma * sigma) * ((double)(k - radius) * (k - radius)));
            sum += taps[k];
        }
        for (var k = 0; k < taps.Length; k++) taps[k] /= sum;
        return taps;
    }

    private static void AddScaled(ReadOnlySpan<double> values, double factor, Span<double> sums)
    {
        for (var i = 0; i < sums.Length; i++) sums[i] += values[i] * factor;
    }
}
