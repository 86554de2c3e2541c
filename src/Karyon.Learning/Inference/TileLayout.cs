using Karyon.Core.Rasters;

namespace Karyon.Learning.Inference;

/// <summary>
/// How the network's view of an image is cut into tiles of one shape. The cores cover the image without overlap, from its top left corner;
/// each tile is its core and the context around it. Steps and context are multiples of 32 px, so that all tiles, of whatever size, see the
/// same grid of strides and of Winograd tiles.
/// </summary>
/// <param name="Width">Columns of the image at the network's resolution, px.</param>
/// <param name="Height">Its rows, px.</param>
/// <param name="StepX">Columns of a core, px.</param>
/// <param name="StepY">Rows of a core, px.</param>
/// <param name="ContextPx">Context on each side, px.</param>
public sealed record TileLayout(int Width, int Height, int StepX, int StepY, int ContextPx)
{
    /// <summary>What sides are divisible by, px: the network's stride.</summary>
    public const int Grid = 32;

    /// <summary>Columns of a tile, px.</summary>
    public int TileWidth => StepX + 2 * ContextPx;

    /// <summary>Rows of a tile, px.</summary>
    public int TileHeight => StepY + 2 * ContextPx;

    /// <summary>Tiles across.</summary>
    public int Columns => (Width + StepX - 1) / StepX;

    /// <summary>Tiles down.</summary>
    public int Rows => (Height + StepY - 1) / StepY;

    /// <summary>Number of tiles.</summary>
    public int Count => checked(Columns * Rows);

    /// <summary>The layout with as few tiles as a tile size allows, and these no larger than needed.</summary>
    /// <param name="width">Columns of the image, px; 1 or more.</param>
    /// <param name="height">Rows of the image, px; 1 or more.</param>
    /// <param name="tileSize">Greatest side of a tile, context included, px.</param>
    /// <param name="contextPx">Context on each side, px; divisible by 32.</param>
    public static TileLayout For(int width, int height, int tileSize, int contextPx)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        var greatest = (tileSize - 2 * contextPx) / Grid * Grid;
        if (greatest < Grid || contextPx % Grid != 0)
            throw new ArgumentException($"tiles of {tileSize} px cannot have {contextPx} px of context on each side", nameof(tileSize));
        return new TileLayout(width, height, Step(width, greatest), Step(height, greatest), contextPx);
    }

    /// <summary>The part of the image that a tile's maps are kept of.</summary>
    public Rect Core(int column, int row) =>
        new Rect(column * StepX, row * StepY, StepX, StepY).Intersect(new Rect(0, 0, Width, Height));

    /// <summary>What a tile reads; it may leave the image on any side.</summary>
    public Rect Tile(int column, int row) =>
        new(column * StepX - ContextPx, row * StepY - ContextPx, TileWidth, TileHeight);

    private static int Step(int length, int greatest)
    {
        var count = (length + greatest - 1) / greatest;
        var share = (length + count - 1) / count;
        return (share + Grid - 1) / Grid * Grid;
    }
}
