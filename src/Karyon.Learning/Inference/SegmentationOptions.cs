using Karyon.Core.Representations.Hover;

namespace Karyon.Learning.Inference;

/// <summary>How an image is segmented. Results depend on tile size and memory by rounding only (see <see cref="Segmenter"/>).</summary>
public sealed record SegmentationOptions
{
    /// <summary>Least and greatest tile size.</summary>
    public const int SmallestTile = 256, LargestTile = 4096;

    /// <summary>Greatest side of a network tile, context included, px at the network's resolution; divisible by 32. Smaller images use smaller tiles.</summary>
    public int TileSize { get; init; } = 1024;

    /// <summary>Context on each side of the part of a tile that is used, px; divisible by 32, so that every tile begins on the network's grid.</summary>
    public int ContextPx { get; init; } = 64;

    /// <summary>In how many orientations a tile is shown to the network.</summary>
    public TestTimeAugmentation Augmentation { get; init; }

    /// <summary>Probability from which a pixel is nucleus; null: what the model states.</summary>
    public double? Threshold { get; init; }

    /// <summary>Nuclei of fewer pixels at the network's resolution are dropped; null: what the model states.</summary>
    public int? MinimumAreaPx { get; init; }

    /// <summary>
    /// Bytes that network, maps and decoder may take together, the image and the result not counted; tiles are made smaller to keep to it.
    /// </summary>
    public long MemoryBytes { get; init; } = long.MaxValue;

    /// <summary>The decoder's other settings; its threshold and minimum area are overridden by those here.</summary>
    public HoverOptions Hover { get; init; } = new();

    /// <summary>Refuses options that make no sense.</summary>
    /// <exception cref="ArgumentException">One does not; the message says which and what would do.</exception>
    internal void Validate()
    {
        if (TileSize is < SmallestTile or > LargestTile || TileSize % TileLayout.Grid != 0)
            throw new ArgumentException($"a tile size of {TileSize} px cannot be used; give a multiple of {TileLayout.Grid} from {SmallestTile} to {LargestTile}");
        if (ContextPx < 0 || ContextPx % TileLayout.Grid != 0 || TileSize - 2 * ContextPx < TileLayout.Grid)
            throw new ArgumentException($"a context of {ContextPx} px cannot be used with tiles of {TileSize} px; give a multiple of {TileLayout.Grid} that leaves at least {TileLayout.Grid} px between");
        if (Threshold is { } threshold && !(threshold is > 0 and <= 1))
            throw new ArgumentException($"a threshold of {threshold} cannot be used; give a probability above 0 and at most 1");
        if (MinimumAreaPx < 0) throw new ArgumentException($"a minimum area of {MinimumAreaPx} px cannot be used; give 0 or more");
        if (MemoryBytes <= 0) throw new ArgumentException($"a memory bound of {MemoryBytes} bytes cannot be used; give more than 0");
        if (Hover.Normalization != HvNormalization.Fixed)
            throw new ArgumentException("windows can be decoded with 'norm: fixed' only; with the published normalisation a nucleus depends on the whole map");
    }
}
