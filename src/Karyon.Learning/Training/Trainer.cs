using System.Diagnostics;
using System.Globalization;
using Karyon.Data.Exports;
using Karyon.Learning.Checkpoints;
using Karyon.Learning.Models;
using Karyon.Learning.Training.Sampling;
using Karyon.Tensors.Graph;
using Karyon.Tensors.Operations;
using Karyon.Tensors.Optimization;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Training;

/// <summary>
/// The training loop: batches, steps, moving average, validation, checkpoints, early stop. A run that was interrupted at any moment and
/// resumed gives the same weights and the same <c>metrics.csv</c>, bit for bit, as one that was not.
/// </summary>
/// <remarks>
/// Folder: <c>last/</c> (checkpoints), <c>best.safetensors</c> and <c>final.safetensors</c> (averaged weights), <c>metrics.csv</c>, <c>curves.svg</c>,
/// <c>events.out.tfevents.*</c> (TensorBoard, one a session).
/// </remarks>
public sealed class Trainer
{
    /// <summary>File of the averaged weights of the best validation.</summary>
    public const string BestFile = "best.safetensors";

    /// <summary>File of the averaged weights at the end; where it stands, the run has ended.</summary>
    public const string FinalFile = "final.safetensors";

    /// <summary>Folder of the checkpoints.</summary>
    public const string CheckpointFolder = "last";

    private readonly ComputeContext _context;
    private readonly HoverUNet _network;
    private readonly TrainerOptions _options;
    private readonly string _folder;

    /// <summary>Makes a trainer of a network that is initialised already.</summary>
    public Trainer(ComputeContext context, HoverUNet network, TrainerOptions options, string folder) =>
        (_context, _network, _options, _folder) = (context, network, options, folder);

    /// <summary>Runs from the last checkpoint in the folder, or from the start, to the end. A run that has ended is left as it is.</summary>
    /// <param name="sampler">Draws samples.</param>
    /// <param name="loss">See <see cref="TrainingStep"/>.</param>
    /// <param name="validate">Scores the averaged weights; null: no validation.</param>
    /// <param name="resume">Whether a checkpoint is taken up.</param>
    /// <param name="report">Hears of progress.</param>
    /// <param name="cancellation">Ends the run after the step in progress, with a checkpoint.</param>
    /// <returns>Where the run ended.</returns>
    /// <exception cref="InvalidNetworkFileException">The checkpoint is damaged or of another recipe.</exception>
    /// <exception cref="UnwritableOutputException">A file cannot be written.</exception>
    public TrainingProgress Run(CropSampler sampler, Func<HoverMaps, TruthInputs, IReadOnlyList<(string Name, Value Value)>> loss, Validation? validate,
        bool resume, Action<TrainingReport>? report = null, CancellationToken cancellation = default)
    {
        if (resume && Ended(_folder, _options.Steps) is { } ended) return ended;
        _network.Train();
        using var step = new TrainingStep(_context, _network, _options.Batch, _options.Crop, loss);
        using var optimizer = _options.NewOptimizer(_context, _network);
        using var average = new ExponentialAverage(_context, _network);
        var checkpoints = Path.Combine(_folder, CheckpointFolder);
        var progress = Judged((resume ? TrainingCheckpoint.Load(checkpoints, _network, average, optimizer) : null) ?? new TrainingProgress());
        var log = new MetricsLog(_folder, progress.Step);
        using var loader = new BatchLoader(sampler, _options.Batch, progress.Step, threads: 1);
        var meter = new Meter(step.TermNames, progress.Unreported);
        var (before, start) = (progress.Seconds, Stopwatch.GetTimestamp());
        var (reported, reportStart) = (progress.Step, start);

        while (!progress.HasEnded(_options.Steps))
        {
            var rate = _options.RateOf(progress.Step) * progress.RateFactor;
            var result = step.Run(loader.Next(), optimizer, rate, _options.ClipNorm, _options.Seed + (ulong)progress.Step);
            progress = progress with { Step = progress.Step + 1 };
            average.Update(Math.Min(_options.AverageDecay, (1.0 + progress.Step) / (10.0 + progress.Step)));
            meter.Add(result.Loss, result.Terms, result.GradientNorm);
            if (progress.Step % _options.ReportEvery == 0)
            {
                var row = meter.Take(progress.Step, rate);
                log.Add(row);
                report?.Invoke(new TrainingReport(progress.Step, _options.Steps, row.Values[0].Value, (progress.Step - reported) * _options.Batch / Stopwatch.GetElapsedTime(reportStart).TotalSeconds, null));
                (reported, reportStart) = (progress.Step, Stopwatch.GetTimestamp());
            }
            if (validate is not null && (progress.Step % _options.ValidateEvery == 0 || progress.Step == _options.Steps))
                progress = Validate(validate, average, progress, log, report);
            progress = progress with { Unreported = meter.Sums, Seconds = before + Stopwatch.GetElapsedTime(start).TotalSeconds };
            if (progress.Step % _options.CheckpointEvery == 0 || progress.HasEnded(_options.Steps) || cancellation.IsCancellationRequested)
                TrainingCheckpoint.Save(checkpoints, _network, average, optimizer, progress);
            if (cancellation.IsCancellationRequested) break;
        }
        if (progress.HasEnded(_options.Steps)) SaveAveraged(average, FinalFile, progress);
        log.Draw();
        return progress;
    }

