using Karyon.Core.Rasters;
using Karyon.Core.Representations;
using Karyon.Core.Representations.Hover;

namespace Karyon.Learning.Inference.Published;

/// <summary>The maps of a whole image, joined from those of windows: 12 bytes per px, 13 with classes. Zero until written. Not thread safe.</summary>
public sealed class JoinedMaps
{
    private readonly float[] _probability;
    private readonly float[] _horizontal;
    private readonly float[] _vertical;
    private readonly byte[] _classes;
    private readonly PublishedJoining _joining;
    private byte[] _likeliest = [];

    /// <summary>Makes maps of zeros.</summary>
    /// <param name="width">Columns, px.</param>
    /// <param name="height">Rows, px.</param>
    /// <param name="typeChannels">Class channels, background included; 0 for untyped nuclei.</param>
    /// <param name="joining">Whose maps a pixel takes.</param>
    public JoinedMaps(int width, int height, int typeChannels, PublishedJoining joining = PublishedJoining.LastWindow)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(width);
        ArgumentOutOfRangeException.ThrowIfNegative(height);
        ArgumentOutOfRangeException.ThrowIfNegative(typeChannels);
        (Width, Height, TypeChannels, _joining) = (width, height, typeChannels, joining);
        var count = checked(width * height);
        (_probability, _horizontal, _vertical) = (new float[count], new float[count], new float[count]);
        _classes = typeChannels > 0 ? new byte[count] : [];
    }

    /// <summary>Columns, px.</summary>
    public int Width { get; }

    /// <summary>Rows, px.</summary>
    public int Height { get; }

    /// <summary>Class channels, background included; 0 for untyped nuclei.</summary>
    public int TypeChannels { get; }

    /// <summary>Probability of "nucleus", 0..1, row-major.</summary>
    public Span<float> Probability => _probability;

    /// <summary>Horizontal distance to the centre as the network gives it, row-major.</summary>
    public Span<float> Horizontal => _horizontal;

    /// <summary>Vertical distance to the centre as the network gives it, row-major.</summary>
    public Span<float> Vertical => _vertical;

    /// <summary>Likeliest class channel (0 is background), row-major; empty for untyped nuclei.</summary>
    public Span<byte> Classes => _classes;

    /// <summary>Bytes of such maps and of what decoding them needs.</summary>
    /// <param name="width">Columns, px.</param>
    /// <param name="height">Rows, px.</param>
    /// <param name="typed">Whether they hold classes.</param>
    public static long Bytes(int width, int height, bool typed) => (long)width * height * ((typed ? 13 : 12) + DecoderBytes);

    /// <summary>What <see cref="HoverWorkspace"/> takes per px with published normalisation where nuclei cover four fifths of an image; 39 where they cover little. UperHover's decoder takes less.</summary>
    private const int DecoderBytes = 67;

    /// <summary>Distances and classes as UperHover's decoder takes them, not copied: done with once it has them.</summary>
    public PixelMaps ToPixelMaps() => new PixelMaps(Width, Height)
        .With(HoverChannels.Horizontal, new Raster<float>(Width, Height, _horizontal)).With(HoverChannels.Vertical, new Raster<float>(Width, Height, _vertical))
        .WithClasses(new Raster<byte>(Width, Height, _classes), TypeChannels);

    /// <summary>The maps as HoVer's decoder takes them.</summary>
    public HoverMaps View() => new(Width, Height, Width, _probability, _horizontal, _vertical, _classes, TypeChannels);

    /// <summary>Writes a part of a window's maps; the class of a pixel is its likeliest channel, the lower one on ties.</summary>
    /// <param name="part">Where it lies in the image.</param>
    /// <param name="maps">The window's maps.</param>
    /// <param name="x">Column of the part's first pixel in the window.</param>
    /// <param name="y">Row of the part's first pixel in the window.</param>
    internal void Write(Rect part, MapTile maps, int x, int y)
    {
        for (var row = 0; row < part.Height; row++)
        {
            int from = (y + row) * maps.Width + x, to = (part.Y + row) * Width + part.X;
            maps.Probability.Slice(from, part.Width).CopyTo(_probability.AsSpan(to));
            maps.Horizontal.Slice(from, part.Width).CopyTo(_horizontal.AsSpan(to));
            maps.Vertical.Slice(from, part.Width).CopyTo(_vertical.AsSpan(to));
            if (_classes.Length > 0) WriteClasses(maps, from, _classes.AsSpan(to, part.Width));
        }
    }

    private void WriteClasses(MapTile maps, int from, Span<byte> to)
    {
        if (_joining == PublishedJoining.LastWindow)
        {
            maps.LikeliestTypes(from, to);
            return;
        }
        if (_likeliest.Length < to.Length) _likeliest = new byte[to.Length];
        var likeliest = _likeliest.AsSpan(0, to.Length);
        maps.LikeliestTypes(from, likeliest);
        for (var i = 0; i < to.Length; i++)
            if (likeliest[i] != 0) to[i] = likeliest[i];
    }
}
