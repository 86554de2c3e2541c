using System.Globalization;
using Karyon.Learning.Losses;
using Karyon.Learning.Models;
using Karyon.Learning.Tests.Training.Sampling;
using Karyon.Learning.Training;
using Karyon.Learning.Training.Augmentation;
using Karyon.Learning.Training.Sampling;
using Karyon.Tensors.Graph;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Tests.Training;

public sealed class TrainerTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly ComputeContext _context = new(2);

    private static TrainerOptions Small => new() { Batch = 2, Crop = 32, WarmUpSteps = 0, Schedule = ScheduleKind.Plateau, PlateauPatience = 100, CheckpointEvery = 100, Seed = 3 };

    public void Dispose()
    {
        _context.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_run_stops_when_as_many_validations_as_the_patience_were_no_better()
    {
        var options = Small with { Steps = 20, ValidateEvery = 2, StopAfter = 2 };
        var messages = new List<string>();
        // An equal score is no better one. The fifth would be, but nobody may ask for it.
        var progress = Train("a", options, Scripted(0.5, 0.6, 0.4, 0.6, 0.9), report: report => messages.Add(report.Message ?? ""));
        Assert.Equal((8, 0.6, 4, 2), (progress.Step, progress.BestScore, progress.BestStep, progress.WithoutImprovement));
        Assert.Contains("best was 0.6000 at step 4", progress.StopReason, StringComparison.Ordinal);
        Assert.Equal($"stopped early: {progress.StopReason}", messages[^1]);
        Assert.Equal(8, TrainingCheckpoint.ReadProgress(Path.Combine(_folder.Path, "a", "last"))!.Step);
        Assert.Equal("8", MetadataOf("a/final.safetensors")["step"]);
        Assert.Equal("4", MetadataOf("a/best.safetensors")["step"]);
    }

    [Fact]
    public void Resuming_a_run_that_stopped_early_ends_at_once_and_changes_nothing()
    {
        var options = Small with { Steps = 20, ValidateEvery = 1, StopAfter = 1 };
        var ended = Train("a", options, Scripted(0.5, 0.4));
        var files = Snapshot("a");
        var again = Train("a", options, Scripted(), resume: true);
        Assert.Equal((ended.Step, ended.StopReason), (again.Step, again.StopReason));
        Assert.Equal(files, Snapshot("a"));
    }

    [Fact]
    public void A_run_that_was_killed_before_its_last_file_writes_it_when_resumed()
    {
        var options = Small with { Steps = 20, ValidateEvery = 1, StopAfter = 1 };
        Train("a", options, Scripted(0.5, 0.4));
        var final = File.ReadAllBytes(PathOf("a/final.safetensors"));
        File.Delete(PathOf("a/final.safetensors"));
        Train("a", options, Scripted(), resume: true);
        Assert.Equal(final, File.ReadAllBytes(PathOf("a/final.safetensors")));
    }

    [Fact]
    public void On_a_plateau_the_rate_falls_by_the_factor_after_each_patience()
    {
        var options = Small with { Steps = 7, ValidateEvery = 1, ReportEvery = 1, LearningRate = 1e-3, PlateauFactor = 0.1, PlateauPatience = 2 };
        Train("a", options, Scripted(0.5, 0.4, 0.5, 0.3, 0.3, 0.9, 0.1));
        // Validations 3 and 5 are the second and the fourth in a row without improvement; the sixth improves.
        double[] expected = [1e-3, 1e-3, 1e-3, 1e-4, 1e-4, 1e-5, 1e-5];
        var rates = File.ReadLines(PathOf("a/metrics.csv")).Where(line => line.Contains(",learning_rate,", StringComparison.Ordinal)).Select(line => double.Parse(line.Split(',')[3], CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(expected.Length, rates.Count);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], rates[i], 1e-15);
    }

    [Fact]
    public void The_best_weights_are_the_moving_average_at_the_step_of_the_best_score()
    {
        const double Decay = 0.6;
        using var network = NewNetwork();
        var average = Copy(network);
        var bestAverage = average;
        var options = Small with { Steps = 6, ValidateEvery = 2, ReportEvery = 1, AverageDecay = Decay };
        Run("a", network, options, Scripted(0.1, 0.7, 0.3), report: report =>
        {
            if (report.Message is null) average = Averaged(average, Copy(network), Math.Min(Decay, (1.0 + report.Step) / (10.0 + report.Step)));
            if (report.Step == 4) bestAverage = average;
        });
        using var best = SafetensorsFile.Open(PathOf("a/best.safetensors"));
        Assert.Equal("4", best.Metadata["step"]);
        foreach (var (name, expected) in bestAverage)
        {
            using var stored = best.Read(name);
            for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], stored.Span[i], 1e-5f * Math.Max(1, Math.Abs(expected[i])));
        }
        // The test could not tell if nothing moved.
        Assert.Contains(bestAverage, item => item.Value.Zip(average[item.Key]).Any(pair => Math.Abs(pair.First - pair.Second) > 1e-4f));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_run_that_was_broken_off_and_resumed_gives_the_same_weights_and_figures(bool killed)
    {
        // Rows at 3, 6, ..., checkpoints at 5 and 10, validations at 4, 8 and 12: nothing coincides.
        var options = Small with { Steps = 12, ValidateEvery = 4, ReportEvery = 3, CheckpointEvery = 5, PlateauPatience = 1, PlateauFactor = 0.5 };
        var whole = Train("whole", options, Scripted(0.3, 0.2, 0.4));
        if (killed)
            Assert.Throws<InvalidOperationException>(() => Train("broken", options, Scripted(0.3))); // the second validation kills it, after step 8
        else
        {
            using var stop = new CancellationTokenSource();
            var first = Scripted(0.3, 0.2);
            var calls = 0;
            Train("broken", options, network =>
            {
                if (++calls == 2) stop.Cancel();
                return first(network);
            }, cancellation: stop.Token);
        }
        var left = TrainingCheckpoint.ReadProgress(PathOf("broken/last"))!;
        Assert.Equal((killed ? 5 : 8, 2), (left.Step, left.Unreported!.Steps));
        var resumed = Train("broken", options, killed ? Scripted(0.2, 0.4) : Scripted(0.4), resume: true);
        Assert.Equal((whole.BestScore, whole.BestStep, whole.RateFactor), (resumed.BestScore, resumed.BestStep, resumed.RateFactor));
        foreach (var file in (string[])["final.safetensors", "best.safetensors", "metrics.csv", "curves.svg"])
            Assert.Equal(File.ReadAllBytes(PathOf($"whole/{file}")), File.ReadAllBytes(PathOf($"broken/{file}")));
    }

    [Fact]
    public void A_resumed_run_leaves_out_the_same_blocks_of_a_transformer()
    {
        var options = Small with { Steps = 4, ValidateEvery = 10, ReportEvery = 1, CheckpointEvery = 2 };
        TrainingProgress Train(string name, Action<TrainingReport>? report = null, bool resume = false, CancellationToken cancellation = default)
        {
            using var network = Models.NetworkGolden.Fill(new HoverUNet(new NetworkDescription { Encoder = "mit_b0", Widths = [8, 8, 8, 8, 8] }));
            return Run(name, network, options, Scripted(0.5), resume, report, cancellation);
        }
        Train("whole");
        using var stop = new CancellationTokenSource();
        Train("broken", report => { if (report.Step == 2) stop.Cancel(); }, cancellation: stop.Token);
        Assert.True(TrainingCheckpoint.ReadProgress(PathOf("broken/last"))!.Step is 2 or 3);
        Train("broken", resume: true);
        foreach (var file in (string[])["final.safetensors", "metrics.csv"])
            Assert.Equal(File.ReadAllBytes(PathOf($"whole/{file}")), File.ReadAllBytes(PathOf($"broken/{file}")));
    }

    [Fact]
    public void Sums_of_a_checkpoint_come_back_with_the_same_bits()
    {
        using var network = NewNetwork();
        using var optimizer = Small.NewOptimizer(_context, network);
        using var average = new Karyon.Tensors.Optimization.ExponentialAverage(_context, network);
        var sums = new MeterSums(3, 1.0 / 3, double.PositiveInfinity, [Math.PI, double.Epsilon, -0.1]);
        TrainingCheckpoint.Save(_folder.Path, network, average, optimizer, new TrainingProgress { Step = 3, Unreported = sums, BestScore = double.NaN });
        var read = TrainingCheckpoint.ReadProgress(_folder.Path)!;
        Assert.Equal((sums.Steps, sums.Loss, sums.GradientNorm), (read.Unreported!.Steps, read.Unreported.Loss, read.Unreported.GradientNorm));
        Assert.Equal(sums.Terms, read.Unreported.Terms);
        Assert.Equal(double.NaN, read.BestScore);
    }

    private static HoverUNet NewNetwork()
    {
        var network = new HoverUNet(new NetworkDescription { Widths = [8, 8, 8, 8, 8] });
        network.Initialize(5);
        return network;
    }

    private TrainingProgress Train(string name, TrainerOptions options, Validation validate, bool resume = false, Action<TrainingReport>? report = null, CancellationToken cancellation = default)
    {
        using var network = NewNetwork();
        return Run(name, network, options, validate, resume, report, cancellation);
    }

    private TrainingProgress Run(string name, HoverUNet network, TrainerOptions options, Validation validate, bool resume = false, Action<TrainingReport>? report = null, CancellationToken cancellation = default) =>
        new Trainer(_context, network, options, PathOf(name)).Run(
            new CropSampler([MadeItems.Grid(96, 96)], options.Crop, 0.25, AugmentationOptions.Off, options.Seed),
            (maps, truth) => [.. new HoverNetLoss(HoverNetLossOptions.HoverNetPyTorch).Terms(maps, new HoverTruth(truth.Nuclei, truth.Hv, truth.Known)).Select(term => (term.Name, term.Weighted))],
            validate, resume, report, cancellation);

    /// <summary>A validation that gives these scores, one after the other, and fails when it is asked for more.</summary>
    private static Validation Scripted(params double[] scores)
    {
        var left = new Queue<double>(scores);
        return _ => [("Score", left.Dequeue()), ("Other", 1)];
    }

    private string PathOf(string relative) => Path.Combine(_folder.Path, relative);

    private IReadOnlyDictionary<string, string> MetadataOf(string relative)
    {
        using var file = SafetensorsFile.Open(PathOf(relative));
        return file.Metadata;
    }

    private List<(string Path, string Content)> Snapshot(string relative) =>
        [.. Directory.EnumerateFiles(PathOf(relative), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(path => (path, Convert.ToHexString(File.ReadAllBytes(path))))];

    private static Dictionary<string, float[]> Copy(HoverUNet network) =>
        network.Parameters().ToDictionary(parameter => parameter.Name, parameter => parameter.Tensor.Span.ToArray(), StringComparer.Ordinal);

    private static Dictionary<string, float[]> Averaged(Dictionary<string, float[]> average, Dictionary<string, float[]> values, double decay) =>
        average.ToDictionary(item => item.Key, item => item.Value.Zip(values[item.Key]).Select(pair => (float)(decay * pair.First + (1 - decay) * pair.Second)).ToArray(), StringComparer.Ordinal);
}
