using Karyon.Core.Representations.Hover;
using Karyon.Learning.Models;

namespace Karyon.Learning.Inference;

/// <summary>How an image is segmented. Results depend on tile size and memory by rounding only (see <see cref="Segmenter"/>).</summary>
public sealed record SegmentationOptions
{
    /// <summary>Least and greatest tile size.</summary>
    public const int SmallestTile = 128, LargestTile = 4096;

    /// <summary>The tile size where neither the caller nor the network says one.</summary>
    public const int DefaultTile = 2048;

    /// <summary>Largest tile, px, of a network that looks at all of a tile at once.</summary>
    private const int LargestWholeTile = 1120;

    /// <summary>
    /// Side of what is kept of a tile's maps, px at the network's resolution; divisible by 32. The network sees up to this and twice the context.
    /// Smaller images make smaller tiles, as does a bound on memory. With 2048 px the network sees 1.2 times a large image, with 1024 px 1.4 times.
    /// For a network that wants square tiles (<see cref="IMapPredictor.Tiles"/>) it is the side of what it sees; tiles then overlap by half, and a quarter on
    /// each side is context. Null: what the network was trained on, else <see cref="DefaultTile"/>.
    /// </summary>
    public int? TileSize { get; init; }

    /// <summary>
    /// True context on each side of what is kept of a tile, px; divisible by 32, so that every tile begins on the network's grid.
    /// </summary>
    public int ContextPx { get; init; } = 96;

    /// <summary>Mirrored pixels that the network sees beyond the ends of the image, px; divisible by 32, at most the context.</summary>
    public int BorderPx { get; init; } = 32;

    /// <summary>In how many orientations a tile is shown to the network.</summary>
    public TestTimeAugmentation Augmentation { get; init; }

    /// <summary>Probability from which a pixel is nucleus; null: what the model states.</summary>
    public double? Threshold { get; init; }

    /// <summary>Nuclei of fewer pixels at the network's resolution are dropped; null: what the model states.</summary>
    public int? MinimumAreaPx { get; init; }

    /// <summary>
    /// Bytes that network, maps and decoder may take together, the image and the result not counted; tiles are made smaller to keep to it, by
    /// the same steps for any number of threads, and windows are decoded at a time as fit into the rest.
    /// </summary>
    public long MemoryBytes { get; init; } = long.MaxValue;

    /// <summary>The decoder's other settings; its threshold and minimum area are overridden by those here.</summary>
    public HoverOptions Hover { get; init; } = new();

    /// <summary>These options as they hold for a source of maps: with a tile size, and with context and border for what the network loses at a tile's sides.</summary>
    /// <exception cref="ArgumentException">One makes no sense; the message says which and what would do.</exception>
    internal SegmentationOptions For(IMapPredictor predictor)
    {
        Validate();
        if (predictor.Representation == MapRepresentation.UperHover && Threshold is not null)
            throw new ArgumentException("this network knows no threshold: a pixel is nucleus where a class is likelier than background; leave the threshold out");
        if (predictor.Tiles is { } tiles)
        {
            var side = TileSize ?? tiles.Side;
            if (side % tiles.Step != 0 || side < 4 * tiles.Step || (side > LargestWholeTile && side != tiles.Side))
                throw new ArgumentException($"a tile size of {side} px cannot be used with this network; give a multiple of {tiles.Step} from {4 * tiles.Step} to {LargestWholeTile} ({tiles.Side} is what it was trained on)");
            return this with { TileSize = side, ContextPx = side / 4, BorderPx = 0 };
        }
        var size = TileSize ?? DefaultTile;
        if (size is < SmallestTile or > LargestTile || size % TileLayout.Grid != 0)
            throw new ArgumentException($"a tile size of {size} px cannot be used; give a multiple of {TileLayout.Grid} from {SmallestTile} to {LargestTile}");
        // What a network loses at the borders of a tile must lie in its context, and in the border at the ends of the image.
        var margin = (predictor.MarginPx + TileLayout.Grid - 1) / TileLayout.Grid * TileLayout.Grid;
        return margin == 0 ? this with { TileSize = size } : this with { TileSize = size, ContextPx = Math.Max(ContextPx, margin + TileLayout.Grid), BorderPx = Math.Max(BorderPx, margin) };
    }

    private void Validate()
    {
        if (ContextPx is < 0 or > LargestTile || ContextPx % TileLayout.Grid != 0)
            throw new ArgumentException($"a context of {ContextPx} px cannot be used; give a multiple of {TileLayout.Grid} up to {LargestTile}");
        if (BorderPx < 0 || BorderPx > ContextPx || BorderPx % TileLayout.Grid != 0)
            throw new ArgumentException($"a border of {BorderPx} px cannot be used; give a multiple of {TileLayout.Grid} up to the context of {ContextPx}");
        if (Threshold is { } threshold && !(threshold is > 0 and <= 1))
            throw new ArgumentException($"a threshold of {threshold} cannot be used; give a probability above 0 and at most 1");
        if (MinimumAreaPx < 0) throw new ArgumentException($"a minimum area of {MinimumAreaPx} px cannot be used; give 0 or more");
        if (MemoryBytes <= 0) throw new ArgumentException($"a memory bound of {MemoryBytes} bytes cannot be used; give more than 0");
        if (Hover.Normalization != HvNormalization.Fixed)
            throw new ArgumentException("windows can be decoded with 'norm: fixed' only; with the published normalisation a nucleus depends on the whole map");
    }
}
