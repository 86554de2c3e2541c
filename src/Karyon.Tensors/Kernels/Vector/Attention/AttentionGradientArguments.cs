namespace Karyon.Tensors.Kernels.Vector.Attention;

/// <summary>
/// The gradient of attention with regard to queries, keys or values, from blocked images whose pixels are tokens. Its bits are defined by
/// <c>Operations.AttentionGradient</c>.
/// </summary>
internal readonly struct AttentionGradientArguments
{
    /// <summary>What the gradient is taken with regard to.</summary>
    public AttentionGradientTarget Target { get; init; }

    /// <summary>Queries.</summary>
    public BlockedImage Query { get; init; }

    /// <summary>Keys.</summary>
    public BlockedImage Key { get; init; }

    /// <summary>Values, of the keys' size.</summary>
    public BlockedImage Value { get; init; }

    /// <summary>The gradient of attention's result, of the queries' size.</summary>
    public BlockedImage Gradient { get; init; }

    /// <summary>The gradient that is wanted, of its target's size; its halo is zeroed.</summary>
    public BlockedImage Output { get; init; }

    /// <summary>Heads.</summary>
    public int Heads { get; init; }

    /// <summary>Blocks of a head.</summary>
    public int HeadBlocks => Query.Blocks / Heads;

    /// <summary>Number of keys.</summary>
    public int Keys => Key.Height * Key.Width;

    private bool IsOfQueries => Target == AttentionGradientTarget.Query;

    /// <summary>The same work over images of a single row, where tokens follow each other without gaps.</summary>
    public AttentionGradientArguments Flattened()
    {
        var queries = Query.IsGapless && Gradient.IsGapless && (!IsOfQueries || Output.IsGapless);
        return new()
        {
            Target = Target,
            Query = queries ? Query.AsOneRow() : Query,
            Key = Key.IsGapless ? Key.AsOneRow() : Key,
            Value = Value.IsGapless ? Value.AsOneRow() : Value,
            Gradient = queries ? Gradient.AsOneRow() : Gradient,
            Output = (IsOfQueries ? queries : Output.IsGapless) ? Output.AsOneRow() : Output,
            Heads = Heads,
        };
    }
}
