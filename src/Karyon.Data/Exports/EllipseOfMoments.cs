using Karyon.Core.Nuclei;

namespace Karyon.Data.Exports;

/// <summary>
/// The ellipse that has the same second central moments as a mask, each pixel a unit square (hence 1/12 on the diagonal), as
/// MATLAB's <c>regionprops</c> defines the axes and the eccentricity; scikit-image leaves the 1/12 out, so that a line has width 0.
/// </summary>
/// <param name="MajorPx">Full length of the long axis, px.</param>
/// <param name="MinorPx">Full length of the short axis, px.</param>
internal readonly record struct EllipseOfMoments(double MajorPx, double MinorPx)
{
    /// <summary>Distance of the foci over the long axis: 0 for a circle, towards 1 for a line.</summary>
    public double Eccentricity => Math.Sqrt(Math.Max(0, 1 - MinorPx * MinorPx / (MajorPx * MajorPx)));

    /// <summary>The ellipse of a mask, from its runs in closed form: O(runs).</summary>
    public static EllipseOfMoments Of(PixelMask mask)
    {
        // Sums over pixels relative to the box, so that whole numbers stay exact in doubles.
        double n = mask.Area, sumX = 0, sumY = 0, sumXx = 0, sumYy = 0, sumXy = 0;
        foreach (var run in mask.Runs)
        {
            double first = run.Start - mask.Bounds.X, last = first + run.Length - 1, y = run.Row - mask.Bounds.Y, length = run.Length;
            var columns = length * (first + last) / 2;
            sumX += columns;
            sumY += length * y;
            sumXx += Squares(last) - Squares(first - 1);
            sumYy += length * y * y;
            sumXy += columns * y;
        }
        double xx = sumXx / n - sumX / n * (sumX / n) + 1.0 / 12, yy = sumYy / n - sumY / n * (sumY / n) + 1.0 / 12, xy = sumXy / n - sumX / n * (sumY / n);
        var spread = Math.Sqrt((xx - yy) * (xx - yy) + 4 * xy * xy);
        return new EllipseOfMoments(4 * Math.Sqrt((xx + yy + spread) / 2), 4 * Math.Sqrt(Math.Max(0, (xx + yy - spread) / 2)));
    }

    /// <summary>0² + 1² + ... + k².</summary>
    private static double Squares(double k) => k * (k + 1) * (2 * k + 1) / 6;
}
