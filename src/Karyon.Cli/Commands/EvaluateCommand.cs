using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Karyon.Cli.Console;
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
    private readonly Argument<string?> _predictions = new("PREDICTIONS") { Description = "Folder of label images (NAME.labels.png, NAME.png, TIFF), GeoJSON or hover_net results (.json, .mat); or one label image", Arity = ArgumentArity.ZeroOrOne };
    private readonly Argument<string?> _truth = new("TRUTH") { Description = DatasetChoice.Help + "; or one label image", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _model = new("--model") { Description = "Evaluate a model instead of files: a name that 'karyon models' lists, or a file [default: the shipped one]", HelpName = "NAME|FILE" };
    private readonly Option<string?> _data = new("--data") { Description = "The data set that the model is evaluated on, as TRUTH", HelpName = "SET" };
    private readonly Option<string> _protocol = new("--protocol") { Description = "instance (Dice1, Dice2, AJI, AJI+, DQ, SQ, PQ, F1)", HelpName = "NAME", DefaultValueFactory = _ => "instance" };
    private readonly Option<bool> _perImage = new("--per-image") { Description = "Show each image's figures too" };
    private readonly Option<int> _bootstrap = new("--bootstrap") { Description = "Resamples of images for the 95 % intervals", HelpName = "N", DefaultValueFactory = _ => new InstanceEvaluationOptions().Resamples };
    private readonly Option<ulong> _seed = new("--seed") { Description = "Seed of the resamples", HelpName = "N", DefaultValueFactory = _ => new InstanceEvaluationOptions().Seed };
    private readonly Option<string> _form = new("--form") { Description = "exact, or published (with the epsilons of HoVer-Net's code)", HelpName = "FORM", DefaultValueFactory = _ => "exact" };
    private readonly Option<string> _annotation = new("--annotation") { Description = "Which form of the truth where a set has both: auto, labels or polygons", HelpName = "FORM", DefaultValueFactory = _ => "auto" };
    private readonly Option<string> _rule = new("--polygon-rule") { Description = $"How polygons become pixels: {string.Join(", ", PolygonRasterizerRule.All.Select(rule => rule.Name))}", HelpName = "RULE", DefaultValueFactory = _ => PolygonRasterizerRule.PixelCentre.Name };
    private readonly Option<string?> _split = new("--split") { Description = "Only the images of a published split: train, val or test", HelpName = "NAME" };
    private readonly Option<string?> _patients = new("--patients") { Description = "Only the images of some patients", HelpName = "LIST" };
    private readonly Option<double?> _mpp = MicronsOption.Create("Pixel size of the images that a model is evaluated on, µm [default: what data set or file says, else 0.25 with a warning]");
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
            self._predictions, self._truth, self._model, self._data, self._protocol, self._perImage, self._bootstrap, self._seed, self._form, self._annotation, self._rule, self._split, self._patients,
            self._mpp, self._threshold, self._minimumArea, self._tile,
        };
        self._compute.AddTo(command);
        command.SetAction(parsed => self.Run(open(parsed), parsed));
        return command;
    }

    private int Run(Session session, ParseResult parsed)
    {
        if (parsed.GetRequiredValue(_protocol) is not "instance" and var protocol) throw new UsageException($"--protocol {protocol}: this build knows 'instance'");
        var datasetOptions = new DatasetOptions
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
        };
        if (parsed.GetValue(_bootstrap) is < 1 and var resamples) throw new UsageException($"--bootstrap {resamples}: give 1 or more");
        var options = new InstanceEvaluationOptions
        {
            Resamples = parsed.GetValue(_bootstrap), Seed = parsed.GetValue(_seed), TruthRule = InstanceEvaluation.TruthRuleOf(datasetOptions),
            Form = parsed.GetRequiredValue(_form) switch { "exact" => MetricForm.Exact, "published" => MetricForm.Published, var other => throw new UsageException($"--form {other}: use exact or published") },
        };
        var (report, model) = parsed.GetValue(_predictions) is { } predictions
            ? (OfFiles(session, parsed, predictions, datasetOptions, options), null)
            : OfModel(session, parsed, datasetOptions, options);
        var summary = report.Summary;
        if (summary.Count == 0) throw new InvalidFileException($"{report.Dataset}: none of {report.Images.Count} images could be scored; the first: {summary.Failed.Concat(summary.Skipped).First().SkipReason}");
        if (session.Json) WriteJson(session, report, model);
        else Show(session, report, model, parsed.GetValue(_perImage));
        foreach (var failed in summary.Failed) session.Error.WriteLine($"karyon: {failed.Name}: {failed.SkipReason}");
        if (summary.Failed.Count == 0) return ExitCode.Done;
        session.Error.WriteLine($"karyon: {summary.Failed.Count} of {report.Images.Count} images could not be scored; the figures are of the other {summary.Count}");
        return ExitCode.SomeFailed;
    }

    private InstanceReport OfFiles(Session session, ParseResult parsed, string predictions, DatasetOptions datasetOptions, InstanceEvaluationOptions options)
    {
        if (parsed.GetValue(_model) is not null || parsed.GetValue(_data) is not null) throw new UsageException("give either PREDICTIONS and TRUTH, or --model and --data, not both");
        if (parsed.GetValue(_mpp) is not null || parsed.GetValue(_threshold) is not null || parsed.GetValue(_minimumArea) is not null)
            throw new UsageException("--mpp, --threshold and --min-area are of a model at work; they go with --data, not with PREDICTIONS");
        var truth = parsed.GetValue(_truth) ?? throw new UsageException("the TRUTH is missing; 'karyon evaluate PREDICTIONS TRUTH'");
        if (File.Exists(predictions) && File.Exists(truth)) return OfTwoImages(predictions, truth, options);
        var items = Items(parsed, truth, datasetOptions, out var name);
        return Evaluate(session, new PredictionFolder(predictions, datasetOptions.PolygonRule), name, items, options);
    }

    private (InstanceReport Report, ModelAtWork Model) OfModel(Session session, ParseResult parsed, DatasetOptions datasetOptions, InstanceEvaluationOptions options)
    {
        var data = parsed.GetValue(_data) ?? throw new UsageException("give PREDICTIONS and TRUTH, or --data SET (and --model) to evaluate a model");
        var threads = _compute.Threads(parsed);
        var mpp = MicronsOption.Check(parsed.GetValue(_mpp));
        var items = Items(parsed, data, datasetOptions, out var name);
        using var model = ModelStore.Load(parsed.GetValue(_model));
        using var context = ComputeOptions.Open(threads);
        var segmentation = new SegmentationOptions { TileSize = parsed.GetValue(_tile), Threshold = parsed.GetValue(_threshold), MinimumAreaPx = parsed.GetValue(_minimumArea) };
        using var segmenter = ErrorReport.Check(() => new Segmenter(context, model.Network, segmentation));
        var source = new SegmenterPredictions(model.Name, segmenter, MicronsOption.Default, mpp);
        var report = Evaluate(session, source, name, items, options);
        if (source.Assumed.Count > 0)
            session.Warn($"{source.Assumed.Count} of {items.Count} images state no pixel size ({source.Assumed[0]}{(source.Assumed.Count > 1 ? ", ..." : "")}); taken as {Figures.Text(MicronsOption.Default, "0.##")} µm (--mpp X says otherwise)");
        return (report, new ModelAtWork(model.Sha256, segmenter.Options, mpp, source.Assumed.Count));
    }

    private IReadOnlyList<DatasetItem> Items(ParseResult parsed, string data, DatasetOptions datasetOptions, out string name)
    {
        var set = DatasetChoice.Open(data, datasetOptions);
        name = set.Name;
        var split = parsed.GetValue(_split);
        var patients = parsed.GetValue(_patients)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        DatasetItem[] items = [.. set.Items.Where(item => (split is null || item.Split == split) && (patients is null || patients.Contains(item.Patient)))];
        return items.Length > 0 ? items : throw new UsageException($"{data}: no image of {set.Items.Count} is left; check --split and --patients");
    }

    private static InstanceReport Evaluate(Session session, IPredictionSource source, string name, IReadOnlyList<DatasetItem> items, InstanceEvaluationOptions options)
    {
        using var progress = new ProgressLine(session);
        var done = 0;
        return InstanceEvaluation.Run(source, name, items, options, new ImageReport(scores => progress.Report(++done, items.Count, "images", scores.Name)), session.Stop);
    }

    private static InstanceReport OfTwoImages(string predictions, string truth, InstanceEvaluationOptions options)
    {
        LabelMapPair pair = new(ImageFile.ReadLabels(truth), ImageFile.ReadLabels(predictions));
        if (pair.Truth.Width != pair.Prediction.Width || pair.Truth.Height != pair.Prediction.Height)
            throw new InvalidFileException($"{predictions}: it has {pair.Prediction.Width} x {pair.Prediction.Height} px, {truth} has {pair.Truth.Width} x {pair.Truth.Height}; they must have the same size");
        var scores = ImageScores.Of(Path.GetFileNameWithoutExtension(truth), InstanceScores.Measure(pair.Truth, pair.Prediction, options.Form));
        return new InstanceReport(predictions, truth, options, [scores], InstanceSummary.Of([scores], options.Seed, options.Resamples));
    }

    private static void Show(Session session, InstanceReport report, ModelAtWork? model, bool perImage)
    {
        if (perImage)
        {
            var images = Tables.Of("image", "#Dice1", "#Dice2", "#AJI", "#AJI+", "#DQ", "#SQ", "#PQ", "#found", "#false", "#missed");
            foreach (var image in report.Images)
                if (image.Scores is { } scores)
                    images.Add(image.Name, Share(scores.Dice1), Share(scores.Dice2), Share(scores.Aji), Share(scores.AjiPlus), Share(scores.DetectionQuality), Share(scores.SegmentationQuality),
                        Share(scores.PanopticQuality), Figures.Count(scores.TruePositives), Figures.Count(scores.FalsePositives), Figures.Count(scores.FalseNegatives));
            session.Show(images);
        }
        var table = Tables.Of("figure", "#mean", "#95 % from", "#to", "#n");
        foreach (var (name, estimate) in report.Figures)
            table.Add(name, Share(estimate.Value), Share(estimate.Interval95.Low), Share(estimate.Interval95.High), Figures.Count(report.Summary.Count));
        session.Show(table);
        session.Output.WriteLine($"{report.Predictions} against {report.Dataset} ({report.Options.TruthRule}), means over {report.Summary.Count} of {report.Images.Count} images; F1: all nuclei pooled; {report.Options.Resamples} resamples, seed {report.Options.Seed}");
        if (model is not null)
            session.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"threshold {model.Options.Threshold}, least area {model.Options.MinimumAreaPx} px, pixel size {(model.MicronsPerPixel is { } size ? $"{size} µm" : "as stated")}"));
        foreach (var skipped in report.Summary.Skipped) session.Output.WriteLine($"skipped {skipped.Name}: {skipped.SkipReason}");
    }

    private static string Share(double figure) => figure.ToString("0.0000", CultureInfo.InvariantCulture);

    private static void WriteJson(Session session, InstanceReport report, ModelAtWork? model) => JsonOutput.Write(session, "karyon.evaluate/1", json =>
    {
        json.WriteString("protocol", "instance");
        json.WriteString("predictions", report.Predictions);
        json.WriteString("truth", report.Dataset);
        json.WriteString("truth_rule", report.Options.TruthRule);
        json.WriteString("form", report.Options.Form == MetricForm.Exact ? "exact" : "published");
        json.WriteNumber("resamples", report.Options.Resamples);
        json.WriteNumber("seed", report.Options.Seed);
        if (model is not null) WriteModel(json, report.Predictions, model);
        json.WriteNumber("n", report.Summary.Count);
        json.WriteNumber("n_skipped", report.Summary.Skipped.Count);
        json.WriteNumber("n_failed", report.Summary.Failed.Count);
        json.WriteStartObject("figures");
        foreach (var (name, estimate) in report.Figures)
        {
            json.WriteStartObject(Key(name));
            json.WriteFigure("mean", estimate.Value, 9);
            json.WriteFigure("low_95", estimate.Interval95.Low, 9);
            json.WriteFigure("high_95", estimate.Interval95.High, 9);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteStartArray("images");
        foreach (var image in report.Images)
        {
            json.WriteStartObject();
            json.WriteString("name", image.Name);
            if (image.Scores is { } scores)
            {
                json.WriteFigure("dice1", scores.Dice1, 9);
                json.WriteFigure("dice2", scores.Dice2, 9);
                json.WriteFigure("aji", scores.Aji, 9);
                json.WriteFigure("aji_plus", scores.AjiPlus, 9);
                json.WriteFigure("dq", scores.DetectionQuality, 9);
                json.WriteFigure("sq", scores.SegmentationQuality, 9);
                json.WriteFigure("pq", scores.PanopticQuality, 9);
                json.WriteNumber("true_positives", scores.TruePositives);
                json.WriteNumber("false_positives", scores.FalsePositives);
                json.WriteNumber("false_negatives", scores.FalseNegatives);
            }
            else json.WriteString(image.IsFailure ? "failed" : "skipped", image.SkipReason);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    private static void WriteModel(Utf8JsonWriter json, string name, ModelAtWork model)
    {
        json.WriteStartObject("model");
        json.WriteString("name", name);
        json.WriteString("sha256", model.Sha256);
        json.WriteNumber("threshold", model.Options.Threshold ?? model.Options.Hover.ProbabilityThreshold);
        json.WriteNumber("minimum_area_px", model.Options.MinimumAreaPx ?? model.Options.Hover.MinimumArea);
        json.WriteNumber("tile_px", model.Options.TileSize);
        if (model.MicronsPerPixel is { } size) json.WriteNumber("microns_per_pixel", size);
        else json.WriteNull("microns_per_pixel");
        json.WriteNumber("images_of_assumed_pixel_size", model.Assumed);
        json.WriteEndObject();
    }

    private static string Key(string figure) => figure.ToLowerInvariant().Replace("+", "_plus", StringComparison.Ordinal);

    /// <summary>How a model was put to work.</summary>
    /// <param name="Sha256">SHA-256 of its weight file.</param>
    /// <param name="Options">The options in force.</param>
    /// <param name="MicronsPerPixel">The pixel size that the user gave for all images, µm; null: what is stated.</param>
    /// <param name="Assumed">Number of images whose pixel size was taken to be the default.</param>
    private sealed record ModelAtWork(string Sha256, SegmentationOptions Options, double? MicronsPerPixel, int Assumed);

    private sealed record LabelMapPair(Karyon.Core.Rasters.LabelMap Truth, Karyon.Core.Rasters.LabelMap Prediction);

    private sealed class ImageReport(Action<ImageScores> report) : IProgress<ImageScores>
    {
        public void Report(ImageScores value) => report(value);
    }
}
