namespace Karyon.Tensors.Kernels.Vector.Attention;

/// <summary>
/// How attention is cut into strips of query rows, by its shape alone, and how a worker's scratch memory lies: keys turned so that lanes
/// are keys, values side by side, and the scores of a strip against all keys, never those of all queries.
/// </summary>
internal readonly struct AttentionCut
{
    /// <summary>Query rows of a strip: a multiple of the register tiles' six; their scores and a head's keys stay in the second cache for some thousand keys.</summary>
    public const int StripRows = 48;
    private const int Lanes = BlockedImage.Lanes;

    private readonly int _heads;
    private readonly int _strips;
    private readonly int _stripsOfRow;
    private readonly int _width;

    public AttentionCut(in AttentionArguments a)
    {
        _heads = a.Heads;
        _width = a.Query.Width;
        _stripsOfRow = (a.Query.Width + StripRows - 1) / StripRows;
        _strips = _stripsOfRow * a.Query.Height;
        KeyBlocks = (a.Keys + Lanes - 1) / Lanes;
        Chunks = a.Query.Images * _heads * _strips;
        nint turned = (nint)KeyBlocks * Lanes * a.HeadBlocks * Lanes;
        ScoreRow = (nint)KeyBlocks * Lanes;
        ScratchFloats = 2 * turned + StripRows * ScoreRow;
        ValueFloats = turned;
    }

    public int Chunks { get; }

    /// <summary>Strips of a head of an image.</summary>
    public int StripsOfHead => _strips;

    /// <summary>Blocks of 16 keys, the last one padded.</summary>
    public int KeyBlocks { get; }

    /// <summary>Floats from a query's scores to the next one's.</summary>
    public nint ScoreRow { get; }

    /// <summary>Floats of a head's keys, and of its values.</summary>
    public nint ValueFloats { get; }

    public nint ScratchFloats { get; }

    /// <summary>What a chunk covers: image, head, row of the query image, its columns from first up to end.</summary>
    public (int Image, int Head, int Row, int First, int End) Strip(int chunk)
    {
        var (plane, strip) = Math.DivRem(chunk, _strips);
        var (image, head) = Math.DivRem(plane, _heads);
        var (row, part) = Math.DivRem(strip, _stripsOfRow);
        return (image, head, row, part * StripRows, Math.Min(_width, (part + 1) * StripRows));
    }
}
