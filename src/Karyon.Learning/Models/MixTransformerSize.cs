namespace Karyon.Learning.Models;

/// <summary>The sizes of a Mix Transformer (Xie et al., NeurIPS 2021, table 6).</summary>
/// <param name="Name"><c>mit_b0</c> to <c>mit_b3</c>.</param>
/// <param name="Widths">Channels of the four stages.</param>
/// <param name="Depths">Blocks of the four stages.</param>
public sealed record MixTransformerSize(string Name, IReadOnlyList<int> Widths, IReadOnlyList<int> Depths)
{
    /// <summary>
    /// While training, the share of samples for which the last block's branches are left out (stochastic depth); it rises linearly from 0 at the encoder's first
    /// block. 0: none are.
    /// </summary>
    public float DropPath { get; init; } = 0.1f;

    /// <summary>Blocks of all stages.</summary>
    public int Blocks => Depths.Sum();

    /// <summary>The share of samples for which a block's branches are left out while training.</summary>
    /// <param name="block">The block, counted from 0 over all stages.</param>
    public float DropPathOf(int block) => Blocks > 1 ? DropPath * block / (Blocks - 1) : 0;

    /// <summary>Attention heads of the four stages.</summary>
    public static IReadOnlyList<int> Heads { get; } = [1, 2, 5, 8];

    /// <summary>By how much keys and values are coarser than queries, px of a stage's image.</summary>
    public static IReadOnlyList<int> Reductions { get; } = [8, 4, 2, 1];

    /// <summary>The sizes that HoVer-UNet uses.</summary>
    public static IReadOnlyList<MixTransformerSize> All { get; } =
    [
        new("mit_b0", [32, 64, 160, 256], [2, 2, 2, 2]),
        new("mit_b1", [64, 128, 320, 512], [2, 2, 2, 2]),
        new("mit_b2", [64, 128, 320, 512], [3, 4, 6, 3]),
        new("mit_b3", [64, 128, 320, 512], [3, 4, 18, 3]),
    ];
}
