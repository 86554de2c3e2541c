using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;

namespace Karyon.Learning.Inference;

/// <summary>What was found in an image, and how.</summary>
/// <param name="Nuclei">The nuclei by id, in level-0 pixels; no two share a pixel. Empty where the caller took them one by one.</param>
/// <param name="Bounds">The window of level 0 that was searched.</param>
/// <param name="Tiles">How the image was cut for the network; null where it has no pixel.</param>
/// <param name="BlankTiles">Tiles that the network was spared.</param>
/// <param name="Timings">Time per stage.</param>
public sealed record SegmentationResult(
    IReadOnlyList<Nucleus> Nuclei, Rect Bounds, TileLayout? Tiles, int BlankTiles, SegmentationTimings Timings)
{
    /// <summary>The instance map of the searched window.</summary>
    public LabelMap ToLabels()
    {
        var labels = new LabelMap(Bounds.Width, Bounds.Height);
        foreach (var nucleus in Nuclei)
            foreach (var run in nucleus.Mask.Runs)
                labels.Raster.Row(run.Row - Bounds.Y).Slice(run.Start - Bounds.X, run.Length).Fill(nucleus.Id);
        return labels;
    }
}
