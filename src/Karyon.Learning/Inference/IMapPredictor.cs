using Karyon.Core.Rasters;
using Karyon.Learning.Models;

namespace Karyon.Learning.Inference;

/// <summary>
/// What turns the pixels of a tile into maps that nuclei are read from. What it gives for a pixel must depend on the pixels around it alone, not on where
/// the tile lies. One caller at a time.
/// </summary>
public interface IMapPredictor : IDisposable
{
    /// <summary>Class channels, background included; 0 for untyped nuclei.</summary>
    int TypeChannels { get; }

    /// <summary>Pixels along each side of a tile whose maps are empty: a network of valid convolutions says nothing there.</summary>
    int MarginPx => 0;

    /// <summary>Which decoder reads the maps.</summary>
    MapRepresentation Representation => MapRepresentation.Hover;

    /// <summary>The tiles that it wants; null: any with sides divisible by 32.</summary>
    TileDemand? Tiles => null;

    /// <summary>Pixel size that the tiles must have, µm.</summary>
    double MicronsPerPixel { get; }

    /// <summary>Makes ready for tiles of a size.</summary>
    /// <param name="width">Columns, px; divisible by 32, or as <see cref="Tiles"/> says.</param>
    /// <param name="height">Rows, px; likewise.</param>
    /// <returns>Bytes that it holds for them, the same for any number of threads: small scratch memory of threads is not counted.</returns>
    long Prepare(int width, int height);

    /// <summary>Gives back what was made ready; it is made again when needed.</summary>
    void Release();

    /// <summary>Predicts the maps of a tile.</summary>
    /// <param name="tile">Its pixels, of a size that was prepared or could be.</param>
    /// <param name="maps">Takes the tile's size and its maps; every pixel is written.</param>
    void Predict(Raster<Rgb> tile, MapTile maps);
}
