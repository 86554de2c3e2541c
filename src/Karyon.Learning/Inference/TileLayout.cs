using Karyon.Core.Rasters;

namespace Karyon.Learning.Inference;

/// <summary>
/// How the network's view of an image is cut into tiles of one shape. Tiles overlap by at least twice the context, and each seam lies in the
/// middle of an overlap, so that every kept pixel has that much true context. The first and last tiles reach over the image's ends by a
/// border that does not depend on the tile size. All tiles begin at multiples of 32 px and so see the same grid of strides. For networks that
/// want tiles of one size see <see cref="Overlapping"/>.
/// </summary>
/// <param name="Width">Columns of the image at the network's resolution, px.</param>
/// <param name="Height">Its rows, px.</param>
/// <param name="TileWidth">Columns of a tile, px; divisible by 32.</param>
/// <param name="TileHeight">Rows of a tile, px; divisible by 32.</param>
/// <param name="Columns">Tiles across.</param>
/// <param name="Rows">Tiles down.</param>
/// <param name="ContextPx">Least context on each side of a kept pixel, inside the image, px.</param>
/// <param name="BorderPx">What tiles add beyond the image's ends (up to 31 px more at the right and at the bottom), px.</param>
public sealed record TileLayout(int Width, int Height, int TileWidth, int TileHeight, int Columns, int Rows, int ContextPx, int BorderPx)
{
    /// <summary>What sides are divisible by, px: the network's stride.</summary>
    public const int Grid = 32;

    /// <summary>What tiles begin at multiples of, px: <see cref="Grid"/>, or 1 for tiles that a network wants of one size.</summary>
    public int Step { get; init; } = Grid;

    /// <summary>Number of tiles.</summary>
    public int Count => checked(Columns * Rows);

    /// <summary>The most rows that are kept of a tile, px.</summary>
    public int GreatestCoreHeight => Enumerable.Range(0, Rows).Max(row => Core(0, row).Height);

    /// <summary>The layout with as few tiles as a tile size allows, and these no larger than needed.</summary>
    /// <param name="width">Columns of the image, px; 1 or more.</param>
    /// <param name="height">Rows of the image, px; 1 or more.</param>
    /// <param name="tileSize">Side of what is kept of an inner tile, px: no side of a tile is above this and twice the context; divisible by 32.</param>
    /// <param name="contextPx">Least context, px; divisible by 32.</param>
    /// <param name="borderPx">What tiles add beyond the image, px; divisible by 32, at most the context.</param>
    public static TileLayout For(int width, int height, int tileSize, int contextPx, int borderPx)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (tileSize < Grid || contextPx < 0 || borderPx < 0 || borderPx > contextPx || (tileSize | contextPx | borderPx) % Grid != 0)
            throw new ArgumentException($"tiles of {tileSize} px with {contextPx} px of context and {borderPx} px of border do not lie on the grid of {Grid} px", nameof(tileSize));
        var (columns, tileWidth) = Divide(width, tileSize, contextPx, borderPx);
        var (rows, tileHeight) = Divide(height, tileSize, contextPx, borderPx);
        return new TileLayout(width, height, tileWidth, tileHeight, columns, rows, contextPx, borderPx);
    }

    /// <summary>
    /// The layout for a network that wants square tiles of one size: as few as overlap by half and more, evenly spread from one end of the image to the other, so
    /// that all of them lie inside it; an image that is smaller than a tile is mirrored at the right and at the bottom. Every kept pixel has a quarter of a tile as
    /// context on each side, inside the image.
    /// </summary>
    /// <param name="width">Columns of the image, px; 1 or more.</param>
    /// <param name="height">Rows of the image, px; 1 or more.</param>
    /// <param name="side">Side of a tile, px; divisible by 4.</param>
    public static TileLayout Overlapping(int width, int height, int side)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 4);
        int Tiles(int length) => length <= side ? 1 : 1 + (length - side + side / 2 - 1) / (side / 2);
        return new TileLayout(width, height, side, side, Tiles(width), Tiles(height), side / 4, 0) { Step = 1 };
    }

    /// <summary>The part of the image that a tile's maps are kept of.</summary>
    public Rect Core(int column, int row)
    {
        int left = Seam(Width, TileWidth, Columns, column), top = Seam(Height, TileHeight, Rows, row);
        return new Rect(left, top, Seam(Width, TileWidth, Columns, column + 1) - left, Seam(Height, TileHeight, Rows, row + 1) - top);
    }

    /// <summary>What a tile reads; it may leave the image on any side.</summary>
    public Rect Tile(int column, int row) =>
        new(Origin(Width, TileWidth, Columns, column), Origin(Height, TileHeight, Rows, row), TileWidth, TileHeight);

    private static (int Count, int Tile) Divide(int length, int tileSize, int context, int border)
    {
        var span = Span(length, border);
        if (span <= tileSize + 2 * context) return (1, span);
        var count = (span - 2 * context + tileSize - 1) / tileSize;
        return (count, RoundUp((span + (count - 1) * 2 * context + count - 1) / count));
    }

    private int Origin(int length, int tile, int count, int index)
    {
        if (count == 1) return -BorderPx;
        var steps = ((Step == 1 ? length : Span(length, BorderPx)) - tile) / Step;
        return (int)((long)index * steps / (count - 1)) * Step - BorderPx;
    }

    /// <summary>Where the kept part of a tile begins: in the middle of what it has in common with the one before.</summary>
    private int Seam(int length, int tile, int count, int index)
    {
        if (index == 0) return 0;
        return index == count ? length : (Origin(length, tile, count, index) + Origin(length, tile, count, index - 1) + tile) / 2;
    }

    /// <summary>The image's pixels and the border at both ends.</summary>
    private static int Span(int length, int border) => RoundUp(length + border) + border;

    private static int RoundUp(int length) => (length + Grid - 1) / Grid * Grid;
}
