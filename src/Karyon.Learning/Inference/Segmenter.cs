using System.Diagnostics;
using Karyon.Core.Nuclei;
using Karyon.Data.Slides;
using Karyon.Learning.Models;
using Karyon.Tensors.Graph;

namespace Karyon.Learning.Inference;

/// <summary>
/// Finds the nuclei of a slide or flat image of any size in bounded memory. The network runs on tiles with true context (beyond the image:
/// mirrored); maps are decoded, as the network's representation says, in windows of a fixed grid with a halo; each nucleus belongs to the window whose half-open core holds its centroid.
/// Ids run from 1 in the order of windows. The result does not depend on the number of threads, and on the tile size only by what context
/// beyond <see cref="SegmentationOptions.ContextPx"/> changes. A network that looks at all of a tile at once gets tiles of one size that overlap by half
/// (<see cref="TileLayout.Overlapping"/>), of which the middle is kept.
/// </summary>
/// <remarks>
/// Holds, besides the image and the result: the network's plan, 12 bytes (13 with classes) per px of a strip of the image's width and a window's
/// and a tile's height, and about 45 bytes per px of each window that is decoded at a time. One call at a time.
/// </remarks>
public sealed class Segmenter : IDisposable
{
    private readonly IMapPredictor _predictor;
    private readonly INucleusDecoder _decoder;
    private readonly int _threads;

    /// <summary>Makes a segmenter of a trained network, with its weights as they are at the first use of each tile shape.</summary>
    /// <param name="context">Threads for the network; stays the caller's. With more than one, reading and decoding overlap with it.</param>
    /// <param name="network">The network; stays the caller's.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public Segmenter(ComputeContext context, NucleusNetwork network, SegmentationOptions? options = null)
        : this(new NetworkPredictor(context, network), context.Threads, (options ?? new SegmentationOptions()) with
        {
            Threshold = options?.Threshold ?? (network.Representation == MapRepresentation.Hover ? network.Description.Threshold : null),
            MinimumAreaPx = options?.MinimumAreaPx ?? network.Description.MinimumAreaPx,
        })
    {
    }

    /// <summary>Makes a segmenter of any source of maps.</summary>
    /// <param name="predictor">The source; owned from here on.</param>
    /// <param name="threads">Threads; 1: all is done by the caller.</param>
    /// <param name="options">How; where they leave threshold and minimum area open, the decoder's settings stand.</param>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public Segmenter(IMapPredictor predictor, int threads, SegmentationOptions options)
    {
        ArgumentNullException.ThrowIfNull(predictor);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentNullException.ThrowIfNull(options);
        (_threads, Options) = (threads, options.For(predictor));
        _predictor = options.Augmentation == TestTimeAugmentation.None ? predictor : new AugmentedPredictor(predictor, options.Augmentation);
        _decoder = predictor.Representation == MapRepresentation.UperHover
            ? new UperHoverReading(options.MinimumAreaPx ?? options.Hover.MinimumArea)
            : new HoverReading(options.Hover with
            {
                ProbabilityThreshold = options.Threshold ?? options.Hover.ProbabilityThreshold,
                MinimumArea = options.MinimumAreaPx ?? options.Hover.MinimumArea,
            });
    }

    /// <summary>How it segments; threshold and minimum area as the model states them where they were left open.</summary>
    public SegmentationOptions Options { get; }

    /// <summary>Finds all nuclei.</summary>
    /// <param name="slide">The image; stays the caller's.</param>
    /// <param name="micronsPerPixel">
    /// Side of its level-0 pixels, µm. Where it differs by more than 2 % from the model's, tiles are resampled and masks brought back to level-0
    /// pixels.
    /// </param>
    /// <param name="progress">Told after each tile, on the calling thread.</param>
    /// <param name="cancellation">Stops between two tiles.</param>
    /// <exception cref="Data.Codecs.InvalidFileException">The file is damaged.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public SegmentationResult Segment(
        ISlide slide, double micronsPerPixel, IProgress<SegmentationProgress>? progress = null, CancellationToken cancellation = default)
    {
        var nuclei = new List<Nucleus>();
        var result = Segment(slide, micronsPerPixel, nuclei.Add, progress, cancellation);
        return result with { Nuclei = nuclei };
    }

    /// <summary>Finds all nuclei and hands them out one by one, by id, as soon as they are settled; the result's list stays empty.</summary>
    /// <param name="slide">The image; stays the caller's.</param>
    /// <param name="micronsPerPixel">Side of its level-0 pixels, µm.</param>
    /// <param name="emit">Takes each nucleus, on the calling thread.</param>
    /// <param name="progress">Told after each tile, on the calling thread.</param>
    /// <param name="cancellation">Stops between two tiles.</param>
    public SegmentationResult Segment(
        ISlide slide, double micronsPerPixel, Action<Nucleus> emit, IProgress<SegmentationProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(slide);
        ArgumentNullException.ThrowIfNull(emit);
        if (!(micronsPerPixel > 0) || !double.IsFinite(micronsPerPixel))
            throw new ArgumentOutOfRangeException(nameof(micronsPerPixel), micronsPerPixel, "a pixel size is above 0 µm");
        var start = Stopwatch.GetTimestamp();
        var view = new NetworkView(slide, micronsPerPixel, _predictor.MicronsPerPixel);
        if (view.Width == 0 || view.Height == 0)
            return new SegmentationResult([], slide.Bounds, null, 0, new SegmentationTimings(0, 0, 0, Stopwatch.GetElapsedTime(start).TotalSeconds));
        using var run = new SegmentationRun(view, _predictor, _decoder, Options, _threads, emit);
        run.Execute(progress, cancellation);
        return new SegmentationResult([], slide.Bounds, run.Layout, run.BlankTiles, run.TimingsSince(start));
    }

    /// <summary>Gives the predictor's memory back.</summary>
    public void Dispose() => _predictor.Dispose();
}
