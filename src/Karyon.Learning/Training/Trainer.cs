using System.Diagnostics;
using Karyon.Learning.Models;
using Karyon.Learning.Training.Sampling;
using Karyon.Tensors.Graph;
using Karyon.Tensors.Operations;
using Karyon.Tensors.Optimization;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Training;

/// <summary>What a trainer tells while it runs.</summary>
/// <param name="Step">Steps taken.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Loss">Mean loss since the last report.</param>
/// <param name="SamplesPerSecond">Rate since the last report, data included.</param>
/// <param name="Message">A line about something else (a validation, a checkpoint), or null.</param>
public sealed record TrainingReport(long Step, long Steps, double Loss, double SamplesPerSecond, string? Message);

/// <summary>Scores a network on validation data; higher is better. Called with the averaged weights, in evaluation mode.</summary>
/// <returns>Figures by name, the first of which decides what is best.</returns>
public delegate IReadOnlyList<(string Name, double Value)> Validation(HoverUNet network);

/// <summary>
/// The training loop: batches, steps, moving average, validation, checkpoints, early stop. A run that was interrupted at any moment and
/// resumed gives the same weights, bit for bit, as one that was not.
/// </summary>
/// <remarks>
/// Folder: <c>last/</c> (checkpoints), <c>best.safetensors</c> and <c>final.safetensors</c> (averaged weights), <c>metrics.csv</c>, <c>curves.svg</c>.
/// </remarks>
public sealed class Trainer
{
    private const int ReportEvery = 25;
    private readonly ComputeContext _context;
    private readonly HoverUNet _network;
    private readonly TrainerOptions _options;
    private readonly string _folder;

    /// <summary>Makes a trainer of a network that is initialised already.</summary>
    public Trainer(ComputeContext context, HoverUNet network, TrainerOptions options, string folder) =>
        (_context, _network, _options, _folder) = (context, network, options, folder);

    /// <summary>Runs from the last checkpoint in the folder, or from the start, to the end.</summary>
    /// <param name="sampler">Draws samples.</param>
    /// <param name="loss">See <see cref="TrainingStep"/>.</param>
    /// <param name="validate">Scores the averaged weights; null: no validation.</param>
    /// <param name="resume">Whether a checkpoint is taken up.</param>
    /// <param name="report">Hears of progress.</param>
    /// <param name="cancellation">Ends the run after the step in progress, with a checkpoint.</param>
    /// <returns>Where the run ended.</returns>
    public TrainingProgress Run(CropSampler sampler, Func<HoverMaps, TruthInputs, IReadOnlyList<(string Name, Value Value)>> loss, Validation? validate,
        bool resume, Action<TrainingReport>? report = null, CancellationToken cancellation = default)
    {
        _network.Train();
        using var step = new TrainingStep(_context, _network, _options.Batch, _options.Crop, loss);
        using var optimizer = _options.NewOptimizer(_context, _network);
        using var average = new ExponentialAverage(_context, _network);
        var checkpoints = Path.Combine(_folder, "last");
        var progress = (resume ? TrainingCheckpoint.Load(checkpoints, _network, average, optimizer) : null) ?? new TrainingProgress();
        var log = new MetricsLog(_folder, progress.Step);
        using var loader = new BatchLoader(sampler, _options.Batch, progress.Step, threads: 1);
        var meter = new Meter(step.TermNames);

        while (progress.Step < _options.Steps && !Stops(progress))
        {
            var rate = _options.RateOf(progress.Step) * progress.RateFactor;
            var result = step.Run(loader.Next(), optimizer, rate, _options.ClipNorm, _options.Seed + (ulong)progress.Step);
            progress = progress with { Step = progress.Step + 1 };
            average.Update(Math.Min(_options.AverageDecay, (1.0 + progress.Step) / (10.0 + progress.Step)));
            meter.Add(result.Loss, result.Terms, result.GradientNorm);
            if (progress.Step % ReportEvery == 0)
            {
                var (row, seconds) = meter.Take(progress.Step, rate);
                log.Add(row);
                report?.Invoke(new TrainingReport(progress.Step, _options.Steps, row.Values[0].Value, ReportEvery * _options.Batch / seconds, null));
            }
            if (validate is not null && (progress.Step % _options.ValidateEvery == 0 || progress.Step == _options.Steps))
                progress = Validate(validate, average, progress, log, report);
            if (progress.Step % _options.CheckpointEvery == 0 || progress.Step == _options.Steps || cancellation.IsCancellationRequested)
                TrainingCheckpoint.Save(checkpoints, _network, average, optimizer, progress);
            if (cancellation.IsCancellationRequested) break;
        }
        if (progress.Step >= _options.Steps || Stops(progress)) SaveAveraged(average, "final.safetensors", progress);
        log.Draw();
        return progress;
    }

    private bool Stops(TrainingProgress progress) => _options.StopAfter > 0 && progress.WithoutImprovement >= _options.StopAfter;

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
        progress = progress with
        {
            BestScore = better ? score : progress.BestScore,
            BestStep = better ? progress.Step : progress.BestStep,
            WithoutImprovement = waiting,
            RateFactor = reduces ? progress.RateFactor * _options.PlateauFactor : progress.RateFactor,
        };
        if (better) SaveAveraged(average, "best.safetensors", progress);
        report?.Invoke(new TrainingReport(progress.Step, _options.Steps, 0, 0,
            $"validation {string.Join(", ", figures.Select(figure => FormattableString.Invariant($"{figure.Name} {figure.Value:0.0000}")))}{(better ? " (best)" : "")}"));
        return progress;
    }

    private void SaveAveraged(ExponentialAverage average, string file, TrainingProgress progress)
    {
        var texts = new Dictionary<string, string>(_network.Description.Other, StringComparer.Ordinal) { ["step"] = progress.Step.ToString(System.Globalization.CultureInfo.InvariantCulture) };
        var description = _network.Description with { Other = texts };
        average.Swap();
        TrainingCheckpoint.Replace(Path.Combine(_folder, file), stream => NetworkFile.Save(stream, _network, description, StoredType.Float32));
        average.Swap();
    }

    /// <summary>Means between reports.</summary>
    private sealed class Meter(IReadOnlyList<string> terms)
    {
        private readonly double[] _terms = new double[terms.Count];
        private readonly Stopwatch _watch = Stopwatch.StartNew();
        private double _loss;
        private double _norm;
        private int _count;

        public void Add(double loss, float[] values, double norm)
        {
            _loss += loss;
            _norm += norm;
            for (var k = 0; k < values.Length; k++) _terms[k] += values[k];
            _count++;
        }

        public (MetricsRow Row, double Seconds) Take(long step, double rate)
        {
            var values = new List<(string, double)> { ("loss", _loss / _count) };
            for (var k = 0; k < _terms.Length; k++) values.Add((terms[k], _terms[k] / _count));
            values.Add(("gradient_norm", _norm / _count));
            values.Add(("learning_rate", rate));
            var seconds = _watch.Elapsed.TotalSeconds;
            Array.Clear(_terms);
            (_loss, _norm, _count) = (0, 0, 0);
            _watch.Restart();
            return (new MetricsRow(step, "train", values), seconds);
        }
    }
}
