namespace Karyon.Tensors.Kernels;

/// <summary>
/// How the logical channels of a concatenation lie in blocks: each segment starts on a new block of 16, so the last block of a
/// segment may hold padding lanes, which are zero.
/// </summary>
internal readonly struct ChannelSegments
{
    private readonly int[] lengths;

    /// <summary>Segments of these many channels each.</summary>
    /// <exception cref="ArgumentException">No segment, or an empty one.</exception>
    public ChannelSegments(params ReadOnlySpan<int> lengths)
    {
        if (lengths.IsEmpty) throw new ArgumentException("at least one channel segment is needed", nameof(lengths));
        foreach (var length in lengths)
        {
            if (length <= 0) throw new ArgumentException($"channel segment of length {length}: use at least 1", nameof(lengths));
            Blocks += BlocksOf(length);
            Channels += length;
        }
        this.lengths = lengths.ToArray();
    }

    /// <summary>Blocks of 16 that all segments take.</summary>
    public int Blocks { get; }

    /// <summary>Logical channels of all segments.</summary>
    public int Channels { get; }

    /// <summary>The channels of each segment.</summary>
    public ReadOnlySpan<int> Lengths => lengths;

    /// <summary>Blocks of 16 that hold this many channels.</summary>
    public static int BlocksOf(int channels) => ChannelBlocks.BlocksOf(channels);

    /// <summary>The logical channels in a block.</summary>
    /// <param name="block">0 to <see cref="Blocks"/> - 1.</param>
    /// <param name="first">The logical channel in lane 0.</param>
    /// <returns>Lanes in use, 1 to 16.</returns>
    public int InBlock(int block, out int first)
    {
        (first, var count) = new ChannelBlocks(lengths).Block(block);
        return count;
    }
}
