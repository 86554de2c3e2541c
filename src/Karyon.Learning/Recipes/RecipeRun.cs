using System.Diagnostics;
using System.Text;
using Karyon.Core.Metrics;
using Karyon.Data.Codecs;
using Karyon.Data.Exports;
using Karyon.Data.Slides;
using Karyon.Learning.Checkpoints;
using Karyon.Learning.Inference;
using Karyon.Learning.Losses;
using Karyon.Learning.Models;
using Karyon.Learning.Training;
using Karyon.Learning.Training.Sampling;
using Karyon.Tensors.Graph;
using Karyon.Tensors.Operations;

namespace Karyon.Learning.Recipes;

/// <summary>
/// Carries out a recipe: loads its data, builds its network, trains it, scores it on the validation images, and leaves the resolved recipe,
/// figures, curves, checkpoints, weights, provenance and a card in a folder.
/// </summary>
/// <param name="recipe">The recipe.</param>
/// <param name="context">Threads and kernels.</param>
/// <param name="folder">Where everything goes.</param>
/// <param name="programVersion">Version of the program, for the provenance.</param>
public sealed class RecipeRun(Recipe recipe, ComputeContext context, string folder, string programVersion)
{
    private const int ValidationTile = 512;
    private const int TimedSteps = 4;

    private string ResolvedPath => Path.Combine(folder, "recipe.resolved.yaml");

    /// <summary>Trains, from the folder's last checkpoint if there is one and <paramref name="resume"/> is set. A run that has ended is left as it is.</summary>
    /// <exception cref="InvalidNetworkFileException">Start weights or checkpoint do not fit the network.</exception>
    /// <exception cref="RecipeException">The run in the folder began with another recipe, other weights or other data; nothing was changed.</exception>
    /// <exception cref="IOException">The folder holds another run and <paramref name="resume"/> is not set, or a file cannot be read or written.</exception>
    public TrainingProgress Run(bool resume, Action<TrainingReport>? report = null, CancellationToken cancellation = default)
    {
        var last = TrainingCheckpoint.ReadProgress(Path.Combine(folder, Trainer.CheckpointFolder));
        if (!resume && last is not null) throw new IOException($"{folder}: holds a run already; go on with --resume, or choose another folder with -o");
        var begun = resume ? TrainingRecord.Read(folder) : null;
        var inputs = RecordedFile.OfInputs(recipe, folder);
        if (resume) RefuseAnother(begun, inputs);
        // A run that was killed between its last weights and its record says that it runs; it goes on, to write the record.
        if (resume && begun?.State != TrainingRecord.Running && Trainer.Ended(folder, recipe.Training.Steps) is { } ended)
        {
            report?.Invoke(new TrainingReport(ended.Step, recipe.Training.Steps, 0, 0, $"this run has ended already ({ended.StopReason ?? "all its steps are taken"}); nothing was changed"));
            return ended;
        }
        // The first file also shows, before any work, whether the folder can be written to.
        if (!resume || !File.Exists(ResolvedPath)) AtomicFile.Write(ResolvedPath, stream => stream.Write(Encoding.UTF8.GetBytes(RecipeFile.Write(recipe, folder))));
        var set = LoadData();
        var record = NewRecord(set, inputs);
        if (begun?.DataSha256 is { } known && known != record.DataSha256)
            throw new RecipeException($"{folder}: the data are not those that the run there began with ({record.Images} images, SHA-256 {record.DataSha256}; recorded are {begun.Images}, {known}); put them back, or choose another folder with -o");
        Record(record, last ?? new TrainingProgress(), TrainingRecord.Running);
        using var network = BuildNetwork();
        var trainer = new Trainer(context, network, recipe.Training, folder);
        var progress = trainer.Run(NewSampler(set), Loss, set.Validation.Count == 0 ? null : trained => Score(trained, set), resume, report, cancellation);
        Record(record, progress, progress.StopReason is not null ? TrainingRecord.StoppedEarly : progress.HasEnded(recipe.Training.Steps) ? TrainingRecord.Finished : TrainingRecord.Interrupted);
        return progress;
    }

    /// <summary>Checks data and network and takes a few steps, which change nothing on disk.</summary>
    public DryRunReport DryRun()
    {
        var set = LoadData();
        using var network = BuildNetwork();
        network.Train();
        using var step = new TrainingStep(context, network, recipe.Training.Batch, recipe.Training.Crop, Loss);
        using var optimizer = recipe.Training.NewOptimizer(context, network);
        using var loader = new BatchLoader(NewSampler(set), recipe.Training.Batch);
        void Take(int number) => step.Run(loader.Next(), optimizer, recipe.Training.RateOf(number), recipe.Training.ClipNorm, recipe.Training.Seed + (ulong)number);
        Take(0);
        // Batches that were made during the first step would hide what batches cost.
        for (var i = 0; i < BatchLoader.DefaultAhead; i++) loader.Next();
        var start = Stopwatch.GetTimestamp();
        for (var i = 1; i <= TimedSteps; i++) Take(i);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds / TimedSteps;
        using var process = Process.GetCurrentProcess();
        return new DryRunReport(set.Training.Count, set.Validation.Count, TrainingSetDigest.Sha256(set), seconds, step.Bytes, process.PeakWorkingSet64, recipe.Training.Steps);
    }

    /// <summary>Refuses to go on with what would give other weights than the run in the folder.</summary>
    private void RefuseAnother(TrainingRecord? begun, IReadOnlyList<RecordedFile> inputs)
    {
        if (File.Exists(ResolvedPath) && RecipeDifference.Find(RecipeFile.Read(ResolvedPath, checkFiles: false), recipe) is { } difference)
            throw new RecipeException($"{folder}: the run there began with {difference.Key}: {difference.First}, the recipe now says {difference.Second}; resume with {ResolvedPath}, or choose another folder with -o");
        foreach (var input in inputs)
            if (begun?.Inputs.FirstOrDefault(file => file.Role == input.Role) is { } known && known.Sha256 != input.Sha256)
                throw new RecipeException($"{Path.GetFullPath(Path.Combine(folder, input.File))}: {input.Role} is not the file that the run in {folder} began with (SHA-256 {input.Sha256}, recorded is {known.Sha256}); put that one back, or choose another folder with -o");
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
            if (recipe.Model.StartWeights.Length > 0) NetworkFile.LoadWeights(network, recipe.Model.StartWeights);
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

    private TrainingRecord NewRecord(TrainingSet set, IReadOnlyList<RecordedFile> inputs) => new()
    {
        ProgramVersion = programVersion,
        Recipe = recipe.Name,
        Overrides = recipe.Overrides,
        Steps = recipe.Training.Steps,
        Metric = recipe.Metric,
        Threads = context.Threads,
        VectorBits = (int)context.Path,
        Inputs = inputs,
        Images = set.Training.Count + set.Validation.Count,
        DataSha256 = TrainingSetDigest.Sha256(set),
        TrainingImages = [.. set.Training.Select(item => item.Name)],
        ValidationImages = [.. set.Validation.Select(item => item.Name)],
    };

    private void Record(TrainingRecord record, TrainingProgress progress, string state) => (record with
    {
        State = state,
        Reason = progress.StopReason,
        Step = progress.Step,
        BestStep = progress.BestStep,
        BestScore = progress.BestScore,
        TimeS = Math.Round(progress.Seconds, 1),
        Results = state == TrainingRecord.Running ? [] : RecordedFile.OfResults(folder),
    }).Write(folder, recipe);
}
