using Karyon.Core.Filters;
using Karyon.Core.Rasters;

namespace Karyon.Core.Representations.DistanceMaps;

/// <summary>
/// The targets of a distance map network (Mahbod et al., two-stage U-Net; Naylor et al. 2019): the Euclidean distance of each pixel of a nucleus to the
/// nearest pixel outside of it. Other nuclei are outside, the image's border is not. O(pixels), however many nuclei there are.
/// </summary>
public static class DistanceTargets
{
    /// <summary>The distances of an instance map, 0 in the background.</summary>
    /// <param name="labels">Ids need not be consecutive, negative ones are background; an id in several parts has the greatest distance of all of them.</param>
    /// <param name="scaling">What they are divided by.</param>
    public static Raster<double> Encode(LabelMap labels, DistanceScaling scaling = DistanceScaling.NucleusMaximum)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var squared = DistanceTransform.Squared(labels);
        var greatest = scaling == DistanceScaling.Pixels ? [] : GreatestOf(labels, squared, perNucleus: scaling == DistanceScaling.NucleusMaximum);
        var distances = new Raster<double>(labels.Width, labels.Height);
        for (var i = 0; i < distances.Pixels.Length; i++)
        {
            if (labels.Pixels[i] <= 0) continue;
            var full = scaling switch { DistanceScaling.Pixels => 1, DistanceScaling.ImageMaximum => greatest[0], _ => greatest[labels.Pixels[i]] };
            distances.Pixels[i] = Math.Sqrt(squared.Pixels[i]) / Math.Sqrt(full);
        }
        return distances;
    }

    /// <summary>Distances of 0..1 as the authors' tool saves them: 255 times the distance, rounded, halves to even.</summary>
    public static Raster<byte> ToBytes(Raster<double> distances)
    {
        ArgumentNullException.ThrowIfNull(distances);
        return new Raster<byte>(distances.Width, distances.Height, [.. distances.Pixels.Select(distance => (byte)Math.Clamp(Math.Round(255 * distance), 0, 255))]);
    }

    /// <summary>The greatest squared distance of each id, or of all under the key 0.</summary>
    private static Dictionary<int, int> GreatestOf(LabelMap labels, Raster<int> squared, bool perNucleus)
    {
        var greatest = new Dictionary<int, int>();
        for (var i = 0; i < squared.Pixels.Length; i++)
        {
            if (labels.Pixels[i] <= 0) continue;
            var id = perNucleus ? labels.Pixels[i] : 0;
            greatest[id] = Math.Max(greatest.GetValueOrDefault(id), squared.Pixels[i]);
        }
        return greatest;
    }
}
