using System.Globalization;
using Karyon.Learning.Training.Augmentation;
using Karyon.Learning.Training.Sampling;
using YamlDotNet.RepresentationModel;

namespace Karyon.Learning.Recipes;

/// <summary>Reads a mapping of a document; reports what does not fit and goes on with the value that stood before.</summary>
/// <param name="document">Takes the mistakes.</param>
/// <param name="mapping">The mapping; null where the document has none.</param>
/// <param name="path">Its dotted path.</param>
internal sealed class RecipeReader(RecipeDocument document, YamlMappingNode? mapping, string path) : IRecipeSection
{
    private readonly List<string> _keys = [];

    public string Text(string key, string value) => Scalar(key, "a text") is { } node ? node.Value ?? "" : value;

    public string Choice(string key, string value, IReadOnlyList<string> choices)
    {
        if (Scalar(key, "a text") is not { } node) return value;
        if (choices.Contains(node.Value)) return node.Value!;
        document.Report(node, PathOf(key), $"'{node.Value}' is not known here; choose {string.Join(", ", choices.Where(choice => choice.Length > 0))}");
        return value;
    }

    public double Number(string key, double value, double low, double high) => Scalar(key, "a number") is { } node ? ToNumber(node, PathOf(key), value, low, high) : value;

    public long Integer(string key, long value, long low, long high) => Scalar(key, "a whole number") is { } node ? ToInteger(node, PathOf(key), value, low, high) : value;

    public ulong Seed(string key, ulong value)
    {
        if (Scalar(key, "a whole number") is not { } node) return value;
        if (ulong.TryParse(node.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seed)) return seed;
        document.Report(node, PathOf(key), $"'{node.Value}' is no whole number from 0 to {ulong.MaxValue}");
        return value;
    }

    public bool Flag(string key, bool value)
    {
        if (Scalar(key, "true or false") is not { } node) return value;
        if (node.Value is "true" or "false") return node.Value == "true";
        document.Report(node, PathOf(key), $"'{node.Value}' is neither true nor false");
        return value;
    }

    public string File(string key, string value) => Located(key, value, "file", System.IO.File.Exists);

    public string Folder(string key, string value) => Located(key, value, "folder", Directory.Exists);

    public ValueList<string> Texts(string key, ValueList<string> value)
    {
        if (List(key) is not { } list) return value;
        var texts = new List<string>();
        for (var i = 0; i < list.Children.Count; i++)
        {
            if (list.Children[i] is YamlScalarNode scalar) texts.Add(scalar.Value ?? "");
            else document.Report(list.Children[i], $"{PathOf(key)}.{i}", "a text is needed");
        }
        return [.. texts];
    }

    public ValueList<int> Integers(string key, ValueList<int> value, int count, int low, int high)
    {
        if (List(key) is not { } list) return value;
        if (list.Children.Count != count) document.Report(list, PathOf(key), $"{count} whole numbers are needed, not {list.Children.Count}");
        var numbers = new List<int>();
        for (var i = 0; i < list.Children.Count; i++) numbers.Add((int)ToInteger(list.Children[i], $"{PathOf(key)}.{i}", low, low, high));
        return numbers.Count == count ? [.. numbers] : value;
    }

    public ValueRange? Range(string key, ValueRange? value, double low, double high)
    {
        if (List(key) is not { } list) return value;
        if (list.Children.Count != 2)
        {
            document.Report(list, PathOf(key), "two numbers are needed, as in [0.8, 1.25]");
            return value;
        }
        var range = new ValueRange(ToNumber(list.Children[0], $"{PathOf(key)}.0", low, low, high), ToNumber(list.Children[1], $"{PathOf(key)}.1", high, low, high));
        if (range.Low > range.High) document.Report(list, PathOf(key), $"{range.Low} is above {range.High}; the lesser comes first");
        return range;
    }

    public Jitter Jitter(string key, Jitter value, double low, double high)
    {
        if (Find(key) is YamlScalarNode { Value: "off" }) return default;
        return Section(key, value, (inner, jitter) =>
        {
            // A property that was off has no range to fall back on.
            jitter = new Jitter(inner.Number("probability", jitter.Probability, 0, 1), inner.Number("low", jitter.Low, low, high), inner.Number("high", jitter.High, low, high));
            inner.Require(jitter.Low <= jitter.High, "low", $"{jitter.Low} is above high, {jitter.High}");
            inner.Require(jitter.Probability == 0 || (jitter.Low >= low && jitter.High <= high), "probability", $"low and high are needed, from {low} to {high}");
            return jitter;
        });
    }

