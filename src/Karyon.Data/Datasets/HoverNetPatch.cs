using Karyon.Core.Rasters;
using Karyon.Data.Arrays;
using Karyon.Data.Codecs;

namespace Karyon.Data.Datasets;

/// <summary>A training patch of hover_net: an array of height x width x 5, R, G, B, instance and class.</summary>
internal sealed class HoverNetPatch
{
    private const int Channels = 5;

    private readonly int[] _values;
    private readonly int _width, _height;

    /// <summary>Reads a patch.</summary>
    /// <exception cref="InvalidFileException">The file is absent or broken, or has another shape.</exception>
    public HoverNetPatch(string path)
    {
        var array = NpyFile.Read(path).RequireRank(3);
        if (array.Shape[2] != Channels) throw new InvalidFileException($"{path}: {array.Shape[2]} channels, {Channels} (R, G, B, instance, class) are needed");
        (_height, _width) = (array.Shape[0], array.Shape[1]);
        _values = array.ToInt32s();
        Path = path;
    }

    private string Path { get; }

    /// <summary>The first three channels.</summary>
    public Raster<Rgb> Image()
    {
        var image = new Raster<Rgb>(_width, _height);
        for (var i = 0; i < image.Pixels.Length; i++)
            image.Pixels[i] = new Rgb(Level(Channels * i), Level(Channels * i + 1), Level(Channels * i + 2));
        return image;
    }

    /// <summary>One channel as whole numbers.</summary>
    public LabelMap Channel(int channel)
    {
        var map = new LabelMap(_width, _height);
        for (var i = 0; i < map.Pixels.Length; i++) map.Pixels[i] = _values[Channels * i + channel];
        return map;
    }

    private byte Level(int index) => (uint)_values[index] <= 255 ? (byte)_values[index]
        : throw new InvalidFileException($"{Path}: the colour value {_values[index]} is not in 0..255");
}
