using System.Diagnostics;
using Karyon.Cli.Console;
using Karyon.Cli.Inputs;
using Karyon.Cli.Weights;
using Karyon.Data.Codecs;
using Karyon.Data.Exports;
using Karyon.Data.Slides;
using Karyon.Learning.Inference;
using Karyon.Tensors.Graph;
using Karyon.Tensors.Serialization;

namespace Karyon.Cli.Segmentation;

/// <summary>Segments images one after the other and writes their results; an image's record comes last and marks it as done.</summary>
internal sealed class SegmentJob
{
    private readonly Session _session;
    private readonly SegmentRequest _request;
    private readonly ResultFolder _results;
    private readonly ProgressLine _progress;
    private readonly LoadedModel _model;
    private readonly INucleusFinder _finder;

    /// <summary>Makes a job.</summary>
    /// <param name="session">Who is told.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="model">The model that the finder runs.</param>
    /// <param name="finder">The engine.</param>
    /// <param name="progress">The line to draw.</param>
    public SegmentJob(Session session, SegmentRequest request, LoadedModel model, INucleusFinder finder, ProgressLine progress)
    {
        (_session, _request, _model, _finder, _progress) = (session, request, model, finder, progress);
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
            Outcomes.Add(Try(_request.Inputs[i]));
        }
    }

    /// <summary>The path of an input's record.</summary>
    /// <exception cref="UsageException">Its name would leave the output folder.</exception>
    public static string RecordOf(SegmentRequest request, InputImage input) => ErrorReport.Check(() => new ResultFolder(request.OutputFolder).PathOfRecord(input.Name));

    /// <summary>
    /// Sees to it that no result of another image, or of the other way to segment (<c>--published</c> or not), is taken for an input's, or replaced by it; files
    /// of the same content are the same image.
    /// </summary>
    /// <exception cref="UsageException">An input would get the name of such a result.</exception>
    public static void DemandNoClash(SegmentRequest request)
    {
        if (request.Force) return;
        foreach (var input in request.Inputs)
        {
            if (ExistingResult.Find(request.OutputFolder, RecordOf(request, input), input) is not { } existing) continue;
            if (existing.IsPublished != request.Published)
                throw new UsageException($"{input.Path}: {Path.Combine(request.OutputFolder, input.Name)}.* was made with{(existing.IsPublished ? "" : "out")} --published; choose another folder with -o, or replace that result with --force");
            if (existing.IsOfPath(input.Path) || IsOfContent(existing, input)) continue;
            throw new UsageException($"{input.Path}: {Path.Combine(request.OutputFolder, input.Name)}.* is the result of another image ({PrintableText.Of(existing.InputPath)}); choose another folder with -o, rename the image, or replace that result with --force");
        }
    }

    private static bool IsOfContent(ExistingResult existing, InputImage input)
    {
        try
        {
            return existing.InputSha256 == FileDigest.Sha256(input.Path);
        }
        catch (InvalidFileException)
        {
            // It will fail when its turn comes, and nothing will be written for it.
            return true;
        }
    }

    private InputOutcome Try(InputImage input)
    {
        try
        {
            var existing = ExistingResult.Find(_request.OutputFolder, RecordOf(_request, input), input);
            if (existing is null) return Segment(input, null);
            if (existing.InputSha256 != FileDigest.Sha256(input.Path))
            {
                if (!_request.Force) Say(() => _session.Note($"{input.Path}: the image has changed since its result was made; it is made anew"));
                return Segment(input, existing);
            }
            // With --force it may be of the other way to segment.
            if (existing.IsPublished != _request.Published) return Segment(input, existing);
            return _request.Force || !existing.Holds(_request.Formats) ? Segment(input, null) : Kept(input, existing);
        }
        catch (Exception fault) when (ErrorReport.IsFaultOfInput(fault))
        {
            Say(() => _session.Detail(fault.ToString()));
            return new InputOutcome(input, InputState.Failed) { Error = ErrorReport.OneLine(fault) };
        }
    }

    private InputOutcome Kept(InputImage input, ExistingResult existing)
    {
        var differences = existing.Differences(_model.Sha256, _request.Stated);
        if (differences.Count > 0) Say(() => _session.Warn($"{input.Name}: kept a result that was made with {string.Join(", ", differences)}; --force makes it anew"));
        return existing.Outcome;
    }

    /// <summary>Segments an image.</summary>
    /// <param name="input">The image.</param>
    /// <param name="replaced">A result under its name that is not of what the file holds now, or of the other way to segment; or null.</param>
    private InputOutcome Segment(InputImage input, ExistingResult? replaced)
    {
        var start = Stopwatch.GetTimestamp();
        var index = Outcomes.Count;
        var slowest = Outcomes.Aggregate(StageTimes.None, (sum, outcome) => sum + outcome.Times).Slowest;
        _progress.Report(index, _request.Inputs.Count, "images", input.Name, slowest);
        using var slide = FlatImageSlide.Open(input.Path);
        var sha256 = FileDigest.Sha256(input.Path);
        var opened = Stopwatch.GetElapsedTime(start).TotalSeconds;

        var pixelSize = PixelSizeOf(input, slide);
        if (_finder.Doubt(pixelSize) is { } doubt) Say(() => _session.Warn($"{input.Path}: {doubt}"));
        var found = _finder.Find(slide, pixelSize.MicronsPerPixel,
            new TileReport(state => _progress.Report(index + (double)state.TilesDone / Math.Max(1, state.Tiles), _request.Inputs.Count, "images", input.Name, slowest)), _session.Stop);
        var result = new NucleiResult
        {
            Name = input.Name, Width = slide.Bounds.Width, Height = slide.Bounds.Height, Nuclei = found.Nuclei, Scheme = _model.Scheme,
            MicronsPerPixel = pixelSize.MicronsPerPixel, InputSha256 = sha256, MapOnly = found.MapOnly, IsPublished = found.Published is not null,
        };

        var written = Stopwatch.GetTimestamp();
        var recordPath = RecordOf(_request, input);
        // An old record would vouch for a mixture of old and new files if we were stopped between them.
        Forget(recordPath);
        // Nor may files of another content stay beside the new ones, in formats that are not written now.
        foreach (var path in replaced?.FilePaths ?? []) Forget(path);
        var files = _results.Write(result, [.. _request.Formats], slide, _request.Threads).Select(path => Path.GetFileName(path)).ToList();
        var times = new StageTimes(opened + found.Timings.Read, found.Timings.Network, found.Timings.Decode,
            Stopwatch.GetElapsedTime(written).TotalSeconds, Stopwatch.GetElapsedTime(start).TotalSeconds);
        var counts = RunRecord.Count(result);
        _results.Write(input.Name, RecordFor(input, result, pixelSize, found, counts, times, files));
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
        Say(() => _session.Warn($"{input.Path}: the file states no pixel size; taken as {Figures.Text(MicronsOption.Default, "0.##")} µm (--mpp X says otherwise)"));
        return new StatedPixelSize(MicronsOption.Default, "default");
    }

    private RunRecord RecordFor(InputImage input, NucleiResult result, StatedPixelSize pixelSize, FoundNuclei found, IReadOnlyList<int> counts, StageTimes times, List<string> files) => new()
    {
        ProgramVersion = ProgramVersion.Text, ModelName = _model.Name, ModelSha256 = _model.Sha256, InputPath = input.Path, InputSha256 = result.InputSha256!,
        InputPathFromRecord = Path.GetRelativePath(_request.OutputFolder, input.Path),
        Width = result.Width, Height = result.Height, PixelSize = pixelSize,
        Tiles = found.Tiles, Published = found.Published,
        Options = [.. _request.Stated, new("threads", Figures.Text(_request.Threads, "0"))],
        Scheme = _model.Scheme, CountsPerClass = counts, StageSeconds = [.. times.Stages, new("total", times.Total)], Files = files,
    };

    private static void Forget(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // The folder was taken away meanwhile; it is made anew by the first file written.
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UnwritableOutputException($"{path}: the old result cannot be replaced ({ErrorReport.OneLine(fault)}); choose another folder with -o", fault);
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
