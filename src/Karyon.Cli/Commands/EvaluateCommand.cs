using System.CommandLine;
using Karyon.Cli.Console;
using Karyon.Cli.Evaluation;
using Karyon.Cli.Inputs;
using Karyon.Cli.Weights;
using Karyon.Core.Contours;
using Karyon.Core.Metrics;
using Karyon.Data.Codecs;
using Karyon.Data.Datasets;
using Karyon.Learning.Evaluation;
using Karyon.Learning.Inference;

namespace Karyon.Cli.Commands;

/// <summary><c>karyon evaluate PREDICTIONS TRUTH</c> or <c>karyon evaluate --model M --data SET</c>: scores by protocol.</summary>
internal sealed class EvaluateCommand
{
    private readonly Argument<string?> _predictions = new("PREDICTIONS") { Description = "Folder of label images (NAME.labels.png, NAME.png, TIFF), GeoJSON, hover_net results (.json, .mat) or HoVer-UNet's (.pickle); of PanNuke or CoNIC arrays (.npy); or one label image", Arity = ArgumentArity.ZeroOrOne };
    private readonly Argument<string?> _truth = new("TRUTH") { Description = DatasetChoice.Help + "; or one label image", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _model = new("--model") { Description = "Evaluate a model instead of files: a name that 'karyon models' lists, or a file [default: the shipped one]", HelpName = "NAME|FILE" };
    private readonly Option<string?> _data = new("--data") { Description = "The data set that the model is evaluated on, as TRUTH", HelpName = "SET" };
    private readonly ProtocolChoice _choice = new();
    private readonly Option<bool> _perImage = new("--per-image") { Description = "Show each image's figures too" };
    private readonly Option<int> _bootstrap = new("--bootstrap") { Description = "Resamples of images for the 95 % intervals", HelpName = "N", DefaultValueFactory = _ => new InstanceEvaluationOptions().Resamples };
    private readonly Option<ulong> _seed = new("--seed") { Description = "Seed of the resamples", HelpName = "N", DefaultValueFactory = _ => new InstanceEvaluationOptions().Seed };
    private readonly Option<string> _annotation = new("--annotation") { Description = "Which form of the truth where a set has both: auto, labels or polygons", HelpName = "FORM", DefaultValueFactory = _ => "auto" };
    private readonly Option<string> _rule = new("--polygon-rule") { Description = $"How polygons become pixels: {string.Join(", ", PolygonRasterizerRule.All.Select(rule => rule.Name))}", HelpName = "RULE", DefaultValueFactory = _ => PolygonRasterizerRule.PixelCentre.Name };
    private readonly Option<string?> _split = new("--split") { Description = "Only the images of a published split: train, val or test", HelpName = "NAME" };
    private readonly Option<string?> _patients = new("--patients") { Description = "Only the images of some patients", HelpName = "LIST" };
    private readonly Option<double?> _mpp = MicronsOption.Create("Pixel size of the images, µm [default: what data set or file says, else 0.25 with a warning]");
    private readonly Option<double?> _threshold = new("--threshold") { Description = "Probability from which a pixel is nucleus [default: what the model says]", HelpName = "X" };
    private readonly Option<int?> _minimumArea = new("--min-area") { Description = "Drop nuclei of fewer pixels, at the model's pixel size [default: what the model says]", HelpName = "PX" };
    private readonly Option<int> _tile = TileOption.Create();
    private readonly ComputeOptions _compute = new();

    private EvaluateCommand() { }

    public static Command Create(Func<ParseResult, Session> open)
    {
        var self = new EvaluateCommand();
        var command = new Command("evaluate", "Scores of predictions, or of a model, against the truth")
        {
            self._predictions, self._truth, self._model, self._data, self._perImage, self._bootstrap, self._seed, self._annotation, self._rule, self._split, self._patients,
            self._mpp, self._threshold, self._minimumArea, self._tile,
        };
        self._choice.AddTo(command);
        self._compute.AddTo(command);
        command.SetAction(parsed => self.Run(open(parsed), parsed));
        return command;
    }

    private int Run(Session session, ParseResult parsed)
    {
        var protocol = _choice.NameOf(parsed);
        _choice.FormOf(parsed);
        if (parsed.GetValue(_bootstrap) is < 1 and var resamples) throw new UsageException($"--bootstrap {resamples}: give 1 or more");
        var datasetOptions = _choice.With(new DatasetOptions
        {
            Truth = parsed.GetRequiredValue(_annotation) switch
            {
                "auto" => TruthSource.Automatic,
                "labels" => TruthSource.LabelImages,
                "polygons" => TruthSource.Polygons,
                var other => throw new UsageException($"--annotation {other}: use auto, labels or polygons"),
            },
            Split = parsed.GetValue(_split),
            PolygonRule = ErrorReport.Check(() => PolygonRasterizerRule.Named(parsed.GetRequiredValue(_rule))),
        }, parsed, protocol);
        return parsed.GetValue(_predictions) is { } predictions
            ? OfFiles(session, parsed, protocol, predictions, datasetOptions)
            : OfModel(session, parsed, protocol, datasetOptions);
    }

    private int OfFiles(Session session, ParseResult parsed, string protocol, string predictions, DatasetOptions datasetOptions)
    {
        if (parsed.GetValue(_model) is not null || parsed.GetValue(_data) is not null) throw new UsageException("give either PREDICTIONS and TRUTH, or --model and --data, not both");
        if (parsed.GetValue(_threshold) is not null || parsed.GetValue(_minimumArea) is not null || (parsed.GetValue(_mpp) is not null && protocol is not ("type" or "consep")))
            throw new UsageException("--mpp, --threshold and --min-area are of a model at work; they go with --data, not with PREDICTIONS (but --mpp with --protocol type and consep)");
        var truth = parsed.GetValue(_truth) ?? throw new UsageException("the TRUTH is missing; 'karyon evaluate PREDICTIONS TRUTH'");
        foreach (var path in (string[])[predictions, truth])
            if (File.Exists(path)) NucleiFiles.RefuseHdf5(path);
        if (protocol == ProtocolChoice.Instance && File.Exists(predictions) && File.Exists(truth) && !ConicLabels.AreIn(truth)) return OfTwoImages(session, parsed, predictions, truth, InstanceOptions(parsed, datasetOptions));
        var set = DatasetChoice.Open(truth, datasetOptions);
        var items = Items(parsed, truth, set);
        IPredictionSource source = ArrayPredictions.Open(predictions, items) is { } arrays ? arrays
            : new PredictionFolder(predictions, datasetOptions.PolygonRule, classMaps: datasetOptions.ClassMaps, ignoreValue: datasetOptions.IgnoreValue);
        return Score(session, parsed, protocol, source, set, items, datasetOptions, static () => null);
    }

    private int OfModel(Session session, ParseResult parsed, string protocol, DatasetOptions datasetOptions)
    {
        var data = parsed.GetValue(_data) ?? throw new UsageException("give PREDICTIONS and TRUTH, or --data SET (and --model) to evaluate a model");
        var threads = _compute.Threads(parsed);
        var mpp = MicronsOption.Check(parsed.GetValue(_mpp));
        var set = DatasetChoice.Open(data, datasetOptions);
        var items = Items(parsed, data, set);
        using var model = ModelStore.Load(parsed.GetValue(_model));
        using var context = ComputeOptions.Open(threads);
        var segmentation = new SegmentationOptions { TileSize = parsed.GetValue(_tile), Threshold = parsed.GetValue(_threshold), MinimumAreaPx = parsed.GetValue(_minimumArea) };
        using var segmenter = ErrorReport.Check(() => new Segmenter(context, model.Network, segmentation));
        var source = new SegmenterPredictions(model.Name, segmenter, MicronsOption.Default, mpp, model.Scheme);
        return Score(session, parsed, protocol, source, set, items, datasetOptions, () =>
        {
            if (source.Assumed.Count > 0)
                session.Warn($"{source.Assumed.Count} of {items.Count} images state no pixel size ({source.Assumed[0]}{(source.Assumed.Count > 1 ? ", ..." : "")}); taken as {Figures.Text(MicronsOption.Default, "0.##")} µm (--mpp X says otherwise)");
            return new ModelAtWork(model.Sha256, segmenter.Options, mpp, source.Assumed.Count);
        });
    }

    /// <summary>Runs the protocol and shows its report.</summary>
    /// <param name="session">Where to.</param>
    /// <param name="parsed">The options.</param>
    /// <param name="protocol">The protocol's name.</param>
    /// <param name="source">What is evaluated.</param>
    /// <param name="set">Against what.</param>
    /// <param name="items">The images of the set that are meant.</param>
    /// <param name="datasetOptions">How the set was opened.</param>
    /// <param name="describe">Says, when all is done, how a model was put to work; null for files.</param>
    private int Score(
        Session session, ParseResult parsed, string protocol, IPredictionSource source, IDataset set, IReadOnlyList<DatasetItem> items, DatasetOptions datasetOptions, Func<ModelAtWork?> describe)
    {
        if (protocol == ProtocolChoice.Instance)
        {
            var options = InstanceOptions(parsed, datasetOptions);
            var instances = WithProgress<ImageScores, InstanceReport>(session, items.Count, scores => scores.Name, progress => InstanceEvaluation.Run(source, set.Name, items, options, progress, session.Stop));
            return Tell(session, parsed, instances, describe());
        }
        var conventions = _choice.OptionsOf(
            parsed, InstanceEvaluation.TruthRuleOf(datasetOptions), parsed.GetValue(_bootstrap), parsed.GetValue(_seed), MicronsOption.Check(parsed.GetValue(_mpp)));
        var naming = _choice.NamingOf(parsed, protocol, set);
        var report = WithProgress<ProtocolImage, ProtocolReport>(session, items.Count, image => image.Name, progress => ProtocolEvaluation.Run(
            ProtocolChoice.Create(protocol, naming.Scheme, conventions), source, set, items, naming, conventions, progress, session.Stop));
        var model = describe();
        if (report.Count == 0) throw NothingScored(report.Dataset, report.Images.Count, report.Failed.Concat(report.Skipped).First().Reason);
        if (session.Json) ProtocolView.WriteJson(session, report, model);
        else ProtocolView.Show(session, report, parsed.GetValue(_perImage));
        return TellFailed(session, [.. report.Failed.Select(image => (image.Name, image.Reason))], report.Images.Count, report.Count);
    }

    private int Tell(Session session, ParseResult parsed, InstanceReport report, ModelAtWork? model)
    {
        var summary = report.Summary;
        if (summary.Count == 0) throw NothingScored(report.Dataset, report.Images.Count, summary.Failed.Concat(summary.Skipped).First().SkipReason);
        if (session.Json) InstanceView.WriteJson(session, report, model);
        else InstanceView.Show(session, report, model, parsed.GetValue(_perImage));
        return TellFailed(session, [.. summary.Failed.Select(image => (image.Name, image.SkipReason))], report.Images.Count, summary.Count);
    }

    private static InvalidFileException NothingScored(string dataset, int images, string? first) => new($"{dataset}: none of {images} images could be scored; the first: {first}");

    private static int TellFailed(Session session, IReadOnlyList<(string Name, string? Reason)> failed, int images, int scored)
    {
        foreach (var (name, reason) in failed) session.Error.WriteLine($"karyon: {name}: {reason}");
        if (failed.Count == 0) return ExitCode.Done;
        session.Error.WriteLine($"karyon: {failed.Count} of {images} images could not be scored; the figures are of the other {scored}");
        return ExitCode.SomeFailed;
    }

    private InstanceEvaluationOptions InstanceOptions(ParseResult parsed, DatasetOptions datasetOptions) => new()
    {
        Resamples = parsed.GetValue(_bootstrap), Seed = parsed.GetValue(_seed), TruthRule = InstanceEvaluation.TruthRuleOf(datasetOptions),
        Form = _choice.FormOf(parsed), BothEmpty = _choice.BothEmptyOf(parsed) ?? EmptyImageRule.Skip,
    };

    private IReadOnlyList<DatasetItem> Items(ParseResult parsed, string data, IDataset set)
    {
        var split = parsed.GetValue(_split);
        var patients = parsed.GetValue(_patients)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        DatasetItem[] items = [.. set.Items.Where(item => (split is null || item.Split == split) && (patients is null || patients.Contains(item.Patient)))];
        return items.Length > 0 ? items : throw new UsageException($"{data}: no image of {set.Items.Count} is left; check --split and --patients");
    }

    private static TReport WithProgress<TImage, TReport>(Session session, int images, Func<TImage, string> nameOf, Func<IProgress<TImage>, TReport> run)
    {
        using var progress = new ProgressLine(session);
        var done = 0;
        return run(new ImageReport<TImage>(image => progress.Report(++done, images, "images", nameOf(image))));
    }

    private int OfTwoImages(Session session, ParseResult parsed, string predictions, string truth, InstanceEvaluationOptions options)
    {
        LabelMapPair pair = new(ImageFile.ReadLabels(truth), ImageFile.ReadLabels(predictions));
        if (pair.Truth.Width != pair.Prediction.Width || pair.Truth.Height != pair.Prediction.Height)
            throw new InvalidFileException($"{predictions}: it has {pair.Prediction.Width} x {pair.Prediction.Height} px, {truth} has {pair.Truth.Width} x {pair.Truth.Height}; they must have the same size");
        var scores = ImageScores.Of(Path.GetFileNameWithoutExtension(truth), InstanceScores.Measure(pair.Truth, pair.Prediction, options.Form), options.BothEmpty);
        return Tell(session, parsed, new InstanceReport(predictions, truth, options, [scores], InstanceSummary.Of([scores], options.Seed, options.Resamples)), null);
    }

    private sealed record LabelMapPair(Karyon.Core.Rasters.LabelMap Truth, Karyon.Core.Rasters.LabelMap Prediction);

    private sealed class ImageReport<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
