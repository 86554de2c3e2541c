namespace Karyon.Tensors.Operations;

/// <summary>Which concatenated parts the channels of a value consist of.</summary>
internal static class ChannelSegments
{
    /// <summary>Channels in a block.</summary>
    public const int Block = 16;

    /// <summary>The lengths of the parts; one for all but concatenations and what keeps their channels as they are.</summary>
    public static IReadOnlyList<int> Of(Value value) => value switch
    {
        { Shape.Rank: < 2 } => [],
        { Operation: Concat { Axis: 1 } } => [.. value.Inputs.SelectMany(Of)],
        { Operation: IKeepsChannels keeps } => Of(value.Inputs[keeps.ChannelsFrom]),
        _ => [value.Shape[1]],
    };

    /// <summary>Blocks that the parts fill, each part padded to whole blocks.</summary>
    public static int Blocks(IReadOnlyList<int> segments)
    {
        var blocks = 0;
        foreach (var length in segments) blocks += (length + Block - 1) / Block;
        return blocks;
    }

    /// <summary>The channels of a group, cut where the image's blocks are: a group may begin inside one.</summary>
    public static (int First, int Count)[] Ranges(IReadOnlyList<int> segments, int groupFirst, int groupCount) =>
    [
        .. Ranges(segments).Select(range => (First: Math.Max(range.First, groupFirst), Last: Math.Min(range.First + range.Count, groupFirst + groupCount)))
            .Where(range => range.First < range.Last).Select(range => (range.First, range.Last - range.First)),
    ];

    /// <summary>The channels in order, block by block: (first, count) with counts up to 16.</summary>
    public static IEnumerable<(int First, int Count)> Ranges(IReadOnlyList<int> segments)
    {
        var start = 0;
        foreach (var length in segments)
        {
            for (var c = 0; c < length; c += Block) yield return (start + c, Math.Min(Block, length - c));
            start += length;
        }
    }
}

/// <summary>Marks operations whose result has the channels of one operand, one to one.</summary>
internal interface IKeepsChannels
{
    /// <summary>The operand.</summary>
    int ChannelsFrom => 0;
}
