using Karyon.Core.Rasters;

namespace Karyon.Core.Labelling;

/// <summary>Removes what is too small (scikit-image's <c>remove_small_objects</c>).</summary>
public static class SmallObjects
{
    /// <summary>
    /// A copy of a map without the labels that have fewer than <paramref name="minimumArea"/> pixels. A label in two parts counts once.
    /// </summary>
    public static LabelMap Remove(LabelMap labels, int minimumArea)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var areas = new Dictionary<int, int>();
        foreach (var id in labels.Pixels)
            if (id != 0) areas[id] = areas.GetValueOrDefault(id) + 1;
        var result = new LabelMap(labels.Width, labels.Height);
        for (var i = 0; i < result.Pixels.Length; i++)
        {
            var id = labels.Pixels[i];
            if (id != 0 && areas[id] >= minimumArea) result.Pixels[i] = id;
        }
        return result;
    }

    /// <summary>A 0/1 copy of a mask without the components that have fewer than <paramref name="minimumArea"/> pixels.</summary>
    public static Raster<byte> Remove(Raster<byte> mask, int minimumArea, Connectivity connectivity = Connectivity.Four)
    {
        var bits = BitRaster.FromRaster(mask);
        var table = new RunTable();
        table.Read(bits, connectivity);
        Remove(bits, table, minimumArea);
        return bits.ToRaster();
    }

    /// <summary>Clears the runs of the components that are too small; the table keeps them.</summary>
    internal static void Remove(BitRaster mask, RunTable components, int minimumArea)
    {
        for (var i = 0; i < components.Count; i++)
        {
            if (components.Areas[components.Components[i]] >= minimumArea) continue;
            var run = components.Runs[i];
            mask.Clear(run.Row, run.Start, run.End);
        }
    }
}
