using System.Text.Json;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Checkpoints.Names;

/// <summary>
/// What a published file calls the tensors of a network, where nobody says it: parts of the network and their prefixes, what may be missing or is ignored, and
/// what shapes do not tell. A JSON document; the built-in ones are embedded, a user's own corrects them.
/// </summary>
public sealed record NameMap
{
    private const string Format = "karyon.names/1", UperHoverName = "uperhover", TransformerName = "vision-transformer";
    private const long MaxBytes = 1 << 20;
    private const int MaxItems = 1000, MaxText = 1000;

    /// <summary>The network that it is for: <c>uperhover</c> or <c>vision-transformer</c>.</summary>
    public required string Network { get; init; }

    /// <summary>The parts; each tensor of the network belongs to the first whose <see cref="NamePart.Ours"/> its name begins with.</summary>
    public required IReadOnlyList<NamePart> Parts { get; init; }

    /// <summary>Tensors of ours that the file may lack; <c>*</c> stands for any characters.</summary>
    public IReadOnlyList<string> MayBeMissing { get; init; } = [];

    /// <summary>Tensors of the file that have no place.</summary>
    public IReadOnlyList<IgnoredTensors> Ignored { get; init; } = [];

    /// <summary>Attention heads; null: those of the known transformer of that width and depth.</summary>
    public int? Heads { get; init; }

    /// <summary>Blocks, from 0, whose patches the heads read; null: after each quarter of the blocks.</summary>
    public IReadOnlyList<int>? Taps { get; init; }

    /// <summary>The built-in map of UNI2-UperHover.</summary>
    public static NameMap UperHover { get; } = Embedded(UperHoverName);

    /// <summary>The built-in map of vision transformers as pytorch-image-models names them.</summary>
    public static NameMap VisionTransformer { get; } = Embedded(TransformerName);

    /// <summary>Reads a map.</summary>
    /// <exception cref="InvalidTensorFileException">It is no map; one line says what is wrong.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static NameMap Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return Read(path, stream);
    }

    private static NameMap Embedded(string name)
    {
        using var stream = typeof(NameMap).Assembly.GetManifestResourceStream($"names/{name}.json")!;
        return Read(name, stream);
    }

    private static NameMap Read(string name, Stream stream)
    {
        if (stream.Length > MaxBytes) throw new InvalidTensorFileException($"{name}: {stream.Length} bytes are no name map; they have up to {MaxBytes}");
        try
        {
            using var document = JsonDocument.Parse(stream, new JsonDocumentOptions { MaxDepth = 8, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return new Reader(name).Map(document.RootElement);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidTensorFileException($"{name}: the name map is malformed ({PrintableText.Of(fault.Message.ReplaceLineEndings(" ").TrimEnd('.'))}); docs/how-to/convert-weights.md shows one", fault);
        }
    }

    private sealed class Reader(string name)
    {
        public NameMap Map(JsonElement root)
        {
            Allow(root, "format", "network", "parts", "may_be_missing", "ignored", "heads", "taps");
            if (Text(root, "format", "") is var format && format != Format) throw Invalid($"its format is '{format}', a name map has '{Format}'");
            var network = Text(root, "network", "");
            if (network is not (UperHoverName or TransformerName)) throw Invalid($"it is for the network '{network}'; maps are for {UperHoverName} and {TransformerName}");
            var map = new NameMap
            {
                Network = network,
                Parts = [.. Items(root, "parts").Select(Part)],
                MayBeMissing = [.. Items(root, "may_be_missing").Select(item => Checked(item.GetString()))],
                Ignored = [.. Items(root, "ignored").Select(Rule)],
                Heads = root.TryGetProperty("heads", out var heads) ? Number(heads) : null,
                Taps = root.TryGetProperty("taps", out _) ? [.. Items(root, "taps").Select(Number)] : null,
            };
            return map.Parts.Count > 0 ? map : throw Invalid("it has no parts");
        }

        private NamePart Part(JsonElement item)
        {
            Allow(item, "ours", "file", "renames");
            IReadOnlyDictionary<string, string>[] renames = [.. Items(item, "renames").Select(Renames)];
            return new NamePart(Text(item, "ours", null), Text(item, "file", null), renames.Length == 0 ? [new Dictionary<string, string>(StringComparer.Ordinal)] : renames);
        }

        private IReadOnlyDictionary<string, string> Renames(JsonElement item)
        {
            var ways = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var way in item.EnumerateObject())
                if (way.Name.Length == 0 || ways.Count == MaxItems || !ways.TryAdd(Checked(way.Name), Checked(way.Value.GetString()))) throw Invalid($"'{way.Name}' is renamed twice, or is nothing");
            return ways;
        }

        private IgnoredTensors Rule(JsonElement item)
        {
            Allow(item, "names", "why");
            return new IgnoredTensors(Text(item, "names", null), Text(item, "why", "the name map says so"));
        }

        private static int Number(JsonElement item) => item.TryGetInt32(out var number) ? number : throw new FormatException("a whole number is needed");

        private string Text(JsonElement item, string key, string? otherwise) =>
            item.TryGetProperty(key, out var text) ? Checked(text.GetString()) : otherwise ?? throw Invalid($"'{key}' is missing in {item.GetRawText()[..Math.Min(60, item.GetRawText().Length)]}");

        private IEnumerable<JsonElement> Items(JsonElement item, string key)
        {
            if (!item.TryGetProperty(key, out var list)) return [];
            return list.GetArrayLength() <= MaxItems ? list.EnumerateArray() : throw Invalid($"'{key}' has more than {MaxItems} items");
        }

        private string Checked(string? text) => text is { Length: <= MaxText } && !text.Any(char.IsControl) ? text : throw Invalid($"a name is no text, or longer than {MaxText} letters");

        private void Allow(JsonElement item, params string[] keys)
        {
            foreach (var property in item.EnumerateObject())
                if (!keys.Contains(property.Name)) throw Invalid($"there is no '{property.Name}' in a name map; use {string.Join(", ", keys)}");
        }

        private InvalidTensorFileException Invalid(string what) => new($"{name}: {PrintableText.Of(what.ReplaceLineEndings(" "))}; docs/how-to/convert-weights.md shows a map");
    }
}
