namespace Karyon.Tensors.Kernels.Vector.Depthwise;

/// <summary>
/// How an image that a depthwise kernel writes is cut into chunks, by its shape alone. A unit is a strip of an even number of rows
/// of one block of one image; large maps take a chunk for each unit, small ones several units a chunk.
/// </summary>
internal readonly struct DepthwiseCut
{
    // About 20 microseconds of a 3x3 window on one core.
    private const int PixelsOfChunk = 4096;

    // Enough for eight threads to even out.
    private const int FewestChunks = 32;

    private readonly int blocks, height, strips, rows, group, units;

    public DepthwiseCut(in BlockedImage image)
    {
        blocks = image.Blocks;
        height = image.Height;
        rows = Math.Max(2, (PixelsOfChunk / Math.Max(1, image.Width) + 1) & ~1);
        strips = (height + rows - 1) / rows;
        units = image.Images * blocks * strips;
        group = Math.Max(1, Math.Min(PixelsOfChunk / Math.Max(1, Math.Min(rows, height) * image.Width), units / FewestChunks));
        Chunks = (units + group - 1) / group;
    }

    public int Chunks { get; }

    /// <summary>The units of a chunk: first and one past the last.</summary>
    public (int First, int End) Units(int chunk) => (chunk * group, Math.Min(units, (chunk + 1) * group));

    /// <summary>What a unit covers: image, block, rows from first up to end.</summary>
    public (int Image, int Block, int First, int End) Unit(int unit)
    {
        var (plane, strip) = Math.DivRem(unit, strips);
        var (image, block) = Math.DivRem(plane, blocks);
        return (image, block, strip * rows, Math.Min(height, (strip + 1) * rows));
    }
}
