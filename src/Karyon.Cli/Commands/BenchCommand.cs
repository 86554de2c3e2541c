using System.CommandLine;
using Karyon.Cli.Benchmarks;
using Karyon.Cli.Console;
using Karyon.Cli.Inputs;
using Karyon.Cli.Weights;
using Karyon.Core.Representations.Hover;
using Karyon.Learning.Models;
using Karyon.Tensors.Graph;

namespace Karyon.Cli.Commands;

/// <summary><c>karyon bench</c>: the ceiling of this machine, and what share of it each network and stage reaches.</summary>
internal sealed class BenchCommand
{
    private const int CeilingReadings = 50;
    private const long CacheBytes = 256 << 10, MemoryBytes = 256 << 20;
    private static readonly string[] Stages = ["ceiling", "network", "hog", "train", "decode", "segment"];

    /// <summary>The network whose figures other frameworks have too.</summary>
    private static readonly NetworkDescription Yardstick = Described("unet-resnet34");

    private static readonly NetworkDescription[] MeasuredNetworks = [Yardstick, Described("unet-mobilenet_v2")];

    private static readonly (NetworkDescription Description, int Batch)[] TrainedNetworks =
        [(Yardstick, 4), (new NetworkDescription { Name = "baseline", Widths = [128, 96, 64, 32, 16] }, 8)];

    private readonly Option<string> _only = new("--only") { Description = $"What to measure: {string.Join(", ", Stages)}", HelpName = "LIST", DefaultValueFactory = _ => string.Join(',', Stages) };
    private readonly Option<int> _passes = new("--passes") { Description = "Timed passes of each piece of work, with readings of the ceiling between them", HelpName = "N", DefaultValueFactory = _ => 20 };
    private readonly Option<string?> _model = new("--model") { Description = "Weights of the end-to-end figure [default: the shipped ones]", HelpName = "NAME|FILE" };
    private readonly ComputeOptions _compute = new();

    private BenchCommand() { }

    public static Command Create(Func<ParseResult, Session> open)
    {
        var self = new BenchCommand();
        var command = new Command("bench", "The ceiling of this machine, and each network's and stage's share of it, as ratios of one run") { self._only, self._passes, self._model };
        self._compute.AddTo(command);
        command.SetAction(parsed => self.Run(open(parsed), parsed));
        return command;
    }

    private int Run(Session session, ParseResult parsed)
    {
        var only = parsed.GetRequiredValue(_only).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (only.FirstOrDefault(stage => !Stages.Contains(stage)) is { } unknown) throw new UsageException($"--only {unknown}: choose from {string.Join(", ", Stages)}");
        if (parsed.GetValue(_passes) is < 1 and var wrong) throw new UsageException($"--passes {wrong}: give 1 or more");
        int threads = _compute.Threads(parsed), passes = parsed.GetValue(_passes);
        var model = parsed.GetValue(_model);
        using var progress = new ProgressLine(session);
        var ceiling = MeasureCeiling(threads);
        var work = Plan(only, threads, passes, model, session).ToList();
        var readings = new List<BenchReading>();
        foreach (var (name, measure) in work)
        {
            progress.Report(readings.Count, work.Count, "measurements", name);
            var reading = measure();
            readings.Add(reading);
            progress.Clear();
            session.Note($"{readings.Count} of {work.Count}: {reading.Name}, {Figures.Count(reading.Threads)} threads: best {Figures.Seconds(reading.BestSeconds)} ({Percent(reading.Share)}), median {Figures.Seconds(reading.MedianSeconds)} ({Percent(reading.MedianShare)})");
        }
        progress.Clear();
        if (session.Json) WriteJson(session, ceiling, readings);
        else Show(session, ceiling, readings);
        return ExitCode.Done;
    }

    private static IEnumerable<(string Name, Func<BenchReading> Measure)> Plan(string[] only, int threads, int passes, string? model, Session session)
    {
        int[] threadCounts = threads == 1 ? [1] : [1, threads];
        if (only.Contains("network"))
            foreach (var description in MeasuredNetworks)
                foreach (var count in threadCounts)
                    foreach (var winograd in (bool[])[false, true])
                        yield return (description.Name, () => NetworkBench.Measure(description, count, winograd, passes, session.Stop));
        if (only.Contains("hog") && threads > 1)
            foreach (var hogged in (bool[])[false, true])
            {
                var count = hogged ? threads : 1;
                yield return ("hog", () => NetworkBench.MeasureBeside(hogged, Yardstick, count, winograd: false, passes, session.Stop));
            }
        if (only.Contains("train"))
            foreach (var (description, batch) in TrainedNetworks)
                yield return ("train", () => TrainBench.Measure(description, batch, threads, passes, session.Stop));
        if (only.Contains("decode"))
            foreach (var normalization in Enum.GetValues<HvNormalization>())
                yield return ("decode", () => DecodeBench.Measure(normalization, passes, session.Stop));
        if (!only.Contains("segment")) yield break;
        if (model is null && ModelStore.DefaultName is null) session.Warn("this build has no default model; the end-to-end figure is left out (--model FILE gives one)");
        else
            foreach (var count in threadCounts)
                yield return ("segment", () => SegmentBench.Measure(model, count, passes, session.Stop));
    }

    private static NetworkDescription Described(string name) => NetworkCatalog.Entries.Single(entry => entry.Name == name).Description!;

