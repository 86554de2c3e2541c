namespace Karyon.Tensors.Kernels;

/// <summary>
/// Where channels lie in blocks of 16: a concatenation has several segments, each of which begins a new block, so a physical channel
/// is either a logical one or padding.
/// </summary>
internal readonly ref struct ChannelBlocks(ReadOnlySpan<int> segments)
{
    private readonly ReadOnlySpan<int> _segments = segments;

    /// <summary>Logical channels.</summary>
    public int Channels
    {
        get
        {
            var sum = 0;
            foreach (var segment in _segments)
                sum += segment;
            return sum;
        }
    }

    /// <summary>Blocks that all segments take.</summary>
    public int Blocks
    {
        get
        {
            var sum = 0;
            foreach (var segment in _segments)
                sum += BlocksOf(segment);
            return sum;
        }
    }

    /// <summary>Blocks of one segment.</summary>
    public static int BlocksOf(int channels) => (channels + BlockedImage.Lanes - 1) / BlockedImage.Lanes;

    /// <summary>The logical channels of a block: the first one, and how many there are (the other lanes are padding).</summary>
    public (int First, int Count) Block(int block)
    {
        var first = 0;
        foreach (var segment in _segments)
        {
            var blocks = BlocksOf(segment);
            if (block < blocks)
                return (first + block * BlockedImage.Lanes, Math.Min(BlockedImage.Lanes, segment - block * BlockedImage.Lanes));
            block -= blocks;
            first += segment;
        }
        throw new ArgumentOutOfRangeException(nameof(block), "the segments have fewer blocks");
    }
}
