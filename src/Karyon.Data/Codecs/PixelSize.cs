namespace Karyon.Data.Codecs;

/// <summary>Judges the resolutions that image files state: most speak of paper, few of tissue.</summary>
public static class PixelSize
{
    /// <summary>The smallest pixel that a microscope plausibly gives, µm.</summary>
    public const double SmallestMicrons = 0.05;

    /// <summary>The largest pixel that a scan of tissue plausibly has, µm; 300 dpi would be 84.7 µm, 72 dpi 352.8 µm.</summary>
    public const double LargestMicrons = 20;

    /// <summary>
    /// The pixel size in µm from pixels per metre along both axes, or null where it cannot be one of microscopy:
    /// not finite, outside <see cref="SmallestMicrons"/>..<see cref="LargestMicrons"/>, or axes that differ by more than 5 %.
    /// </summary>
    /// <returns>The mean of both axes, µm per pixel.</returns>
    public static double? FromPixelsPerMetre(double x, double y)
    {
        double micronsX = 1e6 / x, micronsY = 1e6 / y;
        var plausible = micronsX is >= SmallestMicrons and <= LargestMicrons
            && micronsY is >= SmallestMicrons and <= LargestMicrons
            && Math.Abs(micronsX - micronsY) <= 0.05 * Math.Max(micronsX, micronsY);
        return plausible ? (micronsX + micronsY) / 2 : null;
    }
}
