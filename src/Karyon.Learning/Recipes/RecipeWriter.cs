using System.Globalization;
using System.Text;
using System.Text.Json;
using Karyon.Learning.Training.Augmentation;
using Karyon.Learning.Training.Sampling;

namespace Karyon.Learning.Recipes;

/// <summary>Writes a recipe down in full, every key with its value.</summary>
/// <param name="text">Takes the lines.</param>
/// <param name="indent">What stands before each.</param>
/// <param name="folder">What paths are relative to; null: they are written in full.</param>
internal sealed class RecipeWriter(StringBuilder text, string indent, string? folder) : IRecipeSection
{
    private bool _item;

    public string Text(string key, string value) => Line(key, Quoted(value), value);

    public string Choice(string key, string value, IReadOnlyList<string> choices) => Line(key, Quoted(value), value);

    public double Number(string key, double value, double low, double high) => Line(key, Plain(value), value);

    public long Integer(string key, long value, long low, long high) => Line(key, value.ToString(CultureInfo.InvariantCulture), value);

    public ulong Seed(string key, ulong value) => Line(key, value.ToString(CultureInfo.InvariantCulture), value);

    public bool Flag(string key, bool value) => Line(key, value ? "true" : "false", value);

    public string File(string key, string value) => Line(key, Quoted(Located(value)), value);

    public string Folder(string key, string value) => Line(key, Quoted(Located(value)), value);

    public ValueList<string> Texts(string key, ValueList<string> value) => Line(key, $"[{string.Join(", ", value.Select(Quoted))}]", value);

    public ValueList<int> Integers(string key, ValueList<int> value, int count, int low, int high) => Line(key, value.ToString(), value);

    public ValueRange? Range(string key, ValueRange? value, double low, double high) =>
        value is { } range ? Line(key, $"[{Plain(range.Low)}, {Plain(range.High)}]", value) : null;

    public Jitter Jitter(string key, Jitter value, double low, double high) =>
        Line(key, value == default ? "off" : $"{{probability: {Plain(value.Probability)}, low: {Plain(value.Low)}, high: {Plain(value.High)}}}", value);

    public T Section<T>(string key, T value, Func<IRecipeSection, T, T> walk)
    {
        Line(key, "", 0);
        return walk(new RecipeWriter(text, indent + "  ", folder), value);
    }

    public ValueList<T> Sections<T>(string key, ValueList<T> value, T fresh, Func<IRecipeSection, T, T> walk)
    {
        Line(key, value.Count == 0 ? "[]" : "", 0);
        foreach (var item in value) walk(new RecipeWriter(text, indent + "    ", folder) { _item = true }, item);
        return value;
    }

    public void Require(bool holds, string key, string message) { }

    private T Line<T>(string key, string written, T value)
    {
        text.Append(_item ? indent[..^2] + "- " : indent).Append(key).Append(written.Length == 0 ? ":" : ": ").Append(written).Append('\n');
        _item = false;
        return value;
    }

    /// <summary>A path as it is written: with forward slashes where it is relative, which every system reads.</summary>
    private string Located(string path)
    {
        if (folder is null || path.Length == 0) return path;
        var relative = Path.GetRelativePath(folder, path);
        return Path.IsPathRooted(relative) ? relative : relative.Replace(Path.DirectorySeparatorChar, '/');
    }

    private static string Plain(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Quoted as in JSON, which YAML reads alike.</summary>
    private static string Quoted(string value) => JsonSerializer.Serialize(value);
}
