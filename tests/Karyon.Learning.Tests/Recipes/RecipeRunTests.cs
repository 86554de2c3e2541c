using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Karyon.Core.Rasters;
using Karyon.Data.Codecs.Png;
using Karyon.Data.Exports;
using Karyon.Learning.Checkpoints;
using Karyon.Learning.Models;
using Karyon.Learning.Recipes;
using Karyon.Learning.Tests.Training.Sampling;
using Karyon.Learning.Training;
using Karyon.Learning.Training.Sampling;
using Karyon.Tensors.Graph;

namespace Karyon.Learning.Tests.Recipes;

public sealed class RecipeRunTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly ComputeContext _context = new(2);

    public RecipeRunTests()
    {
        foreach (var (name, side) in (ReadOnlySpan<(string, int)>)[("a", 64), ("b", 96)])
        {
            var item = MadeItems.Grid(side, side);
            var labels = new Raster<byte>(side, side);
            for (var i = 0; i < labels.Pixels.Length; i++) labels.Pixels[i] = (byte)(item.Labels.Pixels[i] / 1000 * 10 + item.Labels.Pixels[i] % 1000);
            _folder.Write($"data/images/{name}.png", Png(stream => PngEncoder.Encode(stream, item.Image)));
            _folder.Write($"data/labels/{name}.png", Png(stream => PngEncoder.Encode(stream, labels)));
        }
        WriteStart(1);
        _folder.Write("r.yaml", """
            name: tiny
            seed: 4
            model: {widths: [8, 8, 8, 8, 8], start: start.safetensors, license: CC0}
            data: {sets: [{kind: folder, path: data, mpp: 0.25, validation: [b]}]}
            training: {steps: 4, batch: 2, crop: 32, checkpoint_every: 2}
            schedule: {warm_up_steps: 1}
            validation: {every: 2, metric: f1}
            augmentation: {preset: off}
            """u8.ToArray());
    }

    private string RunFolder => Path.Combine(_folder.Path, "run");

    public void Dispose()
    {
        _context.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_run_records_what_went_in_and_what_came_out_from_its_beginning_on()
    {
        var states = new List<string>();
        Run(report: _ => states.Add(RecordText("state") + " " + File.ReadLines(Path.Combine(RunFolder, "card.md")).Single(line => line.StartsWith("State", StringComparison.Ordinal))[..14]));
        Assert.Equal("running State: running", Assert.Single(states.Distinct()));

        var record = Record();
        Assert.Equal("finished", RecordText("state"));
        Assert.Equal("1.2.3+test", RecordText("program_version"));
        Assert.Equal(("model.start", "../start.safetensors", DigestOf("start.safetensors")), FileOf(Assert.Single(record["inputs"]!.AsArray())!));
        Assert.Equal([("best", "best.safetensors", DigestOf("run/best.safetensors")), ("final", "final.safetensors", DigestOf("run/final.safetensors"))], record["results"]!.AsArray().Select(node => FileOf(node!)));
        Assert.Equal(2, record["images"]!.GetValue<int>());
        var data = TrainingSet.Load([new TrainingSource { Path = Path.Combine(_folder.Path, "data"), MicronsPerPixel = 0.25 }]).Training;
        Assert.Equal(DigestOf([data[0]], [data[1]]), RecordText("data_sha256"));
        Assert.Contains("State: finished. Trained 4 of 4 steps", File.ReadAllText(Path.Combine(RunFolder, "card.md")), StringComparison.Ordinal);
        Assert.Contains("validation,F1", File.ReadAllText(Path.Combine(RunFolder, "metrics.csv")), StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFiles(RunFolder, "*", SearchOption.AllDirectories), path => path.EndsWith(".partial", StringComparison.Ordinal));
    }

    [Fact]
    public void Resuming_a_finished_run_changes_nothing_and_says_so()
    {
        Run();
        var files = Snapshot();
        var messages = new List<string?>();
        Assert.Equal(4, Run(resume: true, report: report => messages.Add(report.Message)).Step);
        Assert.Contains("nothing was changed", Assert.Single(messages), StringComparison.Ordinal);
        Assert.Equal(files, Snapshot());
    }

    [Fact]
    public void A_run_can_be_resumed_from_the_recipe_that_it_resolved_even_when_all_was_moved()
    {
        Interrupt();
        var moved = Path.Combine(_folder.Path, "moved");
        Directory.CreateDirectory(moved);
        foreach (var name in (string[])["data", "run"]) Directory.Move(Path.Combine(_folder.Path, name), Path.Combine(moved, name));
        File.Move(Path.Combine(_folder.Path, "start.safetensors"), Path.Combine(moved, "start.safetensors"));
        var recipe = RecipeFile.Read(Path.Combine(moved, "run", "recipe.resolved.yaml"));
        Assert.Equal(4, new RecipeRun(recipe, _context, Path.Combine(moved, "run"), "1").Run(resume: true).Step);
    }

    [Theory]
    [InlineData("training.steps=5", "training.steps: 4, the recipe now says 5")]
    [InlineData("augmentation.flips=true", "augmentation.flips: false, the recipe now says true")]
    public void Another_recipe_is_refused_before_anything_is_overwritten(string change, string message)
    {
        Interrupt();
        var files = Snapshot();
        var fault = Assert.Throws<RecipeException>(() => Run(resume: true, overrides: [change]));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
        Assert.Equal(files, Snapshot());
    }

    [Fact]
    public void Start_weights_and_data_that_were_replaced_are_refused_before_anything_is_overwritten()
    {
        Interrupt();
        var files = Snapshot();
        WriteStart(2);
        Assert.Contains("model.start is not the file", Assert.Throws<RecipeException>(() => Run(resume: true)).Message, StringComparison.Ordinal);
        WriteStart(1);
        var image = new Raster<Rgb>(64, 64);
        _folder.Write("data/images/a.png", Png(stream => PngEncoder.Encode(stream, image)));
        Assert.Contains("the data are not those", Assert.Throws<RecipeException>(() => Run(resume: true)).Message, StringComparison.Ordinal);
        Assert.Equal(files, Snapshot());
    }

    [Fact]
    public void The_time_of_sessions_adds_up()
    {
        Interrupt();
        Assert.Equal("interrupted", RecordText("state"));
        var path = Path.Combine(RunFolder, "last", "progress.json");
        var progress = JsonNode.Parse(File.ReadAllBytes(path))!;
        progress["Progress"]!["Seconds"] = 5000;
        File.WriteAllText(path, progress.ToJsonString());
        Assert.InRange(Run(resume: true).Seconds, 5000, 6000);
        Assert.InRange(Record()["time_s"]!.GetValue<double>(), 5000, 6000);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_to_is_told_in_one_line_before_any_work()
    {
        File.WriteAllText(RunFolder, "a file where a folder is wanted");
        Directory.Delete(Path.Combine(_folder.Path, "data"), recursive: true); // whoever looked at the data first would say so
        var recipe = RecipeFile.Read(Path.Combine(_folder.Path, "r.yaml"), checkFiles: false);
        var fault = Assert.Throws<UnwritableOutputException>(() => new RecipeRun(recipe, _context, Path.Combine(RunFolder, "below"), "1").Run(resume: false));
        Assert.Contains(RunFolder, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public void A_dry_run_measures_steps_and_memory_and_writes_nothing()
    {
        var report = new RecipeRun(Read(), _context, RunFolder, "1").DryRun();
        Assert.Equal((1, 1, 4), (report.TrainingImages, report.ValidationImages, report.Steps));
        Assert.True(report.SecondsPerStep > 0);
        Assert.Equal(4 * report.SecondsPerStep, report.Seconds);
        Assert.True(report.PeakBytes > report.PlanBytes && report.PlanBytes > 0, $"{report.PeakBytes} {report.PlanBytes}");
        Assert.False(Directory.Exists(RunFolder));
    }

    private Recipe Read(IReadOnlyList<string>? overrides = null) => RecipeFile.Read(Path.Combine(_folder.Path, "r.yaml"), overrides);

    private TrainingProgress Run(bool resume = false, Action<TrainingReport>? report = null, IReadOnlyList<string>? overrides = null, CancellationToken cancellation = default) =>
        new RecipeRun(Read(overrides), _context, RunFolder, "1.2.3+test").Run(resume, report, cancellation);

    private void Interrupt()
    {
        using var stop = new CancellationTokenSource();
        Assert.Equal(2, Run(report: _ => stop.Cancel(), cancellation: stop.Token).Step);
    }

    private void WriteStart(ulong seed)
    {
        using var network = new HoverUNet(new NetworkDescription { Widths = [8, 8, 8, 8, 8] });
        network.Initialize(seed);
        using var stream = File.Create(Path.Combine(_folder.Path, "start.safetensors"));
        NetworkFile.Save(stream, network);
    }

    private JsonNode Record() => JsonNode.Parse(File.ReadAllBytes(Path.Combine(RunFolder, "run.json")))!;

    private string RecordText(string key) => Record()[key]!.GetValue<string>();

    private static (string, string, string) FileOf(JsonNode node) => (node["role"]!.GetValue<string>(), node["file"]!.GetValue<string>(), node["sha256"]!.GetValue<string>());

    private string DigestOf(string relative) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(_folder.Path, relative))));

    /// <summary>The data's identity, written down as its documentation says it.</summary>
    private static string DigestOf(params IReadOnlyList<IReadOnlyList<TrainingItem>> lists)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        foreach (var items in lists)
        {
            writer.Write(items.Count);
            foreach (var item in items)
            {
                writer.Write(Encoding.UTF8.GetByteCount(item.Name));
                writer.Write(Encoding.UTF8.GetBytes(item.Name));
                writer.Write(item.MicronsPerPixel);
                writer.Write(item.Image.Width);
                writer.Write(item.Image.Height);
                foreach (var pixel in item.Image.Pixels) writer.Write([pixel.R, pixel.G, pixel.B]);
                foreach (var label in item.Labels.Pixels) writer.Write(label);
                writer.Write((byte)0);
            }
        }
        return Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray()));
    }

    private List<(string Path, string Content)> Snapshot() =>
        [.. Directory.EnumerateFiles(RunFolder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(path => (path, Convert.ToHexString(File.ReadAllBytes(path))))];

    private static byte[] Png(Action<Stream> encode)
    {
        using var stream = new MemoryStream();
        encode(stream);
        return stream.ToArray();
    }
}
