using Karyon.Cli.Console;
using Karyon.Data.Exports;
using Karyon.Data.Slides;
using Karyon.Learning.Inference;
using Karyon.Learning.Inference.Published;

namespace Karyon.Cli.Segmentation;

/// <summary>The road of the published tools.</summary>
/// <param name="segmenter">The engine; owned from here on.</param>
internal sealed class PublishedFinder(PublishedSegmenter segmenter) : INucleusFinder
{
    /// <inheritdoc/>
    public string? Doubt(StatedPixelSize pixelSize) => segmenter.FitsPixelSize(pixelSize.MicronsPerPixel)
        ? null
        : $"pixels of {Figures.Text(pixelSize.MicronsPerPixel, "0.###")} µm ({pixelSize.Source}) go as they are to a network of {Figures.Text(segmenter.MicronsPerPixel, "0.###")} µm: --published does not resample, as the originals do not";

    /// <inheritdoc/>
    public FoundNuclei Find(ISlide slide, double micronsPerPixel, IProgress<SegmentationProgress> progress, CancellationToken stop)
    {
        var (nuclei, columns, rows, timings) = segmenter.Segment(slide, progress, stop);
        var grid = segmenter.Grid;
        return new FoundNuclei(nuclei.Recorded, timings)
        {
            MapOnly = nuclei.MapOnly,
            Published = new PublishedRun(grid.Name, grid.InputPx, grid.OutputPx, grid.StepPx, columns, rows, grid.Normalization, nuclei.MapOnly.Count),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => segmenter.Dispose();
}
