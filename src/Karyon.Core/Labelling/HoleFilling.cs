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
