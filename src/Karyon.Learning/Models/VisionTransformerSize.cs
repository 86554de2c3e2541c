using System.Globalization;

namespace Karyon.Learning.Models;

/// <summary>The sizes of a vision transformer with register tokens and gated feed-forward parts.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Width">Channels of a token.</param>
/// <param name="Depth">Blocks.</param>
/// <param name="Heads">Attention heads.</param>
/// <param name="Hidden">Channels inside a feed-forward part, behind the gate.</param>
/// <param name="Patch">Side of a patch, px.</param>
/// <param name="Grid">Patches a side that the position embedding is for.</param>
/// <param name="Registers">Register tokens.</param>
public sealed record VisionTransformerSize(string Name, int Width, int Depth, int Heads, int Hidden, int Patch = 14, int Grid = 16, int Registers = 8)
{
    /// <summary>UNI2-h (Chen et al., Nature Medicine 2024, second release): 681 M parameters, 224 px.</summary>
    public static VisionTransformerSize Uni2H { get; } = new("uni2-h", 1536, 24, 24, 4096);

    /// <summary>The sizes that are known by name.</summary>
    public static IReadOnlyList<VisionTransformerSize> All { get; } = [Uni2H];

    /// <summary>Tokens before the patches: the class token and the registers.</summary>
    public int PrefixTokens => 1 + Registers;

    /// <summary>Side of the image that the position embedding is for, px.</summary>
    public int Side => Patch * Grid;

    /// <summary>Why a network of these sizes cannot be built, or is larger than any that is; null: it can.</summary>
    public string? Fault =>
        Width is < 1 or > 8192 ? $"a width of {Width} is outside 1 to 8192"
        : Depth is < 1 or > 128 ? $"a depth of {Depth} is outside 1 to 128"
        : Heads < 1 || Heads > Width || Width % Heads != 0 ? $"{Heads} heads do not divide a width of {Width}"
        : Hidden is < 1 or > 65536 ? $"{Hidden} hidden channels are outside 1 to 65536"
        : Patch is < 4 or > 64 ? $"a patch of {Patch} px is outside 4 to 64"
        : Grid is < 1 or > 256 ? $"a grid of {Grid} patches is outside 1 to 256"
        : Side > 2048 ? $"an image of {Side} px is larger than 2048"
        : Registers is < 1 or > 64 ? $"{Registers} registers are outside 1 to 64"
        : null;

    /// <summary>The texts that stand for these sizes in a weight file.</summary>
    public IEnumerable<KeyValuePair<string, string>> ToMetadata()
    {
        static KeyValuePair<string, string> Of(string key, int value) => new(key, value.ToString(CultureInfo.InvariantCulture));
        return [new("backbone", Name), Of("width", Width), Of("depth", Depth), Of("heads", Heads), Of("hidden", Hidden), Of("patch", Patch), Of("grid", Grid), Of("registers", Registers)];
    }

    /// <summary>Reads the texts of a weight file.</summary>
    /// <param name="file">The file's name, for errors.</param>
    /// <param name="texts">Its metadata.</param>
    /// <exception cref="InvalidNetworkFileException">A text is missing or senseless.</exception>
    public static VisionTransformerSize FromMetadata(string file, IReadOnlyDictionary<string, string> texts)
    {
        int Of(string key) => UperHoverSize.NumbersOf(file, texts, key, 1)[0];
        var size = new VisionTransformerSize(texts.GetValueOrDefault("backbone") ?? "", Of("width"), Of("depth"), Of("heads"), Of("hidden"), Of("patch"), Of("grid"), Of("registers"));
        return size.Fault is { } fault ? throw new InvalidNetworkFileException($"{file}: {fault}; convert it again") : size;
    }
}
