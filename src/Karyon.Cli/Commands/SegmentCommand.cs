using System.CommandLine;
using System.Globalization;
using Karyon.Cli.Console;
using Karyon.Cli.Inputs;
using Karyon.Cli.Segmentation;
using Karyon.Cli.Weights;
using Karyon.Data.Exports;
using Karyon.Learning.Inference;

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
        command.Options.Add(self._resume);
        command.Options.Add(self._force);
        command.SetAction(parsed => Run(open(parsed), self.Read(parsed)));
        return command;
    }

    private SegmentRequest Read(ParseResult parsed)
    {
        string model = parsed.GetValue(_model) ?? "", memory = parsed.GetRequiredValue(_memory), tta = parsed.GetRequiredValue(_tta);
        if (parsed.GetValue(_resume) && parsed.GetValue(_force)) throw new UsageException("--resume keeps existing results, --force makes them anew; give one of them");
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
            Force = parsed.GetValue(_force),
            Stated =
            [
                new("mpp", mpp?.ToString("R", CultureInfo.InvariantCulture) ?? "auto"), new("memory", memory), new("tta", tta),
            ],
        };
        foreach (var input in request.Inputs) _ = SegmentJob.RecordOf(request, input);
        return request;
    }

    private static int Run(Session session, SegmentRequest request)
    {
        SegmentJob.DemandNoClash(request);
        using var folder = new OutputFolder(request.OutputFolder);
        using var model = ModelStore.Load(request.Model);
        using var context = ComputeOptions.Open(request.Threads);
        using var segmenter = ErrorReport.Check(() => new Segmenter(context, model.Network, request.Options));
        request = request with { Stated = [.. request.Stated, new("tile", segmenter.Options.TileSize?.ToString(CultureInfo.InvariantCulture) ?? "")] };
        using var progress = new ProgressLine(session);
        var job = new SegmentJob(session, request, model, segmenter, progress);
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
