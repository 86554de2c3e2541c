using Karyon.Data.Exports;
using Karyon.Data.Slides;
using Karyon.Learning.Inference;

namespace Karyon.Cli.Segmentation;

/// <summary>Our own road: tiles with true context, windows with seams.</summary>
/// <param name="segmenter">The engine; owned from here on.</param>
internal sealed class SeamlessFinder(Segmenter segmenter) : INucleusFinder
{
    /// <inheritdoc/>
    public string? Doubt(StatedPixelSize pixelSize) => null;

    /// <inheritdoc/>
    public FoundNuclei Find(ISlide slide, double micronsPerPixel, IProgress<SegmentationProgress> progress, CancellationToken stop)
    {
        var found = segmenter.Segment(slide, micronsPerPixel, progress, stop);
        return new FoundNuclei(found.Nuclei, found.Timings)
        {
            Tiles = found.Tiles is { } tiles ? new TileGrid(Math.Max(tiles.TileWidth, tiles.TileHeight), tiles.ContextPx, WindowGrid.CorePx, tiles.Columns, tiles.Rows) : null,
        };
    }

    /// <inheritdoc/>
    public void Dispose() => segmenter.Dispose();
}
