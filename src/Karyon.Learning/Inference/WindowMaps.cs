using Karyon.Core.Rasters;
using Karyon.Core.Representations;
using Karyon.Core.Representations.Hover;

namespace Karyon.Learning.Inference;

/// <summary>The maps of one window and what is needed to decode them; kept from window to window. One thread at a time.</summary>
internal sealed class WindowMaps
{
    private int _width;
    private int _height;

    public float[] Probability { get; private set; } = [];

    public float[] Horizontal { get; private set; } = [];

    public float[] Vertical { get; private set; } = [];

    public byte[] Classes { get; private set; } = [];

    public HoverWorkspace Workspace { get; } = new();

    /// <summary>Sets the size; the maps are undefined afterwards.</summary>
    public void Reshape(int width, int height, bool typed)
    {
        (_width, _height) = (width, height);
        var count = checked(width * height);
        if (Probability.Length < count) (Probability, Horizontal, Vertical) = (new float[count], new float[count], new float[count]);
        if (typed && Classes.Length < count) Classes = new byte[count];
    }

    /// <summary>Makes a part background.</summary>
    /// <param name="part">Columns and rows of the window.</param>
    public void Clear(Rect part)
    {
        for (var row = part.Y; row < part.Bottom; row++)
        {
            var from = row * _width + part.X;
            Probability.AsSpan(from, part.Width).Clear();
            Horizontal.AsSpan(from, part.Width).Clear();
            Vertical.AsSpan(from, part.Width).Clear();
            if (Classes.Length > 0) Classes.AsSpan(from, part.Width).Clear();
        }
    }

    /// <summary>A copy of distances and classes by their names.</summary>
    public PixelMaps ToPixelMaps(int classChannels)
    {
        var count = _width * _height;
        return new PixelMaps(_width, _height)
            .With(HoverChannels.Horizontal, new Raster<float>(_width, _height, Horizontal[..count])).With(HoverChannels.Vertical, new Raster<float>(_width, _height, Vertical[..count]))
            .WithClasses(new Raster<byte>(_width, _height, Classes[..count]), classChannels);
    }

    /// <summary>The maps as the HoVer decoder takes them, not copied.</summary>
    public HoverMaps View(int classChannels) => new(_width, _height, _width, Probability, Horizontal, Vertical, Classes, classChannels);
}