    private static CeilingFacts MeasureCeiling(int threads)
    {
        using var context = ComputeOptions.Open(threads);
        var ceiling = new MachineCeiling(context);
        for (var i = 0; i < CeilingReadings; i++) ceiling.Read();
        return new CeilingFacts((int)context.Path, threads, ceiling.OneThread, ceiling.MedianOfOneThread, ceiling.AllThreads, ceiling.MedianOfAllThreads,
            MachineCeiling.CopyBandwidth(CacheBytes), MachineCeiling.CopyBandwidth(MemoryBytes));
    }

    private static void Show(Session session, CeilingFacts ceiling, List<BenchReading> readings)
    {
        var top = Tables.Of("ceiling", "#best", "#median");
        top.Add($"fp32, 1 thread, {ceiling.VectorBits}-bit vectors", Figures.Text(ceiling.OneThread, "0") + " GFLOP/s", Figures.Text(ceiling.MedianOfOneThread, "0") + " GFLOP/s");
        top.Add($"fp32, {ceiling.Threads} threads", Figures.Text(ceiling.AllThreads, "0") + " GFLOP/s", Figures.Text(ceiling.MedianOfAllThreads, "0") + " GFLOP/s");
        top.Add($"copy, 1 thread, {Figures.Bytes(CacheBytes)}", Figures.Text(ceiling.CacheGigabytesPerSecond, "0.0") + " GB/s", "-");
        top.Add($"copy, 1 thread, {Figures.Bytes(MemoryBytes)}", Figures.Text(ceiling.MemoryGigabytesPerSecond, "0.0") + " GB/s", "-");
        session.Show(top);
        if (readings.Count == 0) return;
        var table = Tables.Of("work", "#threads", "#best", "#median", "#of the ceiling", "#median", "#s/mm²", "remark");
        foreach (var reading in readings)
            table.Add(reading.Name, Figures.Count(reading.Threads), Figures.Seconds(reading.BestSeconds), Figures.Seconds(reading.MedianSeconds), Percent(reading.Share), Percent(reading.MedianShare),
                reading.AreaMm2 > 0 ? Figures.Text(reading.BestSeconds / reading.AreaMm2, "0.00") : "-", reading.Remark);
        session.Show(table);
        var ratios = BenchRatios.Of(readings, ceiling.VectorBits);
        if (ratios.Count > 0)
        {
            var wanted = Tables.Of("what", "#reached", "#wanted", "");
            foreach (var ratio in ratios)
                wanted.Add(ratio.Name, $"{Figures.Text(ratio.Value, "0.00")} {ratio.Unit}".TrimEnd(), $"{(ratio.AtLeast ? "at least" : "at most")} {Figures.Text(ratio.Wanted, "0.00")}", ratio.Reached ? "yes" : "no");
            session.Show(wanted);
        }
        session.Output.WriteLine("Shares: arithmetic of the direct algorithm over time, best against best, median against median; Winograd can exceed 100 %.");
    }

    private static string Percent(double share) => double.IsNaN(share) ? "-" : Figures.Text(100 * share, "0") + " %";

    private static void WriteJson(Session session, CeilingFacts ceiling, List<BenchReading> readings) => JsonOutput.Write(session, "karyon.bench/1", json =>
    {
        json.WriteStartObject("ceiling");
        json.WriteNumber("vector_bits", ceiling.VectorBits);
        json.WriteNumber("threads", ceiling.Threads);
        json.WriteFigure("one_thread_gflops", ceiling.OneThread, 2);
        json.WriteFigure("one_thread_median_gflops", ceiling.MedianOfOneThread, 2);
        json.WriteFigure("all_threads_gflops", ceiling.AllThreads, 2);
        json.WriteFigure("all_threads_median_gflops", ceiling.MedianOfAllThreads, 2);
        json.WriteFigure("copy_cache_gb_per_s", ceiling.CacheGigabytesPerSecond, 2);
        json.WriteFigure("copy_memory_gb_per_s", ceiling.MemoryGigabytesPerSecond, 2);
        json.WriteEndObject();
        json.WriteStartArray("work");
        foreach (var reading in readings)
        {
            json.WriteStartObject();
            json.WriteString("name", reading.Name);
            json.WriteNumber("threads", reading.Threads);
            json.WriteNumber("passes", reading.Passes);
            json.WriteFigure("best_s", reading.BestSeconds);
            json.WriteFigure("median_s", reading.MedianSeconds);
            json.WriteFigure("flop", reading.Flops > 0 ? reading.Flops : double.NaN, 0);
            json.WriteFigure("ceiling_gflops", reading.Ceiling, 2);
            json.WriteFigure("ceiling_median_gflops", reading.MedianCeiling, 2);
            json.WriteFigure("share_of_ceiling", reading.Share, 4);
            json.WriteFigure("median_share_of_ceiling", reading.MedianShare, 4);
            json.WriteFigure("time_s_per_mm2", reading.AreaMm2 > 0 ? reading.BestSeconds / reading.AreaMm2 : double.NaN, 4);
            json.WriteString("remark", reading.Remark);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("ratios");
        foreach (var ratio in BenchRatios.Of(readings, ceiling.VectorBits))
        {
            json.WriteStartObject();
            json.WriteString("name", ratio.Name);
            json.WriteFigure("value", ratio.Value, 4);
            json.WriteString("unit", ratio.Unit);
            json.WriteFigure(ratio.AtLeast ? "wanted_at_least" : "wanted_at_most", ratio.Wanted, 4);
            json.WriteBoolean("reached", ratio.Reached);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    private sealed record CeilingFacts(
        int VectorBits, int Threads, double OneThread, double MedianOfOneThread, double AllThreads, double MedianOfAllThreads, double CacheGigabytesPerSecond, double MemoryGigabytesPerSecond);
}
