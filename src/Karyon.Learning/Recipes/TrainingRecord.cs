using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Karyon.Data.Codecs;
using Karyon.Data.Exports;

namespace Karyon.Learning.Recipes;

/// <summary>
/// Provenance of a training run: <c>run.json</c>, schema <c>karyon.training/1</c>, and <c>card.md</c> for people. Written when a run begins and again
/// when it ends; a run that was killed, or that failed, says <see cref="Running"/> for ever, with what it began with.
/// </summary>
internal sealed record TrainingRecord
{
    /// <summary>State of a run that is under way.</summary>
    public const string Running = "running";

    /// <summary>State of a run that took all its steps.</summary>
    public const string Finished = "finished";

    /// <summary>State of a run that ended because validation no longer improved.</summary>
    public const string StoppedEarly = "stopped early";

    /// <summary>State of a run that the user stopped; it can go on.</summary>
    public const string Interrupted = "interrupted";

    private const string FileName = "run.json", CardName = "card.md";

    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>The form of the document.</summary>
    public string Schema { get; init; } = "karyon.training/1";

    /// <summary>Version of the program, of the last session.</summary>
    public string ProgramVersion { get; init; } = "";

    /// <summary>Name of the recipe.</summary>
    public string Recipe { get; init; } = "";

    /// <summary>The overrides (<c>key=value</c>) that went into it.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];

    /// <summary>One of the four states; empty in records of older programs.</summary>
    public string State { get; init; } = "";

    /// <summary>Why the run stopped early; null where it did not.</summary>
    public string? Reason { get; init; }

    /// <summary>Steps taken.</summary>
    public long Step { get; init; }

    /// <summary>Steps in all.</summary>
    public long Steps { get; init; }

    /// <summary>The figure that decides which weights are best.</summary>
    public string Metric { get; init; } = "";

    /// <summary>The step of the best score.</summary>
    public long BestStep { get; init; }

    /// <summary>The best score; null before the first validation.</summary>
    public double? BestScore { get; init; }

    /// <summary>Time of training and validating in all sessions, see <see cref="Training.TrainingProgress.Seconds"/>.</summary>
    public double TimeS { get; init; }

    /// <summary>Threads of the last session.</summary>
    public int Threads { get; init; }

    /// <summary>Vector width of the last session.</summary>
    public int VectorBits { get; init; }

    /// <summary>The weight files that the run read.</summary>
    public IReadOnlyList<RecordedFile> Inputs { get; init; } = [];

    /// <summary>Number of images, both of training and of validation.</summary>
    public int Images { get; init; }

    /// <summary>What identifies the images, see <see cref="Training.Sampling.TrainingSetDigest"/>; null in records of older programs.</summary>
    public string? DataSha256 { get; init; }

    /// <summary>Names of the images that samples are drawn from.</summary>
    public IReadOnlyList<string> TrainingImages { get; init; } = [];

    /// <summary>Names of the images that the network is scored on.</summary>
    public IReadOnlyList<string> ValidationImages { get; init; } = [];

    /// <summary>The weight files that the run wrote; empty while it runs.</summary>
    public IReadOnlyList<RecordedFile> Results { get; init; } = [];

    /// <summary>The record in a folder; null where there is none.</summary>
    /// <exception cref="InvalidFileException">The file is no such record.</exception>
    public static TrainingRecord? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return null;
        try
        {
            return JsonSerializer.Deserialize<TrainingRecord>(File.ReadAllBytes(path), Format);
        }
        catch (JsonException fault)
        {
            throw new InvalidFileException($"{path}: this is no record of a run ({fault.Message.ReplaceLineEndings(" ").TrimEnd('.')}); remove it to go on without knowing what the run began with", fault);
        }
    }

    /// <summary>Writes the record and the card.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="recipe">What the card says of the recipe.</param>
    /// <exception cref="UnwritableOutputException">A file cannot be written.</exception>
    public void Write(string folder, Recipe recipe)
    {
        AtomicFile.Write(Path.Combine(folder, FileName), stream =>
        {
            JsonSerializer.Serialize(stream, this, Format);
            stream.WriteByte((byte)'\n');
        });
        AtomicFile.Write(Path.Combine(folder, CardName), stream => stream.Write(Encoding.UTF8.GetBytes(Card(recipe))));
    }

    private string Card(Recipe recipe)
    {
        var card = new StringBuilder();
        void Line(FormattableString text) => card.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
        Line($"# {Recipe}\n");
        Line($"State: {State}{(Reason is null ? "" : $" ({Reason})")}. Trained {Step} of {Steps} steps of {recipe.Training.Batch} crops of {recipe.Training.Crop} px at {recipe.Model.MicronsPerPixel} µm, seed {recipe.Training.Seed}, by karyon {ProgramVersion}.");
        if (BestScore is { } score) Line($"Best {Metric} on {ValidationImages.Count} validation images: {score:0.0000} at step {BestStep}.");
        Line($"Data: {TrainingImages.Count} images to learn from and {ValidationImages.Count} to validate on, SHA-256 {DataSha256}.");
        foreach (var file in Inputs) Line($"Read: {file.File} ({file.Role}), SHA-256 {file.Sha256}.");
        foreach (var file in Results) Line($"Weights: {file.File}, SHA-256 {file.Sha256}.");
        Line($"Licence: {recipe.Model.License}. Everything else: `recipe.resolved.yaml`, `run.json`, `metrics.csv`.");
        return card.ToString();
    }
}
