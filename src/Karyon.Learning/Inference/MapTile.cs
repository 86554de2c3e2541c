namespace Karyon.Learning.Inference;

/// <summary>The activated maps of one tile, row-major planes. Reusable: it grows to the largest tile seen. Not thread safe.</summary>
public sealed class MapTile
{
    private float[] _planes = [];

    /// <summary>Columns, px.</summary>
    public int Width { get; private set; }

    /// <summary>Rows, px.</summary>
    public int Height { get; private set; }

    /// <summary>Class channels, background included; 0 for untyped nuclei.</summary>
    public int TypeChannels { get; private set; }

    /// <summary>Pixels of a plane.</summary>
    public int Count => Width * Height;

    /// <summary>Probability of "nucleus", 0..1.</summary>
    public Span<float> Probability => Plane(0);

    /// <summary>Horizontal distance to the centre, about -1 (left) to 1.</summary>
    public Span<float> Horizontal => Plane(1);

    /// <summary>Vertical distance to the centre, about -1 (top) to 1.</summary>
    public Span<float> Vertical => Plane(2);

    /// <summary>Probability of one class channel (0 is background), 0..1.</summary>
    public Span<float> Type(int channel)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)channel, (uint)TypeChannels, nameof(channel));
        return Plane(3 + channel);
    }

    /// <summary>All planes, one after the other: probability, horizontal, vertical, then the class channels.</summary>
    internal Span<float> All => _planes.AsSpan(0, (3 + TypeChannels) * Count);

    /// <summary>Sets the size, keeping the memory where it suffices; the maps are undefined afterwards.</summary>
    /// <param name="width">Columns, px.</param>
    /// <param name="height">Rows, px.</param>
    /// <param name="typeChannels">Class channels, background included; 0 for untyped nuclei.</param>
    public void Reshape(int width, int height, int typeChannels)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(width);
        ArgumentOutOfRangeException.ThrowIfNegative(height);
        ArgumentOutOfRangeException.ThrowIfNegative(typeChannels);
        (Width, Height, TypeChannels) = (width, height, typeChannels);
        var needed = checked((3 + typeChannels) * width * height);
        if (_planes.Length < needed) _planes = new float[needed];
    }

    /// <summary>The likeliest class channel of some pixels, the lower one on ties.</summary>
    /// <param name="from">The first pixel, row-major.</param>
    /// <param name="classes">Takes the channels of as many pixels as it is long.</param>
    internal void LikeliestTypes(int from, Span<byte> classes)
    {
        for (var x = 0; x < classes.Length; x++)
        {
            var best = 0;
            var greatest = Type(0)[from + x];
            for (var channel = 1; channel < TypeChannels; channel++)
            {
                var value = Type(channel)[from + x];
                if (value > greatest) (best, greatest) = (channel, value);
            }
            classes[x] = (byte)best;
        }
    }

    private Span<float> Plane(int index) => _planes.AsSpan(index * Count, Count);
}
