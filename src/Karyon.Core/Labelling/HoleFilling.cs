using Karyon.Core.Rasters;

namespace Karyon.Core.Labelling;

/// <summary>Fills holes: background that is not 4-connected to the outside of the image (SciPy's <c>binary_fill_holes</c>).</summary>
public static class HoleFilling
{
    /// <summary>A 0/1 copy of a mask with its holes filled.</summary>
    public static Raster<byte> Fill(Raster<byte> mask)
    {
        var bits = BitRaster.FromRaster(mask);
        Fill(bits, new RunTable());
        return bits.ToRaster();
    }

    /// <summary>
    /// Fills the holes of every label of a map in place: background from which every way to the outside of the image crosses the label. Where
    /// several labels enclose it, the lowest fills it. Ways are 4-connected; the parts of a label, should they touch by corners, are one. O(pixels).
    /// </summary>
    /// <param name="labels">Ids are 1 and up without large gaps.</param>
    /// <param name="minimumArea">Labels of fewer pixels are removed; they fill nothing, and are no background that others fill.</param>
    public static void Fill(LabelMap labels, int minimumArea = 0)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var areas = new int[labels.Pixels.Length == 0 ? 1 : Math.Max(0, labels.Pixels.Max()) + 1];
        foreach (var id in labels.Pixels) areas[id]++;
        var background = ConnectedComponents.Label(new Raster<byte>(labels.Width, labels.Height, [.. labels.Pixels.Select(id => id == 0 ? (byte)1 : (byte)0)]), Connectivity.Four);
        // Nodes: the outside, the labels by their ids, then the pieces of background.
        var nodes = areas.Length;
        for (var i = 0; i < background.Pixels.Length; i++)
        {
            ref var node = ref background.Pixels[i];
            node = node == 0 ? labels.Pixels[i] : areas.Length - 1 + node;
            nodes = Math.Max(nodes, node + 1);
        }
        var enclosing = new RegionGraph(background, nodes).Enclosing(node => node < areas.Length && areas[node] >= minimumArea);
        for (var i = 0; i < labels.Pixels.Length; i++)
        {
            ref var id = ref labels.Pixels[i];
            id = id == 0 ? enclosing[background.Pixels[i]] : areas[id] >= minimumArea ? id : 0;
        }
    }

    internal static void Fill(BitRaster mask, RunTable background)
    {
        background.Read(mask, Connectivity.Four, value: false);
        if (background.ComponentCount == 0) return;
        var open = new bool[background.ComponentCount + 1];
        var runs = background.Runs;
        var components = background.Components;
        for (var i = 0; i < runs.Length; i++)
        {
            var run = runs[i];
            if (run.Row == 0 || run.Row == mask.Height - 1 || run.Start == 0 || run.End == mask.Width) open[components[i]] = true;
        }
        for (var i = 0; i < runs.Length; i++)
            if (!open[components[i]]) mask.Fill(runs[i].Row, runs[i].Start, runs[i].End);
    }
}
