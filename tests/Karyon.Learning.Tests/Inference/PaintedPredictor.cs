using Karyon.Core.Rasters;
using Karyon.Learning.Inference;
using Karyon.Learning.Models;

namespace Karyon.Learning.Tests.Inference;

/// <summary>
/// Reads the maps that <see cref="PaintedTissue"/> spells, <paramref name="reach"/> px to the right and above of each pixel: as of a network,
/// a pixel's result needs context, and what lies outside of the tile is unknown (background).
/// </summary>
internal sealed class PaintedPredictor(double micronsPerPixel = 0.25, int reach = 0, TileDemand? tiles = null) : IMapPredictor
{
    public int TypeChannels => tiles is null ? 0 : 2;

    /// <summary>One that wants tiles of its own gives UperHover's maps, with one class.</summary>
    public MapRepresentation Representation => tiles is null ? MapRepresentation.Hover : MapRepresentation.UperHover;

    public TileDemand? Tiles => tiles;

    public double MicronsPerPixel => micronsPerPixel;

    public int Calls { get; private set; }

    public (int Width, int Height) LargestTile { get; private set; }

    public long Prepare(int width, int height) => 100L * width * height;

    public void Predict(Raster<Rgb> tile, MapTile maps)
    {
        Calls++;
        LargestTile = (Math.Max(LargestTile.Width, tile.Width), Math.Max(LargestTile.Height, tile.Height));
        maps.Reshape(tile.Width, tile.Height, TypeChannels);
        for (var y = 0; y < tile.Height; y++)
        {
            for (var x = 0; x < tile.Width; x++)
            {
                var at = y * tile.Width + x;
                var known = x + reach < tile.Width && y >= reach;
                (maps.Probability[at], maps.Horizontal[at], maps.Vertical[at]) = known ? PaintedTissue.Read(tile[y - reach, x + reach]) : default;
                if (tiles is not null) (maps.Type(0)[at], maps.Type(1)[at]) = (1 - maps.Probability[at], maps.Probability[at]);
            }
        }
    }

    public void Release()
    {
    }

    public void Dispose()
    {
    }
}
