using System.CommandLine;
using System.Globalization;
using Karyon.Cli.Console;
using Karyon.Cli.Inputs;
using Karyon.Cli.Segmentation;
using Karyon.Cli.Weights;
using Karyon.Data.Exports;
using Karyon.Learning.Inference;
using Karyon.Learning.Inference.Published;

namespace Karyon.Cli.Commands;

/// <summary><c>karyon segment INPUT... [-o DIR]</c>: nuclei of images, as files.</summary>
internal sealed class SegmentCommand
{
    private const string DefaultFolder = "karyon-out", DefaultFormats = "geojson,csv,overlay,labels";

    private static readonly (string Name, ResultFormat Format)[] Formats =
        [("geojson", ResultFormat.GeoJson), ("csv", ResultFormat.Csv), ("labels", ResultFormat.Labels), ("overlay", ResultFormat.Overlay), ("hovernet", ResultFormat.HoverNet)];

    private readonly Argument<string[]> _inputs = new("INPUT") { Description = "Images, folders of images (their images/ if they have one) or patterns", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string> _output = new("--output", "-o") { Description = "Folder for the results", HelpName = "DIR", DefaultValueFactory = _ => DefaultFolder };
    private readonly Option<string?> _model = new("--model") { Description = "Weights: a name that 'karyon models' lists, or a file [default: the shipped ones]", HelpName = "NAME|FILE" };
    private readonly Option<double?> _mpp = MicronsOption.Create("Pixel size, µm [default: what the file says, else 0.25 with a warning]");
    private readonly Option<string> _format = new("--format") { Description = $"Files to write: {string.Join(", ", Formats.Select(item => item.Name))}", HelpName = "LIST", DefaultValueFactory = _ => DefaultFormats };
    private readonly Option<string> _memory = new("--memory") { Description = "Bound for network, maps and decoder together, besides image and result", HelpName = "SIZE", DefaultValueFactory = _ => "2GB" };
    private readonly Option<string> _tta = new("--tta") { Description = "Show tiles to the network in several orientations: none, flips (4 runs) or d4 (8 runs)", HelpName = "none|flips|d4", DefaultValueFactory = _ => "none" };
    private readonly Option<int?> _tile = TileOption.Create();
    private readonly Option<bool> _published = new("--published") { Description = "Do as the networks' published tools do (hover_net, HoVer-UNet, UNI2-UperHoVer): their windows, joining, decoding and records; for comparisons" };
    private readonly Option<int?> _step = new("--step") { Description = $"With --published and a U-Net: pixels from one window to the next [default: {PublishedGrid.StudentStepPx}]", HelpName = "N" };
    private readonly Option<bool> _resume = new("--resume") { Description = "Keep results that are complete and go on with the rest; the default" };
    private readonly Option<bool> _force = new("--force") { Description = "Make existing results anew, also those of another image of the same name" };
    private readonly ComputeOptions _compute = new();

    private SegmentCommand() { }

    public static Command Create(Func<ParseResult, Session> open)
    {
        var self = new SegmentCommand();
        var command = new Command("segment", "Find, outline and classify the nuclei of images; results are files") { self._inputs, self._output, self._model, self._mpp, self._format };
        self._compute.AddTo(command);
        command.Options.Add(self._memory);
        command.Options.Add(self._tta);
        command.Options.Add(self._tile);
        command.Options.Add(self._published);
        command.Options.Add(self._step);
        command.Options.Add(self._resume);
        command.Options.Add(self._force);
        command.SetAction(parsed => Run(open(parsed), self.Read(parsed)));
        return command;
    }

    private SegmentRequest Read(ParseResult parsed)
    {
        string model = parsed.GetValue(_model) ?? "", memory = parsed.GetRequiredValue(_memory), tta = parsed.GetRequiredValue(_tta);
        if (parsed.GetValue(_resume) && parsed.GetValue(_force)) throw new UsageException("--resume keeps existing results, --force makes them anew; give one of them");
        var published = parsed.GetValue(_published);
        if (published) RefuseOwnRoad(parsed, tta);
        else if (parsed.GetValue(_step) is { } step) throw new UsageException($"--step {step.ToString(CultureInfo.InvariantCulture)}: windows have a step with --published only; give both or neither");
        var mpp = MicronsOption.Check(parsed.GetValue(_mpp));
        var tile = parsed.GetValue(_tile);
        var formats = ParseFormats(parsed.GetRequiredValue(_format));
        var output = parsed.GetRequiredValue(_output);
        if (output.Length == 0) throw new UsageException("-o: the folder's name is empty");
        var request = new SegmentRequest
        {
            Threads = _compute.Threads(parsed),
            Options = new SegmentationOptions { TileSize = tile, Augmentation = ParseAugmentation(tta), MemoryBytes = ByteSize.Parse("--memory", memory) },
            Inputs = InputImages.Find(parsed.GetRequiredValue(_inputs)),
            OutputFolder = output,
            Formats = formats,
            MicronsPerPixel = mpp,
            Model = model.Length == 0 ? null : model,
            Published = published,
            StepPx = parsed.GetValue(_step),
            Force = parsed.GetValue(_force),
            Stated =
            [
                new("mpp", mpp?.ToString("R", CultureInfo.InvariantCulture) ?? "auto"), new("memory", memory), new("tta", tta),
            ],
        };
        foreach (var input in request.Inputs) _ = SegmentJob.RecordOf(request, input);
        return request;
    }

    /// <summary>Refuses options that are of our own road alone.</summary>
    private void RefuseOwnRoad(ParseResult parsed, string tta)
    {
        if (parsed.GetResult(_tile) is { Implicit: false }) throw new UsageException("--tile: with --published windows have the size of the original's; leave one of them out");
        if (ParseAugmentation(tta) != TestTimeAugmentation.None) throw new UsageException($"--tta {tta}: the published tools show each window once; leave it or --published out");
    }

    private static int Run(Session session, SegmentRequest request)
    {
        SegmentJob.DemandNoClash(request);
        using var folder = new OutputFolder(request.OutputFolder);
        using var model = ModelStore.Load(request.Model);
        using var context = ComputeOptions.Open(request.Threads);
        if (!request.Published)
        {
            var segmenter = ErrorReport.Check(() => new Segmenter(context, model.Network, request.Options));
            using var own = new SeamlessFinder(segmenter);
            return Run(session, request with { Stated = [.. request.Stated, new("tile", segmenter.Options.TileSize?.ToString(CultureInfo.InvariantCulture) ?? "")] }, model, own);
        }
        var grid = ErrorReport.Check(() => PublishedGrid.For(model.Network.Description, request.StepPx));
        using var published = new PublishedFinder(new PublishedSegmenter(new NetworkPredictor(context, model.Network), grid, request.Options.MemoryBytes));
        List<KeyValuePair<string, string>> stated = [.. request.Stated.Where(option => option.Key is "mpp" or "memory"), new("published", "true"), new("step", Figures.Text(grid.StepPx, "0"))];
        return Run(session, request with { Stated = stated }, model, published);
    }

    private static int Run(Session session, SegmentRequest request, LoadedModel model, INucleusFinder finder)
    {
        using var progress = new ProgressLine(session);
        var job = new SegmentJob(session, request, model, finder, progress);
        try
        {
            job.Run();
        }
        catch (OperationCanceledException fault)
        {
            progress.Clear();
            SegmentView.Show(session, request, model, job.Outcomes);
            throw new InterruptedRunException($"interrupted; {job.Outcomes.Count} of {request.Inputs.Count} inputs are done, run the same command again to go on with the rest", fault);
        }
        progress.Clear();
        SegmentView.Show(session, request, model, job.Outcomes);
        var failed = job.Outcomes.Count(outcome => outcome.State == InputState.Failed);
        if (failed > 0 && job.Outcomes.Count > 1) session.Error.WriteLine($"karyon: {failed} of {job.Outcomes.Count} inputs failed, the others are done");
        return failed == 0 ? ExitCode.Done : failed == job.Outcomes.Count ? ExitCode.Refused : ExitCode.SomeFailed;
    }

    private static List<ResultFormat> ParseFormats(string list)
    {
        var formats = new List<ResultFormat>();
        foreach (var name in list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var index = Array.FindIndex(Formats, item => item.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (index < 0) throw new UsageException($"--format {list}: there is no format '{name}'; choose from {string.Join(", ", Formats.Select(item => item.Name))}");
            if (!formats.Contains(Formats[index].Format)) formats.Add(Formats[index].Format);
        }
        return formats.Count > 0 ? formats : throw new UsageException($"--format: name at least one of {string.Join(", ", Formats.Select(item => item.Name))}");
    }

    private static TestTimeAugmentation ParseAugmentation(string name) => name switch
    {
        "none" => TestTimeAugmentation.None,
        "flips" => TestTimeAugmentation.Flips,
        "d4" => TestTimeAugmentation.D4,
        _ => throw new UsageException($"--tta {name}: use none, flips or d4"),
    };
}
