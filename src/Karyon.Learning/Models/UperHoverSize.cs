using System.Globalization;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Models;

/// <summary>The sizes of UNI2-UperHover: backbone, the blocks that its features come from, and the heads' channels.</summary>
/// <param name="Backbone">The transformer.</param>
/// <param name="Taps">Blocks whose patches are read, from 0: for strides 4, 8, 16 and 32 of an image of 16 px patches.</param>
/// <param name="Levels">Channels that the taps are projected to.</param>
/// <param name="Hidden">Channels inside the heads.</param>
/// <param name="Classes">Classes of the semantic head, background included.</param>
public sealed record UperHoverSize(VisionTransformerSize Backbone, IReadOnlyList<int> Taps, IReadOnlyList<int> Levels, int Hidden, int Classes)
{
    /// <summary>The published one: 847,771,400 parameters.</summary>
    public static UperHoverSize Uni2H { get; } = new(VisionTransformerSize.Uni2H, [5, 11, 17, 23], [256, 512, 1024, 2048], 768, 6);

    /// <summary>Why a network of these sizes cannot be built, or is larger than any that is; null: it can.</summary>
    public string? Fault =>
        Backbone.Fault is { } fault ? fault
        : Taps.Count != 4 || Taps[0] < 0 || Taps[^1] >= Backbone.Depth || !Taps.Zip(Taps.Skip(1)).All(pair => pair.First < pair.Second) ? $"taps {string.Join(", ", Taps)} are not four blocks of {Backbone.Depth} in rising order"
        : Levels.Count != 4 || Levels.Any(level => level is < 1 or > 8192) ? $"levels of {string.Join(", ", Levels)} channels are not four of 1 to 8192"
        : Hidden is < 1 or > 4096 ? $"heads of {Hidden} channels are outside 1 to 4096"
        : Classes is < 2 or > 255 ? $"{Classes} classes, background included, are outside 2 to 255"
        : null;

    /// <summary>The texts that stand for these sizes in a weight file; the classes stand there by their names.</summary>
    public IEnumerable<KeyValuePair<string, string>> ToMetadata() =>
        [.. Backbone.ToMetadata(), new("taps", string.Join(',', Taps)), new("levels", string.Join(',', Levels)), new("head_channels", Hidden.ToString(CultureInfo.InvariantCulture))];

    /// <summary>Reads the texts of a weight file.</summary>
    /// <param name="file">The file's name, for errors.</param>
    /// <param name="texts">Its metadata.</param>
    /// <param name="classes">Classes, background included.</param>
    /// <exception cref="InvalidNetworkFileException">A text is missing or senseless.</exception>
    public static UperHoverSize FromMetadata(string file, IReadOnlyDictionary<string, string> texts, int classes)
    {
        var size = new UperHoverSize(VisionTransformerSize.FromMetadata(file, texts), NumbersOf(file, texts, "taps", 4), NumbersOf(file, texts, "levels", 4), NumbersOf(file, texts, "head_channels", 1)[0], classes);
        return size.Fault is { } fault ? throw new InvalidNetworkFileException($"{file}: {fault}; convert it again") : size;
    }

    /// <summary>As many whole numbers of 0 and more as wanted, set apart by commas.</summary>
    internal static IReadOnlyList<int> NumbersOf(string file, IReadOnlyDictionary<string, string> texts, string key, int count)
    {
        if (!texts.TryGetValue(key, out var text)) throw new InvalidNetworkFileException($"{file}: the metadata lacks '{key}'; convert it again");
        var parts = text.Split(',', count + 1);
        int[] numbers = [.. parts.Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1)];
        return numbers.Length == count && !numbers.Contains(-1)
            ? numbers
            : throw new InvalidNetworkFileException($"{file}: '{key}' is '{PrintableText.Of(text)}'; {(count == 1 ? "a whole number is" : $"{count} whole numbers are")} needed");
    }
}
