namespace Karyon.Tensors.Kernels.Vector.LayerNormalization;

/// <summary>
/// Cuts images into strips of neighbouring pixels of a row, all channels of which stay in the second cache while a strip is passed over
/// several times, and strips into chunks of work; by shape alone.
/// </summary>
internal readonly struct PixelStrips
{
    /// <summary>Most pixels of a strip: their sums, a double per lane, stay in the first cache.</summary>
    public const int MostPixels = 64;

    private const int LeastPixels = 8;
    private const int StripFloats = 1 << 16;
    private const int ChunkFloats = 1 << 15;
    private readonly int _height;
    private readonly int _width;
    private readonly int _pixels;
    private readonly int _perRow;
    private readonly int _perChunk;
    private readonly int _strips;

    public PixelStrips(in BlockedImage image)
    {
        (_height, _width) = (image.Height, image.Width);
        var floats = image.Blocks * BlockedImage.Lanes;
        _pixels = Math.Clamp(StripFloats / floats, LeastPixels, MostPixels);
        _perRow = (_width + _pixels - 1) / _pixels;
        _strips = image.Images * _height * _perRow;
        _perChunk = Math.Max(1, ChunkFloats / (floats * Math.Max(1, Math.Min(_pixels, _width))));
        Chunks = (_strips + _perChunk - 1) / _perChunk;
    }

    /// <summary>Chunks of work.</summary>
    public int Chunks { get; }

    /// <summary>The strips of a chunk: first to the one before <paramref name="end"/>.</summary>
    public int First(int chunk, out int end)
    {
        end = Math.Min((chunk + 1) * _perChunk, _strips);
        return chunk * _perChunk;
    }

    /// <summary>Where a strip lies.</summary>
    public Strip Locate(int strip)
    {
        var row = strip / _perRow;
        var first = strip % _perRow * _pixels;
        return new Strip(row / _height, row % _height, first, Math.Min(_pixels, _width - first), (nint)row * _width + first);
    }

    /// <summary>Pixels <see cref="First"/> to the one before First + <see cref="Count"/> of a row; <see cref="Pixel"/> counts the first one over all images.</summary>
    internal readonly record struct Strip(int Image, int Row, int First, int Count, nint Pixel);
}
