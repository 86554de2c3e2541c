using System.Diagnostics;
using Karyon.Cli.Console;
using Karyon.Cli.Inputs;
using Karyon.Cli.Weights;
using Karyon.Data.Exports;
using Karyon.Data.Slides;
using Karyon.Learning.Inference;
using Karyon.Tensors.Graph;

namespace Karyon.Cli.Segmentation;

/// <summary>Segments images one after the other and writes their results; an image's record comes last and marks it as done.</summary>
internal sealed class SegmentJob
{
    /// <summary>Pixel size of flat images that state none, µm.</summary>
    private const double DefaultMicronsPerPixel = 0.25;

    private readonly Session _session;
    private readonly SegmentRequest _request;
    private readonly ResultFolder _results;
    private readonly ProgressLine _progress;
    private readonly LoadedModel _model;
    private readonly Segmenter _segmenter;

    /// <summary>Makes a job.</summary>
    /// <param name="session">Who is told.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="model">The model that the segmenter runs.</param>
    /// <param name="segmenter">The engine.</param>
    /// <param name="progress">The line to draw.</param>
    public SegmentJob(Session session, SegmentRequest request, LoadedModel model, Segmenter segmenter, ProgressLine progress)
    {
        (_session, _request, _model, _segmenter, _progress) = (session, request, model, segmenter, progress);
        _results = new ResultFolder(request.OutputFolder);
    }

    /// <summary>What became of the inputs so far, in their order.</summary>
    public List<InputOutcome> Outcomes { get; } = [];

    /// <summary>Runs over all inputs, from <see cref="Outcomes"/> on.</summary>
    /// <exception cref="OperationCanceledException">The user stopped it.</exception>
    /// <exception cref="UnwritableOutputException">A result cannot be written.</exception>
    public void Run()
    {
        for (var i = Outcomes.Count; i < _request.Inputs.Count; i++)
        {
            _session.Stop.ThrowIfCancellationRequested();
            var input = _request.Inputs[i];
            Outcomes.Add(Existing(input) ?? Try(input));
        }
    }

    /// <summary>The path of an input's record.</summary>
    /// <exception cref="UsageException">Its name would leave the output folder.</exception>
    public static string RecordOf(SegmentRequest request, InputImage input) => ErrorReport.Check(() => new ResultFolder(request.OutputFolder).PathOfRecord(input.Name));

    private InputOutcome? Existing(InputImage input)
    {
        if (_request.Force || ExistingResult.Find(_request.OutputFolder, RecordOf(_request, input), input, _request.Formats) is not { } existing) return null;
        var differences = existing.Differences(_model.Sha256, _request.Stated);
        if (differences.Count > 0) Say(() => _session.Warn($"{input.Name}: kept a result that was made with {string.Join(", ", differences)}; --force makes it anew"));
        return existing.Outcome;
    }

    private InputOutcome Try(InputImage input)
    {
        try
        {
            return Segment(input);
        }
        catch (Exception fault) when (ErrorReport.IsFaultOfInput(fault))
        {
            Say(() => _session.Detail(fault.ToString()));
            return new InputOutcome(input, InputState.Failed) { Error = ErrorReport.OneLine(fault) };
        }
    }

    private InputOutcome Segment(InputImage input)
    {
        var start = Stopwatch.GetTimestamp();
        var index = Outcomes.Count;
        var slowest = Outcomes.Aggregate(StageTimes.None, (sum, outcome) => sum + outcome.Times).Slowest;
        _progress.Report(index, _request.Inputs.Count, "images", input.Name, slowest);
        using var slide = FlatImageSlide.Open(input.Path);
        var sha256 = FileDigest.Sha256(input.Path);
        var opened = Stopwatch.GetElapsedTime(start).TotalSeconds;

        var pixelSize = PixelSizeOf(input, slide);
        var found = _segmenter.Segment(slide, pixelSize.MicronsPerPixel,
            new TileReport(state => _progress.Report(index + (double)state.TilesDone / Math.Max(1, state.Tiles), _request.Inputs.Count, "images", input.Name, slowest)), _session.Stop);
        var result = new NucleiResult
        {
            Name = input.Name, Width = slide.Bounds.Width, Height = slide.Bounds.Height, Nuclei = found.Nuclei, Scheme = _model.Scheme,
            MicronsPerPixel = pixelSize.MicronsPerPixel, InputSha256 = sha256,
        };

        var written = Stopwatch.GetTimestamp();
        var recordPath = RecordOf(_request, input);
        // An old record would vouch for a mixture of old and new files if we were stopped between them.
        Forget(recordPath);
        var files = _request.Formats.Select(format => Path.GetFileName(_results.Write(result, format, slide))).ToList();
        var times = new StageTimes(opened + found.Timings.Read, found.Timings.Network, found.Timings.Decode,
            Stopwatch.GetElapsedTime(written).TotalSeconds, Stopwatch.GetElapsedTime(start).TotalSeconds);
        var counts = RunRecord.Count(result);
        _results.Write(input.Name, RecordFor(input, result, pixelSize, found.Tiles, counts, times, files));
        return new InputOutcome(input, InputState.Done)
        {
            Width = result.Width, Height = result.Height, PixelSize = pixelSize, Counts = InputOutcome.PerClass(_model.Scheme, counts), Times = times,
            Files = [.. files, Path.GetFileName(recordPath)],
        };
    }

    private StatedPixelSize PixelSizeOf(InputImage input, FlatImageSlide slide)
    {
        if (_request.MicronsPerPixel is { } given) return new StatedPixelSize(given, "--mpp");
        if (slide.PixelSize is { } stated) return stated;
        Say(() => _session.Warn($"{input.Path}: the file states no pixel size; taken as {Figures.Text(DefaultMicronsPerPixel, "0.##")} µm (--mpp X says otherwise)"));
        return new StatedPixelSize(DefaultMicronsPerPixel, "default");
    }

    private RunRecord RecordFor(InputImage input, NucleiResult result, StatedPixelSize pixelSize, TileLayout? tiles, IReadOnlyList<int> counts, StageTimes times, List<string> files) => new()
    {
        ProgramVersion = ProgramVersion.Text, ModelName = _model.Name, ModelSha256 = _model.Sha256, InputPath = input.Path, InputSha256 = result.InputSha256!,
        Width = result.Width, Height = result.Height, PixelSize = pixelSize,
        Tiles = tiles is null ? null : new TileGrid(Math.Max(tiles.TileWidth, tiles.TileHeight), tiles.ContextPx, WindowGrid.CorePx, tiles.Columns, tiles.Rows),
        Options = [.. _request.Stated, new("threads", Figures.Text(_request.Threads, "0"))],
        Scheme = _model.Scheme, CountsPerClass = counts, StageSeconds = [.. times.Stages, new("total", times.Total)], Files = files,
    };

    private static void Forget(string recordPath)
    {
        try
        {
            File.Delete(recordPath);
        }
        catch (DirectoryNotFoundException)
        {
            // The folder was taken away meanwhile; it is made anew by the first file written.
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UnwritableOutputException($"{recordPath}: the old result cannot be replaced ({ErrorReport.OneLine(fault)}); choose another folder with -o", fault);
        }
    }

    /// <summary>Says something between two drawings of the progress line.</summary>
    private void Say(Action say)
    {
        _progress.Clear();
        say();
    }

    private sealed class TileReport(Action<SegmentationProgress> report) : IProgress<SegmentationProgress>
    {
        public void Report(SegmentationProgress value) => report(value);
    }
}
