using System.Diagnostics;
using System.Globalization;
using Karyon.Core.Rasters;
using Karyon.Core.Representations.Hover;
using Karyon.Data.Codecs;
using Karyon.Data.Slides;
using Karyon.Learning.Models;

namespace Karyon.Learning.Inference.Published;

/// <summary>
/// Finds the nuclei of a flat image as the published tools do, for comparisons with their figures: windows of a published grid, one after the other, their maps joined
/// and decoded once as a whole with the published normalisation. The image is taken as it is, never resampled. <see cref="Segmenter"/> is the better road: its windows
/// have true context on all sides, it needs the memory of a strip, and no nucleus depends on what lies far away.
/// </summary>
/// <remarks>Holds, besides the image and the result: the network's plan and at most 80 bytes (79 without classes) per px of the image. One call at a time.</remarks>
public sealed class PublishedSegmenter : IDisposable
{
    private readonly IMapPredictor _predictor;
    private readonly long _memoryBytes;
    private readonly int _side;

    /// <summary>Makes a segmenter.</summary>
    /// <param name="predictor">The source of maps; owned from here on.</param>
    /// <param name="grid">The grid, for a network the one of <see cref="PublishedGrid.For"/>.</param>
    /// <param name="memoryBytes">Bytes that network, maps and decoder may take together.</param>
    public PublishedSegmenter(IMapPredictor predictor, PublishedGrid grid, long memoryBytes = long.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(predictor);
        ArgumentNullException.ThrowIfNull(grid);
        (_predictor, Grid, _memoryBytes) = (predictor, grid, memoryBytes);
        // A predictor may ask for a pixel more on each side than the network sees.
        _side = Math.Max(grid.InputPx, grid.OutputPx + 2 * predictor.MarginPx);
    }

    /// <summary>How images are cut.</summary>
    public PublishedGrid Grid { get; }

    /// <summary>Pixel size that the network was trained at, µm.</summary>
    public double MicronsPerPixel => _predictor.MicronsPerPixel;

    /// <summary>Whether a pixel size is the network's, as far as our own road would not resample.</summary>
    /// <param name="micronsPerPixel">Side of an image's pixels, µm.</param>
    public bool FitsPixelSize(double micronsPerPixel) => Math.Abs(MicronsPerPixel / micronsPerPixel - 1) <= NetworkView.Tolerance;

    /// <summary>Finds all nuclei.</summary>
    /// <param name="slide">The image; stays the caller's.</param>
    /// <param name="progress">Told after each window, on the calling thread.</param>
    /// <param name="cancellation">Stops between two windows.</param>
    /// <exception cref="InvalidFileException">The file is damaged, or its maps do not fit into the memory that is allowed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public PublishedResult Segment(ISlide slide, IProgress<SegmentationProgress>? progress = null, CancellationToken cancellation = default)
    {
        var start = Stopwatch.GetTimestamp();
        var stages = new Stages();
        var maps = Join(slide, stages, progress, cancellation);
        var decoding = Stopwatch.GetTimestamp();
        var nuclei = maps.Width == 0 || maps.Height == 0 ? new PublishedNuclei([], [])
            : _predictor.Representation == MapRepresentation.UperHover ? PublishedNuclei.DecodeUperHover(maps)
            : PublishedNuclei.Decode(maps.View(), new HoverWorkspace());
        var decode = Stopwatch.GetElapsedTime(decoding).TotalSeconds;
        progress?.Report(new SegmentationProgress(stages.Columns * stages.Rows, stages.Columns * stages.Rows, nuclei.Recorded.Count));
        var timings = new SegmentationTimings(stages.Read.TotalSeconds, stages.Network.TotalSeconds, decode, Stopwatch.GetElapsedTime(start).TotalSeconds);
        return new PublishedResult(nuclei, stages.Columns, stages.Rows, timings);
    }

    /// <summary>The joined maps of an image, before they are decoded.</summary>
    /// <param name="slide">The image; stays the caller's.</param>
    /// <param name="progress">Told after each window, on the calling thread.</param>
    /// <param name="cancellation">Stops between two windows.</param>
    /// <exception cref="InvalidFileException">The file is damaged, or its maps do not fit into the memory that is allowed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public JoinedMaps Join(ISlide slide, IProgress<SegmentationProgress>? progress = null, CancellationToken cancellation = default) =>
        Join(slide, new Stages(), progress, cancellation);

    /// <summary>Gives the predictor's memory back.</summary>
    public void Dispose() => _predictor.Dispose();

    private JoinedMaps Join(ISlide slide, Stages stages, IProgress<SegmentationProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(slide);
        int width = slide.Bounds.Width, height = slide.Bounds.Height;
        if (width <= 0 || height <= 0) return new JoinedMaps(0, 0, _predictor.TypeChannels);
        var planning = Stopwatch.GetTimestamp();
        DemandMemory(slide);
        stages.Network += Stopwatch.GetElapsedTime(planning);
        IReadOnlyList<PublishedWindow> columns = Grid.Along(width), rows = Grid.Along(height);
        (stages.Columns, stages.Rows) = (columns.Count, rows.Count);
        var joined = new JoinedMaps(width, height, _predictor.TypeChannels, Grid.Joining);
        var reader = new PaddedReader(slide, Grid.Joining == PublishedJoining.LastWindow);
        var pixels = new Raster<Rgb>(_side, _side);
        var maps = new MapTile();
        int margin = (_side - Grid.OutputPx) / 2, done = 0;
        foreach (var row in rows)
        {
            foreach (var column in columns)
            {
                cancellation.ThrowIfCancellationRequested();
                var reading = Stopwatch.GetTimestamp();
                reader.Read(column.Output - margin, row.Output - margin, pixels);
                var predicting = Stopwatch.GetTimestamp();
                _predictor.Predict(pixels, maps);
                joined.Write(new Rect(column.From, row.From, column.To - column.From, row.To - row.From), maps, column.From - column.Output + margin, row.From - row.Output + margin);
                stages.Read += Stopwatch.GetElapsedTime(reading, predicting);
                stages.Network += Stopwatch.GetElapsedTime(predicting);
                progress?.Report(new SegmentationProgress(++done, columns.Count * rows.Count, 0));
            }
        }
        cancellation.ThrowIfCancellationRequested();
        return joined;
    }

    /// <summary>Refuses an image whose maps do not fit, before anything is done for it.</summary>
    private void DemandMemory(ISlide slide)
    {
        int width = slide.Bounds.Width, height = slide.Bounds.Height;
        string of = string.Create(CultureInfo.InvariantCulture, $"{slide.Name}: the published way holds the maps of all {width} x {height} px at once");
        if ((long)width * height > Array.MaxLength) throw new InvalidFileException($"{of}, more than it can; crop the image or leave --published out");
        var needed = JoinedMaps.Bytes(width, height, _predictor.TypeChannels > 0) + (4L * (3 + _predictor.TypeChannels) + 6) * _side * _side;
        // No plan is made for an image that is refused without it.
        if (_memoryBytes != long.MaxValue && needed <= _memoryBytes) needed += _predictor.Prepare(_side, _side);
        if (needed <= _memoryBytes) return;
        throw new InvalidFileException(string.Create(CultureInfo.InvariantCulture,
            $"{of} and needs {needed / 1e6:0} MB for that, {_memoryBytes / 1e6:0} MB are allowed; give more with --memory, crop the image or leave --published out"));
    }

    private sealed class Stages
    {
        public TimeSpan Read { get; set; }

        public TimeSpan Network { get; set; }

        public int Columns { get; set; }

        public int Rows { get; set; }
    }
}
