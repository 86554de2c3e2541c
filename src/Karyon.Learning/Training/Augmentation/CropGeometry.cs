using Karyon.Tensors;

namespace Karyon.Learning.Training.Augmentation;

/// <summary>Which window of an image a sample shows, and how it is turned.</summary>
/// <param name="X">Left edge, px of the image; negative where the window is wider than the image.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Step">Pixels of the image to one of the sample.</param>
/// <param name="FlipX">Whether columns are mirrored (before <paramref name="Transpose"/>).</param>
/// <param name="FlipY">Whether rows are mirrored (before <paramref name="Transpose"/>).</param>
/// <param name="Transpose">Whether rows and columns change places.</param>
internal readonly record struct CropGeometry(double X, double Y, double Step, bool FlipX, bool FlipY, bool Transpose)
{
    /// <summary>
    /// Draws a window. Where the image is smaller than the window that the drawn zoom asks for, the zoom is raised until it fits, though not above the
    /// range; what remains outside of the image is for the reader to mark.
    /// </summary>
    /// <param name="width">Columns of the image.</param>
    /// <param name="height">Rows of the image.</param>
    /// <param name="pixelRatio">The network's pixel size over the image's.</param>
    /// <param name="side">Rows and columns of the sample.</param>
    /// <param name="zoom">How the magnification varies.</param>
    /// <param name="flips">Whether the window is turned.</param>
    /// <param name="random">The sample's stream.</param>
    public static CropGeometry Draw(int width, int height, double pixelRatio, int side, Jitter zoom, bool flips, CounterRandom random)
    {
        var step = pixelRatio / zoom.Draw(random.Fork(AugmentationStream.Zoom), 1);
        var least = pixelRatio / (zoom.Probability > 0 ? Math.Max(1, zoom.High) : 1);
        var fitting = (double)Math.Min(width, height) / side;
        if (step > fitting) step = Math.Max(fitting, least);
        var place = random.Fork(AugmentationStream.Place);
        var turns = random.Fork(AugmentationStream.Flips);
        return new CropGeometry(
            Place(place.Uniform(0), width, side, step), Place(place.Uniform(1), height, side, step), step,
            flips && turns.Uniform(0) < 0.5, flips && turns.Uniform(1) < 0.5, flips && turns.Uniform(2) < 0.5);
    }

    /// <summary>An edge, even between both ends; whole pixels where nothing is scaled, so that pixels are copied.</summary>
    private static double Place(double u, int length, int side, double step)
    {
        if (step != 1) return u * (length - side * step);
        var span = length - side;
        return span >= 0 ? Math.Floor(u * (span + 1)) : -Math.Floor(u * (1 - span));
    }
}
