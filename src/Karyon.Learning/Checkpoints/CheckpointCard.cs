using System.Globalization;
using System.Text;
using Karyon.Learning.Models;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Checkpoints;

/// <summary>What a converted weight file says of itself: where it comes from and how images must be prepared for it.</summary>
public sealed record CheckpointCard
{
    /// <summary>Name of the weights.</summary>
    public required string Name { get; init; }

    /// <summary>The network that the names belong to, e.g. <c>mobilenet_v2</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>Where the weights come from.</summary>
    public required string Source { get; init; }

    /// <summary>SHA-256 of the file that was converted, lower-case hexadecimal.</summary>
    public required string SourceSha256 { get; init; }

    /// <summary>Licence of the weights.</summary>
    public required string License { get; init; }

    /// <summary>Pixel size of the training images, µm; null for photographs.</summary>
    public double? MicronsPerPixel { get; init; }

    /// <summary>How RGB values become the network's input, e.g. <c>RGB/127.5-1</c>.</summary>
    public required string Normalization { get; init; }

    /// <summary>How convolutions are padded, e.g. <c>TensorFlow SAME</c>.</summary>
    public required string Padding { get; init; }

    /// <summary>Number of elements of all tensors.</summary>
    public required long Elements { get; init; }

    /// <summary>Scores that the weights reach, by name, e.g. <c>MoNuSeg test PQ</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Scores { get; init; } = [];

    /// <summary>Whatever else the old file said, kept as it was.</summary>
    public IReadOnlyDictionary<string, string> Other { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The texts that stand for this card in the new file.</summary>
    public IReadOnlyDictionary<string, string> ToMetadata()
    {
        var texts = new Dictionary<string, string>(Other, StringComparer.Ordinal);
        texts.TryAdd("format", "karyon.weights/1");
        texts["name"] = Name;
        texts.TryAdd("architecture", Architecture);
        texts["source"] = Source;
        texts["source_sha256"] = SourceSha256;
        texts["license"] = License;
        texts["normalization"] = Normalization;
        texts["padding"] = Padding;
        if (MicronsPerPixel is { } size) texts["microns_per_pixel"] = size.ToString("R", CultureInfo.InvariantCulture);
        foreach (var (name, score) in Scores) texts[NetworkDescription.ScorePrefix + name] = score;
        return texts;
    }

    /// <summary>The card as a Markdown document.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {PrintableText.Of(Name)}\n\n| | |\n|---|---|\n");
        void Row(string key, string content) => text.Append(CultureInfo.InvariantCulture, $"| {Cell(key)} | {Cell(content)} |\n");
        Row("architecture", Architecture);
        Row("elements", Elements.ToString("N0", CultureInfo.InvariantCulture));
        Row("source", Source);
        Row("SHA-256 of the source", SourceSha256);
        Row("licence", License);
        if (Other.TryGetValue("classes", out var classes)) Row("classes", classes.Length == 0 ? "nucleus" : classes.Replace(",", ", ", StringComparison.Ordinal));
        Row("pixel size", MicronsPerPixel is { } size ? string.Create(CultureInfo.InvariantCulture, $"{size} µm") : "none (photographs)");
        Row("input", Normalization);
        Row("padding", Padding);
        foreach (var (name, score) in Scores) Row(name, score);
        return text.ToString();
    }

    private static string Cell(string text) => PrintableText.Of(text.ReplaceLineEndings(" ")).Replace("|", "\\|", StringComparison.Ordinal);
}
