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
        Query = IsGapless(Query) && IsGapless(Output) ? Query.AsOneRow() : Query,
        Key = IsGapless(Key) ? Key.AsOneRow() : Key,
        Value = IsGapless(Value) ? Value.AsOneRow() : Value,
        Output = IsGapless(Query) && IsGapless(Output) ? Output.AsOneRow() : Output,
        Heads = Heads,
    };

    private static bool IsGapless(in BlockedImage image) => image.Halo == 0 && image.RowStride == (nint)image.Width * BlockedImage.Lanes;
}
