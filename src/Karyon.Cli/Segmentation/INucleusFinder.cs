using Karyon.Data.Slides;
using Karyon.Learning.Inference;

namespace Karyon.Cli.Segmentation;

/// <summary>What finds the nuclei of one image after the other.</summary>
internal interface INucleusFinder : IDisposable
{
    /// <summary>Why an image's pixel size does not suit, in words that follow its path; null where it does or is made to.</summary>
    /// <param name="pixelSize">The size and where it comes from.</param>
    string? Doubt(StatedPixelSize pixelSize);

    /// <summary>Finds the nuclei of an image.</summary>
    /// <param name="slide">The image.</param>
    /// <param name="micronsPerPixel">Its pixel size, µm.</param>
    /// <param name="progress">Told after each tile.</param>
    /// <param name="stop">Stops between two tiles.</param>
    FoundNuclei Find(ISlide slide, double micronsPerPixel, IProgress<SegmentationProgress> progress, CancellationToken stop);
}
