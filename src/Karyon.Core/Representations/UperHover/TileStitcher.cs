using Karyon.Core.Rasters;
using Karyon.Core.Representations.Hover;

namespace Karyon.Core.Representations.UperHover;

/// <summary>
/// Joins the maps of overlapping square tiles. Tiles begin at 0, stride, 2 stride, ... on both axes until the image is covered; what reaches
/// beyond it is cut off. Holds the maps of the whole image (9 bytes per px) and no tile. Not thread safe.
/// </summary>
public sealed class TileStitcher
{
    private readonly int _size;
    private readonly int _stride;
    private readonly TileOverlap _overlap;
    private readonly Raster<byte> _classes;
    private readonly Raster<float> _horizontal;
    private readonly Raster<float> _vertical;

    /// <summary>Starts an image.</summary>
    /// <param name="width">Columns of the image, px.</param>
    /// <param name="height">Rows of the image, px.</param>
    /// <param name="size">Side of a tile, px.</param>
    /// <param name="stride">From one tile to the next, px; at most the side.</param>
    /// <param name="overlap">Which tile a pixel takes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The stride is not in 1..size.</exception>
    public TileStitcher(int width, int height, int size = 224, int stride = 112, TileOverlap overlap = TileOverlap.NearestCentre)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stride);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stride, size);
        (_size, _stride, _overlap) = (size, stride, overlap);
        (_classes, _horizontal, _vertical) = (new Raster<byte>(width, height), new Raster<float>(width, height), new Raster<float>(width, height));
        (TileRows, TileColumns) = (TilesOver(height), TilesOver(width));
    }

    /// <summary>Rows of tiles.</summary>
    public int TileRows { get; }

    /// <summary>Columns of tiles.</summary>
    public int TileColumns { get; }

    /// <summary>Where a tile lies; it may reach beyond the image.</summary>
    public Rect Tile(int row, int column) => new(column * _stride, row * _stride, _size, _size);

    /// <summary>Writes one tile.</summary>
    /// <param name="row">Row of the tile, counted in tiles.</param>
    /// <param name="column">Column of the tile, counted in tiles.</param>
    /// <param name="classes">Its most likely classes, size x size.</param>
    /// <param name="horizontal">Its horizontal distances, size x size.</param>
    /// <param name="vertical">Its vertical distances, size x size.</param>
    public void Write(int row, int column, Raster<byte> classes, Raster<float> horizontal, Raster<float> vertical)
    {
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(horizontal);
        ArgumentNullException.ThrowIfNull(vertical);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)TileRows, nameof(row));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)TileColumns, nameof(column));
        var tile = Tile(row, column);
        var (top, bottom) = Owned(row, TileRows, _classes.Height);
        var (left, right) = Owned(column, TileColumns, _classes.Width);
        for (var y = top; y < bottom; y++)
        {
            var source = classes.Row(y - tile.Y)[(left - tile.X)..(right - tile.X)];
            var target = _classes.Row(y)[left..right];
            if (_overlap == TileOverlap.NearestCentre) source.CopyTo(target);
            else
                for (var i = 0; i < source.Length; i++)
                    if (source[i] != 0) target[i] = source[i];
            horizontal.Row(y - tile.Y)[(left - tile.X)..(right - tile.X)].CopyTo(_horizontal.Row(y)[left..]);
            vertical.Row(y - tile.Y)[(left - tile.X)..(right - tile.X)].CopyTo(_vertical.Row(y)[left..]);
        }
    }

    /// <summary>The image's maps, to be read when all tiles are written; the stitcher is done with them.</summary>
    /// <param name="classChannels">Number of class channels, background included.</param>
    public PixelMaps ToMaps(int classChannels) => new PixelMaps(_classes.Width, _classes.Height)
        .With(HoverChannels.Horizontal, _horizontal).With(HoverChannels.Vertical, _vertical).WithClasses(_classes, classChannels);

    private int TilesOver(int length) => Math.Max(0, (length - _size + _stride - 1) / _stride) + 1;

    /// <summary>The rows or columns that a tile may write: all of it, or those nearer to its centre than to the neighbours', ties to the earlier tile.</summary>
    private (int From, int To) Owned(int tile, int tiles, int length)
    {
        int from = tile * _stride, to = Math.Min(length, from + _size);
        if (_overlap == TileOverlap.Published) return (from, to);
        var margin = (_size - _stride + 1) / 2;
        return (tile == 0 ? from : from + margin, tile == tiles - 1 ? to : from + _stride + margin);
    }
}
