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

    /// <summary>Tokens before the patches: the class token and the registers.</summary>
    public int PrefixTokens => 1 + Registers;
}
