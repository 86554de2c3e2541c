using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Karyon.Core.Metrics;
using Karyon.Data.Exports;
using Karyon.Data.Slides;
using Karyon.Learning.Inference;
using Karyon.Learning.Losses;
using Karyon.Learning.Models;
using Karyon.Learning.Training;
using Karyon.Learning.Training.Sampling;
using Karyon.Tensors.Graph;
using Karyon.Tensors.Operations;

namespace Karyon.Learning.Recipes;

/// <summary>What a dry run found.</summary>
/// <param name="TrainingImages">Images that samples are drawn from.</param>
/// <param name="ValidationImages">Images that the network is scored on.</param>
/// <param name="SecondsPerStep">Time of the second of two steps, data included.</param>
/// <param name="PlanBytes">Memory of the training plan.</param>
/// <param name="Steps">Steps of the whole run.</param>
public sealed record DryRunReport(int TrainingImages, int ValidationImages, double SecondsPerStep, long PlanBytes, long Steps)
{
    /// <summary>Predicted time of all steps, validations not counted.</summary>
    public double Seconds => SecondsPerStep * Steps;
}

/// <summary>
/// Carries out a recipe: loads its data, builds its network, trains it, scores it on the validation images, and leaves the resolved recipe,
/// figures, curves, checkpoints, weights and a card in a folder.
/// </summary>
/// <param name="recipe">The recipe.</param>
/// <param name="context">Threads and kernels.</param>
/// <param name="folder">Where everything goes.</param>
public sealed class RecipeRun(Recipe recipe, ComputeContext context, string folder)
{
    private const int ValidationTile = 512;

    /// <summary>Trains, from the folder's last checkpoint if there is one and <paramref name="resume"/> is set.</summary>
    /// <exception cref="InvalidNetworkFileException">Start weights or checkpoint do not fit the network.</exception>
    /// <exception cref="IOException">The folder holds another run and <paramref name="resume"/> is not set, or a file cannot be read or written.</exception>
    public TrainingProgress Run(bool resume, Action<TrainingReport>? report = null, CancellationToken cancellation = default)
    {
        if (!resume && File.Exists(Path.Combine(folder, "last", "progress.json")))
            throw new IOException($"{folder}: holds a run already; go on with --resume, or choose another folder with -o");
        var start = Stopwatch.GetTimestamp();
        Directory.CreateDirectory(folder);
        AtomicFile.Write(Path.Combine(folder, "recipe.resolved.yaml"), stream => stream.Write(Encoding.UTF8.GetBytes(RecipeFile.Write(recipe))));
        var set = LoadData();
        using var network = BuildNetwork();
        var trainer = new Trainer(context, network, recipe.Training, folder);
        var progress = trainer.Run(NewSampler(set), Loss, set.Validation.Count == 0 ? null : trained => Score(trained, set), resume, report, cancellation);
        WriteRecord(progress, set, Stopwatch.GetElapsedTime(start));
        return progress;
    }

    /// <summary>Checks data and network and takes two steps, which change nothing on disk.</summary>
    public DryRunReport DryRun()
    {
        var set = LoadData();
        using var network = BuildNetwork();
        network.Train();
        using var step = new TrainingStep(context, network, recipe.Training.Batch, recipe.Training.Crop, Loss);
        using var optimizer = recipe.Training.NewOptimizer(context, network);
        using var loader = new BatchLoader(NewSampler(set), recipe.Training.Batch);
        step.Run(loader.Next(), optimizer, recipe.Training.RateOf(0), recipe.Training.ClipNorm, recipe.Training.Seed);
        var start = Stopwatch.GetTimestamp();
        step.Run(loader.Next(), optimizer, recipe.Training.RateOf(1), recipe.Training.ClipNorm, recipe.Training.Seed);
        return new DryRunReport(set.Training.Count, set.Validation.Count, Stopwatch.GetElapsedTime(start).TotalSeconds, step.Bytes, recipe.Training.Steps);
    }

    private TrainingSet LoadData()
    {
        using var labeller = new PointLabeller(context);
        return TrainingSet.Load(recipe.Data, labeller: labeller);
    }

    private HoverUNet BuildNetwork()
    {
        var description = recipe.Model.Describe(recipe.Name);
        var network = new HoverUNet(description);
        try
        {
            network.Initialize(recipe.Training.Seed);
            if (recipe.Model.StartWeights.Length > 0)
            {
                using var file = Tensors.Serialization.SafetensorsFile.Open(recipe.Model.StartWeights);
                NetworkFile.Fill(network, recipe.Model.StartWeights, file, parameter => parameter.Name, strict: true);
            }
            else if (recipe.Model.EncoderWeights.Length > 0) NetworkFile.LoadEncoder(network, recipe.Model.EncoderWeights);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private CropSampler NewSampler(TrainingSet set) =>
        new(set.Training, recipe.Training.Crop, recipe.Model.MicronsPerPixel, recipe.Augmentation, recipe.Training.Seed);

    private IReadOnlyList<(string Name, Value Value)> Loss(HoverMaps maps, TruthInputs truth) =>
        [.. new HoverNetLoss(recipe.Loss).Terms(maps, new HoverTruth(truth.Nuclei, truth.Hv, truth.Known)).Select(term => (term.Name, term.Weighted))];

    private IReadOnlyList<(string Name, double Value)> Score(HoverUNet network, TrainingSet set)
    {
        using var segmenter = new Segmenter(context, network, new SegmentationOptions { TileSize = ValidationTile });
        List<InstanceScores> scores = [];
        foreach (var item in set.Validation)
        {
            using var slide = new FlatImageSlide(item.Name, item.Image, new StatedPixelSize(item.MicronsPerPixel, "data set"));
            if (InstanceScores.Measure(item.Labels, segmenter.Segment(slide, item.MicronsPerPixel).ToLabels()) is { } score) scores.Add(score);
        }
        return ValidationFigures.Of(scores, recipe.Metric);
    }

    private void WriteRecord(TrainingProgress progress, TrainingSet set, TimeSpan time)
    {
        var record = new
        {
            schema = "karyon.training/1",
            recipe = recipe.Name,
            overrides = recipe.Overrides,
            step = progress.Step,
            best_step = progress.BestStep,
            best_score = progress.BestScore,
            training_images = set.Training.Select(item => item.Name).ToArray(),
            validation_images = set.Validation.Select(item => item.Name).ToArray(),
            threads = context.Threads,
            vector_bits = (int)context.Path,
            time_s = Math.Round(time.TotalSeconds, 1),
        };
        AtomicFile.Write(Path.Combine(folder, "run.json"), stream => JsonSerializer.Serialize(stream, record, RecordOptions));
        var card = new StringBuilder();
        card.Append(CultureInfo.InvariantCulture, $"# {recipe.Name}\n\nTrained {progress.Step} of {recipe.Training.Steps} steps of {recipe.Training.Batch} crops of {recipe.Training.Crop} px at {recipe.Model.MicronsPerPixel} µm, seed {recipe.Training.Seed}.\n");
        card.Append(CultureInfo.InvariantCulture, $"Best {recipe.Metric} on {set.Validation.Count} validation images: {progress.BestScore:0.0000} at step {progress.BestStep}.\nLicence: {recipe.Model.License}. Everything else: `recipe.resolved.yaml`, `run.json`, `metrics.csv`.\n");
        AtomicFile.Write(Path.Combine(folder, "card.md"), stream => stream.Write(Encoding.UTF8.GetBytes(card.ToString())));
    }

    private static JsonSerializerOptions RecordOptions { get; } = new() { WriteIndented = true };
}
