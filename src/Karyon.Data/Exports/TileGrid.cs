namespace Karyon.Data.Exports;

/// <summary>How an image was cut for the network.</summary>
/// <param name="TilePx">Side of a network tile, px at the network's resolution.</param>
/// <param name="HaloPx">Context around the part of a tile that is used, px.</param>
/// <param name="WindowPx">Side of a decoding window's core, px.</param>
/// <param name="Columns">Tiles across.</param>
/// <param name="Rows">Tiles down.</param>
public sealed record TileGrid(int TilePx, int HaloPx, int WindowPx, int Columns, int Rows);
