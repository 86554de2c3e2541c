using Karyon.Core.Rasters;

namespace Karyon.Core.Labelling;

/// <summary>
/// Marker-controlled watershed, pixel for pixel as scikit-image 0.19's <c>watershed</c>: a flood by rising level, ties by age,
/// with that library's binary heap and order of neighbours (up, left, right, down; then the four corners).
/// </summary>
public static class Watershed
{
    /// <summary>Floods an image from its markers.</summary>
    /// <param name="levels">The image; low is flooded first.</param>
    /// <param name="markers">Where each label begins; markers outside of the mask are dropped.</param>
    /// <param name="mask">What may be flooded (not 0); null for the whole image.</param>
    /// <param name="connectivity">Neighbours of a pixel.</param>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static LabelMap Flood(Raster<double> levels, LabelMap markers, Raster<byte>? mask = null, Connectivity connectivity = Connectivity.Four)
    {
        Check(levels, markers, mask);
        int width = levels.Width, height = levels.Height;
        var flood = new WatershedFlood();
        flood.Reshape(width, height);
        for (var row = 0; row < height; row++)
        {
            levels.Row(row).CopyTo(flood.Levels.AsSpan(flood.At(row, 0), width));
            for (var x = 0; x < width; x++)
                if (mask is null || mask[row, x] != 0) flood.Labels[flood.At(row, x)] = markers[row, x];
        }
        for (var row = 0; row < height; row++)
            for (var x = 0; x < width; x++)
                if (flood.Labels[flood.At(row, x)] > 0) flood.Seed(flood.At(row, x));
        flood.Run(connectivity);
        var result = new LabelMap(width, height);
        for (var row = 0; row < height; row++)
        {
            var ids = result.Raster.Row(row);
            flood.Labels.AsSpan(flood.At(row, 0), width).CopyTo(ids);
            foreach (ref var id in ids) id = Math.Max(id, 0);
        }
        return result;
    }

    /// <summary>
    /// The compact watershed (Neubert and Protzel 2014): the level of a pixel grows by <paramref name="compactness"/> times its
    /// distance to the marker pixel that the flood came from, and a pixel is labelled when its turn comes, not when it is reached.
    /// </summary>
    /// <param name="levels">The image; low is flooded first.</param>
    /// <param name="markers">Where each label begins; markers outside of the mask are dropped.</param>
    /// <param name="compactness">Levels per px; above 0.</param>
    /// <param name="mask">What may be flooded (not 0); null for the whole image.</param>
    /// <param name="connectivity">Neighbours of a pixel.</param>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static LabelMap FloodCompact(
        Raster<double> levels, LabelMap markers, double compactness, Raster<byte>? mask = null, Connectivity connectivity = Connectivity.Four)
    {
        Check(levels, markers, mask);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(compactness);
        var flood = new CompactFlood(levels, compactness, mask, connectivity);
        for (var at = 0; at < markers.Pixels.Length; at++)
            if (markers.Pixels[at] != 0 && (mask is null || mask.Pixels[at] != 0)) flood.Seed(at, markers.Pixels[at]);
        flood.Run();
        return flood.Labels;
    }

    private static void Check(Raster<double> levels, LabelMap markers, Raster<byte>? mask)
    {
        ArgumentNullException.ThrowIfNull(levels);
        ArgumentNullException.ThrowIfNull(markers);
        if (markers.Width != levels.Width || markers.Height != levels.Height)
            throw new ArgumentException($"markers of {markers.Width} x {markers.Height} do not fit an image of {levels.Width} x {levels.Height}", nameof(markers));
        if (mask is not null && (mask.Width != levels.Width || mask.Height != levels.Height))
            throw new ArgumentException($"a mask of {mask.Width} x {mask.Height} does not fit an image of {levels.Width} x {levels.Height}", nameof(mask));
    }
}
