namespace Karyon.Tensors.Kernels.Vector.Attention;

/// <summary>
/// How the gradient of attention is cut, by its shape alone: queries' gradients into the strips of <see cref="AttentionCut"/>; those of keys
/// and values, which are sums over all queries, into heads of images. Strips follow each other inside a chunk, so that only their scores are in memory.
/// </summary>
internal readonly struct AttentionGradientCut
{
    private readonly AttentionCut _strips;
    private readonly bool _ofQueries;

    public AttentionGradientCut(in AttentionGradientArguments a)
    {
        _strips = new AttentionCut(new AttentionArguments { Query = a.Query, Key = a.Key, Value = a.Value, Output = a.Gradient, Heads = a.Heads });
        _ofQueries = a.Target == AttentionGradientTarget.Query;
        Chunks = _ofQueries ? _strips.Chunks : a.Query.Images * a.Heads;
        KeyBlocks = _strips.KeyBlocks;
        ScoreRow = _strips.ScoreRow;
        TokenFloats = _strips.ValueFloats;
        ScoreFloats = AttentionCut.StripRows * ScoreRow;
        ScratchFloats = 3 * TokenFloats + 3 * ScoreFloats;
    }

    public int Chunks { get; }

    /// <summary>Blocks of 16 keys, the last one padded.</summary>
    public int KeyBlocks { get; }

    /// <summary>Floats from a query's scores to the next one's.</summary>
    public nint ScoreRow { get; }

    /// <summary>Floats of a head's keys or values.</summary>
    public nint TokenFloats { get; }

    /// <summary>Floats of a strip's scores.</summary>
    public nint ScoreFloats { get; }

    /// <summary>Keys turned, values turned, keys side by side; then probabilities, scores' gradients, and one of these turned.</summary>
    public nint ScratchFloats { get; }

    /// <summary>Strips of a chunk.</summary>
    public int Strips => _ofQueries ? 1 : _strips.StripsOfHead;

    /// <summary>A strip of a chunk.</summary>
    public (int Image, int Head, int Row, int First, int End) Strip(int chunk, int strip) => _strips.Strip(chunk * Strips + strip);
}
