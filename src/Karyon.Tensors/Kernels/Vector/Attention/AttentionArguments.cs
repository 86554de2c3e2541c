namespace Karyon.Tensors.Kernels.Vector.Attention;

/// <summary>
/// Attention of blocked images whose pixels are tokens. Heads are whole blocks of channels. What each query gets is defined by
/// <c>Operations.Attention</c>.
/// </summary>
internal readonly struct AttentionArguments
{
    /// <summary>Queries.</summary>
    public BlockedImage Query { get; init; }

    /// <summary>Keys.</summary>
    public BlockedImage Key { get; init; }

    /// <summary>Values, of the keys' size.</summary>
    public BlockedImage Value { get; init; }

    /// <summary>The result, of the queries' size; its halo is zeroed.</summary>
    public BlockedImage Output { get; init; }

    /// <summary>Heads.</summary>
    public int Heads { get; init; }

    /// <summary>Blocks of a head.</summary>
    public int HeadBlocks => Query.Blocks / Heads;

    /// <summary>Number of keys.</summary>
    public int Keys => Key.Height * Key.Width;

    /// <summary>The same work over images of a single row, where tokens follow each other without gaps: each image by itself.</summary>
    public AttentionArguments Flattened() => new()
    {
        Query = Query.IsGapless && Output.IsGapless ? Query.AsOneRow() : Query,
        Key = Key.IsGapless ? Key.AsOneRow() : Key,
        Value = Value.IsGapless ? Value.AsOneRow() : Value,
        Output = Query.IsGapless && Output.IsGapless ? Output.AsOneRow() : Output,
        Heads = Heads,
    };
}
