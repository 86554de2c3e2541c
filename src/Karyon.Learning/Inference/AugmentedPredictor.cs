using Karyon.Core.Rasters;
using Karyon.Learning.Models;

namespace Karyon.Learning.Inference;

/// <summary>
/// The mean of what another predictor says of a tile in several orientations: probabilities as they are, horizontal and vertical maps
/// turned back. Sums run in a fixed order.
/// </summary>
public sealed class AugmentedPredictor : IMapPredictor
{
    private readonly IMapPredictor _inner;
    private readonly TileSymmetry[] _symmetries;
    private readonly MapTile _moved = new();

    /// <summary>Wraps a predictor and owns it from here on.</summary>
    public AugmentedPredictor(IMapPredictor inner, TestTimeAugmentation augmentation)
    {
        ArgumentNullException.ThrowIfNull(inner);
        (_inner, _symmetries) = (inner, TileSymmetry.Of(augmentation));
    }

    /// <inheritdoc/>
    public int TypeChannels => _inner.TypeChannels;

    /// <inheritdoc/>
    public int MarginPx => _inner.MarginPx;

    /// <inheritdoc/>
    public MapRepresentation Representation => _inner.Representation;

    /// <inheritdoc/>
    public TileDemand? Tiles => _inner.Tiles;

    /// <inheritdoc/>
    public double MicronsPerPixel => _inner.MicronsPerPixel;

    /// <inheritdoc/>
    public long Prepare(int width, int height)
    {
        var bytes = _inner.Prepare(width, height);
        if (width != height && _symmetries.Any(symmetry => symmetry.Transpose)) bytes += _inner.Prepare(height, width);
        return bytes;
    }

    /// <inheritdoc/>
    public void Release() => _inner.Release();

    /// <inheritdoc/>
    public void Predict(Raster<Rgb> tile, MapTile maps)
    {
        ArgumentNullException.ThrowIfNull(tile);
        ArgumentNullException.ThrowIfNull(maps);
        int width = tile.Width, height = tile.Height;
        maps.Reshape(width, height, TypeChannels);
        maps.All.Clear();
        foreach (var symmetry in _symmetries)
        {
            var moved = symmetry.Transpose ? new Raster<Rgb>(height, width) : new Raster<Rgb>(width, height);
            symmetry.Apply<Rgb>(tile.Pixels, width, height, moved.Pixels);
            _inner.Predict(moved, _moved);
            symmetry.AddRestored(_moved.Probability, width, height, negate: false, maps.Probability);
            symmetry.AddRestored(symmetry.Transpose ? _moved.Vertical : _moved.Horizontal, width, height, symmetry.FlipX, maps.Horizontal);
            symmetry.AddRestored(symmetry.Transpose ? _moved.Horizontal : _moved.Vertical, width, height, symmetry.FlipY, maps.Vertical);
            for (var channel = 0; channel < TypeChannels; channel++)
                symmetry.AddRestored(_moved.Type(channel), width, height, negate: false, maps.Type(channel));
        }
        var share = 1f / _symmetries.Length;
        foreach (ref var value in maps.All) value *= share;
    }

    /// <summary>Disposes the inner predictor.</summary>
    public void Dispose() => _inner.Dispose();
}
