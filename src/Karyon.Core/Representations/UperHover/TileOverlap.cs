namespace Karyon.Core.Representations.UperHover;

/// <summary>Which of the tiles that cover a pixel says what is there.</summary>
public enum TileOverlap
{
    /// <summary>
    /// The tile whose centre is nearest, for all maps alike: the one with the most context. The order of tiles does not matter.
    /// </summary>
    NearestCentre,

    /// <summary>
    /// As the UperHover card stitches: in the class map any later tile's foreground, but never its background; in the distance maps the last tile. A
    /// pixel's class and distances may come from different tiles, and false foreground of any tile stays. Tiles are written row by row.
    /// </summary>
    Published,
}
