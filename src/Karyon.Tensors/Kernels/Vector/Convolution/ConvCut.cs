namespace Karyon.Tensors.Kernels.Vector.Convolution;

/// <summary>
/// How a convolution is cut into chunks, by its shape alone: images, then bands of rows (of columns where there is one row only), then
/// ranges of output blocks, as many at a time as a register tile takes. Bands are kept low enough for a core's second cache, and high enough that weights are read rarely.
/// </summary>
internal readonly struct ConvCut
{
    /// <summary>Output blocks that are not parted: those of a register tile.</summary>
    private const int Together = 4;

    /// <summary>Multiply-adds that a chunk should have at least: some tens of microseconds.</summary>
    private const long SmallChunk = 1 << 20;

    /// <summary>Chunks that large work is cut into.</summary>
    private const int ManyChunks = 64;

    /// <summary>Chunks that large work has at least.</summary>
    private const int FewChunks = 16;

    /// <summary>Pixels that a band may have at most, where a row does not have more.</summary>
    private const int TallBand = 2048;

    /// <summary>Pixels that a band may have however many channels there are: fewer would read weights too often.</summary>
    private const int DeepBand = 288;

    /// <summary>Bytes of input that a band may read, if it then still has <see cref="DeepBand"/> pixels.</summary>
    private const int BandBytes = 512 << 10;

    /// <summary>Pixels that a band should have at least.</summary>
    private const int FlatBand = 512;

    /// <summary>Pixels below which a band is not cut further, so that small deep layers do not read their weights for a few pixels.</summary>
    private const int LeastBand = 64;

    /// <summary>Pixels of a single row that are dealt with like a row: a multiple of 8 and 6.</summary>
    private const int Strip = 48;

    private readonly int _height;
    private readonly int _width;
    private readonly int _blocks;
    private readonly int _units;
    private readonly int _band;
    private readonly int _bands;
    private readonly int _group;
    private readonly int _groups;

    /// <summary>The cut of an output of these sizes.</summary>
    /// <param name="images">Images.</param>
    /// <param name="height">Output rows.</param>
    /// <param name="width">Output pixels of a row.</param>
    /// <param name="outputBlocks">Output channel blocks.</param>
    /// <param name="products">Multiply-adds of an output element.</param>
    /// <param name="inputBytes">Bytes of input for an output pixel.</param>
    public ConvCut(int images, int height, int width, int outputBlocks, long products, long inputBytes)
    {
        (_height, _width, _blocks) = (height, width, outputBlocks);
        var unitWidth = height == 1 ? Math.Min(Strip, width) : width;
        _units = height == 1 ? (width + Strip - 1) / Strip : height;
        var together = Math.Clamp(outputBlocks, 1, Together);
        var parts = (outputBlocks + together - 1) / together;
        var unit = Math.Max(1, (long)unitWidth * together * BlockedImage.Lanes * products);
        var target = Math.Max(SmallChunk, images * (long)_units * parts * unit / ManyChunks);
        var tall = (int)Math.Clamp(BandBytes / inputBytes, DeepBand, TallBand);
        var low = Math.Clamp(Math.Min(FlatBand, tall) / Math.Max(1, unitWidth), 1, Math.Max(1, _units));
        var high = Math.Max(low, Math.Min(_units, tall / Math.Max(1, unitWidth)));
        var band = Math.Clamp(target / (unit * parts), low, high);
        // Rows of tokens stay together where weights come from memory: each band would fetch them again.
        var rowStays = height == 1 && _units * Strip <= DeepBand && images * parts >= FewChunks;
        if (rowStays) band = _units;
        var group = (int)Math.Clamp(target / (unit * band), 1, Math.Max(1, parts));
        if (!rowStays && group == 1 && unit * band > 2 * target)
            band = Math.Clamp(target / unit, Math.Min(low, (LeastBand + unitWidth - 1) / Math.Max(1, unitWidth)), band);
        _bands = (int)((_units + band - 1) / band);
        _band = _bands == 0 ? 0 : (_units + _bands - 1) / _bands;
        _bands = _band == 0 ? 0 : (_units + _band - 1) / _band;
        _group = group * together;
        _groups = (outputBlocks + _group - 1) / _group;
        Chunks = width == 0 ? 0 : images * _bands * _groups;
    }

    /// <summary>Number of chunks.</summary>
    public int Chunks { get; }

    /// <summary>The part of the output that a chunk computes.</summary>
    public ConvRegion Region(int chunk)
    {
        var group = chunk % _groups;
        var band = chunk / _groups % _bands;
        var image = chunk / (_groups * _bands);
        var (first, end) = (band * _band, Math.Min((band + 1) * _band, _units));
        var (firstBlock, endBlock) = (group * _group, Math.Min((group + 1) * _group, _blocks));
        return _height == 1
            ? new ConvRegion(image, 0, 1, first * Strip, Math.Min(end * Strip, _width), firstBlock, endBlock)
            : new ConvRegion(image, first, end, 0, _width, firstBlock, endBlock);
    }
}