    /// <summary>Where the run of a folder ended; null where it did not, or did not come to write its last file.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="steps">Its steps.</param>
    /// <exception cref="InvalidNetworkFileException">The checkpoint is damaged.</exception>
    public static TrainingProgress? Ended(string folder, long steps) =>
        TrainingCheckpoint.ReadProgress(Path.Combine(folder, CheckpointFolder)) is { } progress && progress.HasEnded(steps) && File.Exists(Path.Combine(folder, FinalFile)) ? progress : null;

    private TrainingProgress Validate(Validation validate, ExponentialAverage average, TrainingProgress progress, MetricsLog log, Action<TrainingReport>? report)
    {
        average.Swap();
        _network.Eval();
        var figures = validate(_network);
        _network.Train();
        average.Swap();
        log.Add(new MetricsRow(progress.Step, "validation", figures));
        log.Draw();
        var score = figures[0].Value;
        var better = progress.BestScore is not { } best || score > best;
        var waiting = better ? 0 : progress.WithoutImprovement + 1;
        var reduces = _options.Schedule == ScheduleKind.Plateau && waiting > 0 && waiting % _options.PlateauPatience == 0;
        progress = Judged(progress with
        {
            BestScore = better ? score : progress.BestScore,
            BestStep = better ? progress.Step : progress.BestStep,
            WithoutImprovement = waiting,
            RateFactor = reduces ? progress.RateFactor * _options.PlateauFactor : progress.RateFactor,
        });
        if (better) SaveAveraged(average, BestFile, progress);
        Tell(report, progress, $"validation {string.Join(", ", figures.Select(figure => FormattableString.Invariant($"{figure.Name} {figure.Value:0.0000}")))}{(better ? " (best)" : "")}");
        if (progress.StopReason is { } reason) Tell(report, progress, $"stopped early: {reason}");
        return progress;
    }

    /// <summary>Writes down why a run stops early, where it does.</summary>
    private TrainingProgress Judged(TrainingProgress progress) =>
        _options.StopAfter == 0 || progress.WithoutImprovement < _options.StopAfter || progress.HasEnded(_options.Steps)
            ? progress
            : progress with { StopReason = string.Create(CultureInfo.InvariantCulture, $"no better score in {progress.WithoutImprovement} {(progress.WithoutImprovement == 1 ? "validation" : "validations")}; the best was {progress.BestScore:0.0000} at step {progress.BestStep}") };

    private void Tell(Action<TrainingReport>? report, TrainingProgress progress, string message) => report?.Invoke(new TrainingReport(progress.Step, _options.Steps, 0, 0, message));

    private void SaveAveraged(ExponentialAverage average, string file, TrainingProgress progress)
    {
        var texts = new Dictionary<string, string>(_network.Description.Other, StringComparer.Ordinal) { ["step"] = progress.Step.ToString(CultureInfo.InvariantCulture) };
        var description = _network.Description with { Other = texts };
        average.Swap();
        AtomicFile.Write(Path.Combine(_folder, file), stream => NetworkFile.Save(stream, _network, description, StoredType.Float32), flushToDisk: true);
        average.Swap();
    }
}
