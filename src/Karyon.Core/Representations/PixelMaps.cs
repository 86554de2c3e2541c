using Karyon.Core.Rasters;

namespace Karyon.Core.Representations;

/// <summary>Named maps of one size: the targets that a representation encodes, or the activated outputs that it decodes.</summary>
public sealed class PixelMaps
{
    private readonly Dictionary<string, Raster<float>> _channels = new(StringComparer.Ordinal);

    /// <summary>Makes a set without channels.</summary>
    /// <param name="width">Columns, px.</param>
    /// <param name="height">Rows, px.</param>
    public PixelMaps(int width, int height) => (Width, Height) = (width, height);

    /// <summary>Columns, px.</summary>
    public int Width { get; }

    /// <summary>Rows, px.</summary>
    public int Height { get; }

    /// <summary>The most likely class channel of each pixel (0 is background), or null for untyped nuclei.</summary>
    public Raster<byte>? Classes { get; private set; }

    /// <summary>Number of class channels, background included; 0 for untyped nuclei.</summary>
    public int ClassChannels { get; private set; }

    /// <summary>A channel by its name.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public Raster<float> this[string name] => _channels.TryGetValue(name, out var raster)
        ? raster
        : throw new ArgumentException($"there is no map '{name}'; there are: {string.Join(", ", _channels.Keys)}", nameof(name));

    /// <summary>Adds a channel; the set owns it from here on.</summary>
    /// <exception cref="ArgumentException">Its size differs, or the name is taken.</exception>
    public PixelMaps With(string name, Raster<float> raster)
    {
        ArgumentNullException.ThrowIfNull(raster);
        CheckSize(raster.Width, raster.Height, name);
        _channels.Add(name, raster);
        return this;
    }

    /// <summary>Adds the class map; the set owns it from here on.</summary>
    /// <param name="classes">Class channel of each pixel, below <paramref name="classChannels"/>.</param>
    /// <param name="classChannels">Number of class channels, background included.</param>
    /// <exception cref="ArgumentException">Its size differs.</exception>
    public PixelMaps WithClasses(Raster<byte> classes, int classChannels)
    {
        ArgumentNullException.ThrowIfNull(classes);
        CheckSize(classes.Width, classes.Height, "classes");
        (Classes, ClassChannels) = (classes, classChannels);
        return this;
    }

    /// <summary>Adds the class map of an instance map.</summary>
    /// <param name="labels">Instance map.</param>
    /// <param name="classOf">Class channel (1 and up) of each id.</param>
    internal PixelMaps WithClassesOf(LabelMap labels, IReadOnlyDictionary<int, int> classOf)
    {
        var classes = new Raster<byte>(labels.Width, labels.Height);
        for (var i = 0; i < classes.Pixels.Length; i++)
            if (labels.Pixels[i] > 0) classes.Pixels[i] = checked((byte)classOf[labels.Pixels[i]]);
        return WithClasses(classes, classOf.Count == 0 ? 1 : classOf.Values.Max() + 1);
    }

    private void CheckSize(int width, int height, string name)
    {
        if (width != Width || height != Height)
            throw new ArgumentException($"the map '{name}' is {width} x {height}, the others are {Width} x {Height}", nameof(name));
    }
}
