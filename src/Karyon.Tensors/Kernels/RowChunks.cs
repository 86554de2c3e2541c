namespace Karyon.Tensors.Kernels;

/// <summary>
/// Cuts images into strips, (image, channel block, range of rows) in that order, and strips into chunks of work, by shape alone. A
/// strip holds at most about <see cref="StripPixels"/> pixels and is the unit of partial sums; a chunk is one strip of a large image
/// or several of small ones.
/// </summary>
internal readonly struct RowChunks
{
    /// <summary>Pixels of one channel block in a strip, unless a single row is longer.</summary>
    public const int StripPixels = 4096;

    private readonly int blocks;
    private readonly int height;
    private readonly int rowsPerStrip;
    private readonly int stripsPerChunk;

    public RowChunks(int images, int blocks, int height, int width)
    {
        this.blocks = blocks;
        this.height = height;
        rowsPerStrip = Math.Clamp(StripPixels / Math.Max(width, 1), 1, Math.Max(height, 1));
        StripsPerBlock = (height + rowsPerStrip - 1) / rowsPerStrip;
        Strips = images * blocks * StripsPerBlock;
        stripsPerChunk = Math.Max(1, StripPixels / Math.Max(1, rowsPerStrip * width));
        Count = (Strips + stripsPerChunk - 1) / stripsPerChunk;
    }

    public RowChunks(in BlockedImage image)
        : this(image.Images, image.Blocks, image.Height, image.Width)
    {
    }

    /// <summary>Chunks of work.</summary>
    public int Count { get; }

    /// <summary>Strips of all images and blocks.</summary>
    public int Strips { get; }

    /// <summary>Strips of one block of one image.</summary>
    public int StripsPerBlock { get; }

    /// <summary>The strips of a chunk: first to the one before <paramref name="end"/>.</summary>
    public int First(int chunk, out int end)
    {
        var first = chunk * stripsPerChunk;
        end = Math.Min(first + stripsPerChunk, Strips);
        return first;
    }

    /// <summary>Where a strip lies.</summary>
    public Strip Locate(int strip)
    {
        var index = strip % StripsPerBlock;
        var plane = strip / StripsPerBlock;
        var first = index * rowsPerStrip;
        return new Strip(plane / blocks, plane % blocks, first, Math.Min(first + rowsPerStrip, height), plane / blocks * StripsPerBlock + index);
    }

    /// <summary>Rows <see cref="First"/> to the one before <see cref="End"/> of a channel block of an image; <see cref="Order"/> counts the strips of this block over all images.</summary>
    internal readonly record struct Strip(int Image, int Block, int First, int End, int Order);
}