    public T Section<T>(string key, T value, Func<IRecipeSection, T, T> walk)
    {
        var node = Find(key);
        if (node is not (null or YamlMappingNode or YamlScalarNode { Value: null or "" })) Wrong(node, key, "keys inside");
        return Walk(document, node as YamlMappingNode, PathOf(key), value, walk);
    }

    public ValueList<T> Sections<T>(string key, ValueList<T> value, T fresh, Func<IRecipeSection, T, T> walk)
    {
        if (List(key) is not { } list) return value;
        var items = new List<T>();
        for (var i = 0; i < list.Children.Count; i++)
        {
            var itemPath = $"{PathOf(key)}.{i}";
            if (list.Children[i] is YamlMappingNode inner) items.Add(Walk(document, inner, itemPath, fresh, walk));
            else document.Report(list.Children[i], itemPath, "keys are needed inside, as in '- {kind: folder, path: ...}'");
        }
        return [.. items];
    }

    public void Require(bool holds, string key, string message)
    {
        if (!holds) document.Report(Find(key) ?? (YamlNode?)mapping ?? new YamlScalarNode(), PathOf(key), message);
    }

    /// <summary>Walks a mapping and reports keys that nobody asked for.</summary>
    public static T Walk<T>(RecipeDocument document, YamlMappingNode? mapping, string path, T value, Func<IRecipeSection, T, T> walk)
    {
        var reader = new RecipeReader(document, mapping, path);
        var result = walk(reader, value);
        foreach (var key in mapping?.Children.Keys ?? [])
        {
            var name = (key as YamlScalarNode)?.Value;
            if (name is null || !reader._keys.Contains(name))
                document.Report(key, path, $"there is no key '{name ?? key.ToString()}' here; there are {string.Join(", ", reader._keys)}");
        }
        return result;
    }

    private string PathOf(string key) => path.Length == 0 ? key : $"{path}.{key}";

    private YamlNode? Find(string key)
    {
        if (!_keys.Contains(key)) _keys.Add(key);
        return mapping is not null && mapping.Children.TryGetValue(new YamlScalarNode(key), out var node) ? node : null;
    }

    private YamlScalarNode? Scalar(string key, string what)
    {
        var node = Find(key);
        if (node is not (null or YamlScalarNode)) Wrong(node, key, what);
        return node as YamlScalarNode;
    }

    private YamlSequenceNode? List(string key)
    {
        var node = Find(key);
        if (node is not (null or YamlSequenceNode)) Wrong(node, key, "a list, as in [a, b],");
        return node as YamlSequenceNode;
    }

    private void Wrong(YamlNode node, string key, string what) => document.Report(node, PathOf(key), what.StartsWith("keys", StringComparison.Ordinal)
        ? "keys are needed inside"
        : $"{what} is needed here");

    private double ToNumber(YamlNode node, string at, double value, double low, double high)
    {
        var text = (node as YamlScalarNode)?.Value;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
            document.Report(node, at, $"'{text}' is no number");
        else if (number < low || number > high)
            document.Report(node, at, $"{text} is out of range; {low} to {high} is possible");
        else return number;
        return value;
    }

    private long ToInteger(YamlNode node, string at, long value, long low, long high)
    {
        var text = (node as YamlScalarNode)?.Value;
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            document.Report(node, at, $"'{text}' is no whole number");
        else if (number < low || number > high)
            document.Report(node, at, $"{text} is out of range; {low} to {high} is possible");
        else return number;
        return value;
    }

    private string Located(string key, string value, string what, Func<string, bool> exists)
    {
        if (Scalar(key, "a path") is not { } node) return value;
        if (string.IsNullOrEmpty(node.Value)) return "";
        var full = Path.GetFullPath(Path.Combine(document.Folder, node.Value));
        if (document.CheckFiles && !exists(full)) document.Report(node, PathOf(key), $"there is no {what} {full}");
        return full;
    }
}
