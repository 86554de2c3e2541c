using System.Globalization;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Models;

/// <summary>
/// What a weight file says of its network, so that a file alone suffices to run it: architecture, classes, pixel size. Kept as texts in
/// the metadata of a safetensors file.
/// </summary>
public sealed record NetworkDescription
{
    /// <summary>Name of the weights, e.g. <c>karyon-nuclei-1</c>.</summary>
    public string Name { get; init; } = "unnamed";

    /// <summary>The U-Net with HoVer outputs.</summary>
    public const string UNetArchitecture = "unet-hover";

    /// <summary>A vision transformer with UperNet heads and UperHover outputs.</summary>
    public const string UperHoverArchitecture = "uperhover";

    /// <summary><c>unet-hover</c>, <c>hovernet-fast</c>, <c>hovernet-original</c> or <c>uperhover</c>.</summary>
    public string Architecture { get; init; } = UNetArchitecture;

    /// <summary>A U-Net's contracting half: <c>mobilenet_v2</c>, <c>resnet34</c> or <c>mit_b0</c> to <c>mit_b3</c>.</summary>
    public string Encoder { get; init; } = "mobilenet_v2";

    /// <summary>Channels of a U-Net's five decoder blocks, coarse to fine.</summary>
    public IReadOnlyList<int> Widths { get; init; } = [128, 96, 64, 32, 16];

    /// <summary>The sizes of an UperHover network; null for others.</summary>
    public UperHoverSize? UperHover { get; init; }

    /// <summary>Names of the classes that the type branch tells apart, background not counted; empty: no type branch, one class <c>nucleus</c>.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>Pixel size that the network was trained at, µm.</summary>
    public double MicronsPerPixel { get; init; } = 0.25;

    /// <summary>Probability from which a pixel is nucleus.</summary>
    public double Threshold { get; init; } = 0.5;

    /// <summary>Nuclei of fewer pixels (at the network's pixel size) are dropped.</summary>
    public int MinimumAreaPx { get; init; } = 10;

    /// <summary>Licence of the weights.</summary>
    public string License { get; init; } = "unknown";

    /// <summary>Anything else that the file says, kept as it is.</summary>
    public IReadOnlyDictionary<string, string> Other { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What keys of scores in the metadata begin with; the rest names set and figure, e.g. <c>score.MoNuSeg test PQ</c>.</summary>
    public const string ScorePrefix = "score.";

    /// <summary>The scores that the file says the network reaches, by name, e.g. <c>MoNuSeg test PQ</c>; in the order of their names.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Scores => ScoresIn(Other);

    /// <summary>Channels of the type branch: background and the classes; 0 without one.</summary>
    public int TypeChannels => Classes.Count == 0 ? 0 : Classes.Count + 1;

    /// <summary>Names for classes that nobody named.</summary>
    /// <param name="channels">Channels of the type branch, background included; 0: no branch.</param>
    public static IReadOnlyList<string> UnnamedClasses(int channels) => channels == 0 ? [] : [.. Enumerable.Range(1, channels - 1).Select(k => string.Create(CultureInfo.InvariantCulture, $"type {k}"))];

    /// <summary>The texts that stand for this description.</summary>
    public IReadOnlyDictionary<string, string> ToMetadata()
    {
        var texts = new Dictionary<string, string>(Other, StringComparer.Ordinal)
        {
            ["format"] = "karyon.network/1",
            ["name"] = Name,
            ["architecture"] = Architecture,
            ["classes"] = string.Join(',', Classes),
            ["microns_per_pixel"] = MicronsPerPixel.ToString("R", CultureInfo.InvariantCulture),
            ["threshold"] = Threshold.ToString("R", CultureInfo.InvariantCulture),
            ["minimum_area_px"] = MinimumAreaPx.ToString(CultureInfo.InvariantCulture),
            ["license"] = License,
        };
        foreach (var (key, text) in UperHover?.ToMetadata() ?? []) texts[key] = text;
        if (Architecture != UNetArchitecture) return texts;
        texts["encoder"] = Encoder;
        texts["widths"] = string.Join(',', Widths);
        return texts;
    }

    /// <summary>Reads the texts of a file.</summary>
    /// <param name="file">The file's name, for errors.</param>
    /// <param name="texts">Its metadata.</param>
    /// <exception cref="InvalidNetworkFileException">A text is missing or senseless.</exception>
    public static NetworkDescription FromMetadata(string file, IReadOnlyDictionary<string, string> texts)
    {
        if (!texts.TryGetValue("format", out var format) || format != "karyon.network/1")
            throw new InvalidNetworkFileException(format == "karyon.weights/1"
                ? $"{file}: these are the weights of {PrintableText.Of(texts.GetValueOrDefault("architecture") ?? "an encoder")}, which finds no nuclei by itself; give a whole network ('karyon models' lists those that ship)"
                : $"{file}: it does not say that it is a Karyon network (format karyon.network/1); convert it with 'karyon convert' first");
        string Text(string key) => texts.TryGetValue(key, out var text) ? text : throw new InvalidNetworkFileException($"{file}: the metadata lacks '{key}'; convert or train it again");
        double Number(string key, double least, double most) =>
            double.TryParse(Text(key), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
                ? number
                : throw new InvalidNetworkFileException($"{file}: '{key}' is '{PrintableText.Of(Text(key))}'; a number from {least} to {most} is needed");
        var architecture = Text("architecture");
        var isUNet = architecture == UNetArchitecture;
        var widths = !isUNet ? new NetworkDescription().Widths : [.. Text("widths").Split(',').Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var width) ? width : 0)];
        if (widths.Count != 5 || widths.Any(width => width is < 1 or > 4096)) throw new InvalidNetworkFileException($"{file}: 'widths' is '{PrintableText.Of(Text("widths"))}'; five numbers from 1 to 4096 are needed");
        var classes = Text("classes").Split(',', StringSplitOptions.RemoveEmptyEntries);
        var uperHover = architecture == UperHoverArchitecture ? UperHoverSize.FromMetadata(file, texts, classes.Length + 1) : null;
        var sizes = uperHover?.ToMetadata().Select(item => item.Key).ToArray() ?? [];
        return new NetworkDescription
        {
            Name = Text("name"),
            Architecture = architecture,
            Encoder = isUNet ? Text("encoder") : new NetworkDescription().Encoder,
            Widths = widths,
            UperHover = uperHover,
            Classes = classes,
            MicronsPerPixel = Number("microns_per_pixel", 0.01, 100),
            Threshold = Number("threshold", 0, 1),
            MinimumAreaPx = (int)Number("minimum_area_px", 0, 1e6),
            License = Text("license"),
            Other = texts.Where(item => !Own.Contains(item.Key) && !sizes.Contains(item.Key)).ToDictionary(StringComparer.Ordinal),
        };
    }

    /// <summary>The scores among the texts of a file, see <see cref="Scores"/>.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> ScoresIn(IEnumerable<KeyValuePair<string, string>> texts) =>
    [
        .. texts.Where(text => text.Key.StartsWith(ScorePrefix, StringComparison.Ordinal))
            .Select(text => new KeyValuePair<string, string>(text.Key[ScorePrefix.Length..], text.Value)).OrderBy(score => score.Key, StringComparer.Ordinal),
    ];

    private static readonly HashSet<string> Own = new(StringComparer.Ordinal)
        { "format", "name", "architecture", "encoder", "widths", "classes", "microns_per_pixel", "threshold", "minimum_area_px", "license" };
}
