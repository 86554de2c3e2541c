using Karyon.Core.Rasters;
using Karyon.Learning.Inference;

namespace Karyon.Learning.Tests.Inference.Published;

/// <summary>Maps that say which pixel of which window they are of, and what the image shows there and in the window's corners.</summary>
internal sealed class WindowSpy(int margin = 0, int typeChannels = 3) : IMapPredictor
{
    public List<Raster<Rgb>> Seen { get; } = [];

    public int TypeChannels => typeChannels;

    public int MarginPx => margin;

    public double MicronsPerPixel => 0.5;

    public long Prepare(int width, int height) => 1000;

    public void Release()
    {
    }

    public void Predict(Raster<Rgb> tile, MapTile maps)
    {
        var copy = new Raster<Rgb>(tile.Width, tile.Height);
        tile.Pixels.CopyTo(copy.Pixels, 0);
        Seen.Add(copy);
        maps.Reshape(tile.Width, tile.Height, typeChannels);
        for (var i = 0; i < maps.Count; i++)
        {
            var pixel = tile.Pixels[i];
            maps.Probability[i] = pixel.R / 255f;
            maps.Horizontal[i] = Seen.Count * 1000 + i % tile.Width;
            maps.Vertical[i] = i / tile.Width;
            for (var channel = 0; channel < typeChannels; channel++) maps.Type(channel)[i] = channel == pixel.B % typeChannels ? 1 : 0;
        }
    }

    public void Dispose()
    {
    }
}
