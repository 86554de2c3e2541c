using Karyon.Core.Rasters;

namespace Karyon.Learning.Inference;

/// <summary>
/// What turns the pixels of a tile into HoVer maps. What it gives for a pixel must depend on the pixels around it alone, not on where
/// the tile lies. One caller at a time.
/// </summary>
public interface IMapPredictor : IDisposable
{
    /// <summary>Class channels, background included; 0 for untyped nuclei.</summary>
    int TypeChannels { get; }

    /// <summary>Pixels along each side of a tile whose maps are empty: a network of valid convolutions says nothing there.</summary>
    int MarginPx => 0;

    /// <summary>Pixel size that the tiles must have, µm.</summary>
    double MicronsPerPixel { get; }

    /// <summary>Makes ready for tiles of a size.</summary>
    /// <param name="width">Columns, px; divisible by 32.</param>
    /// <param name="height">Rows, px; divisible by 32.</param>
    /// <returns>Bytes that it holds for them, the same for any number of threads: small scratch memory of threads is not counted.</returns>
    long Prepare(int width, int height);

    /// <summary>Gives back what was made ready; it is made again when needed.</summary>
    void Release();

    /// <summary>Predicts the maps of a tile.</summary>
    /// <param name="tile">Its pixels, sides divisible by 32.</param>
    /// <param name="maps">Takes the tile's size and its maps; every pixel is written.</param>
    void Predict(Raster<Rgb> tile, MapTile maps);
}
