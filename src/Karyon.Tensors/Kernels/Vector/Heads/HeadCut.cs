namespace Karyon.Tensors.Kernels.Vector.Heads;

/// <summary>How a head's output is cut into bands of rows, by its shape alone, and how the rows that a worker has turned lie in its scratch memory.</summary>
internal readonly struct HeadCut
{
    /// <summary>Output columns that are computed together: whole tiles at every vector width.</summary>
    public const int StripPixels = 96;

    // Rows above and below a band are turned once more: 2 in 32. Fewer only where there would be too little to hand out.
    private const int MostRows = 32;
    private const int FewestRows = 8;
    private const int WantedChunks = 16;

    private readonly int _height;
    private readonly int _bands;

    public HeadCut(in HeadArguments a)
    {
        _height = a.Height;
        Rows = Math.Clamp(a.Input.Images * a.Height / WantedChunks, FewestRows, MostRows);
        _bands = (a.Height + Rows - 1) / Rows;
        Chunks = a.Width == 0 ? 0 : a.Input.Images * _bands;
        Line = (StripPixels + a.Shape.KernelWidth - 1 + BlockedImage.Lanes - 1) / BlockedImage.Lanes * BlockedImage.Lanes;
        RowFloats = BlockedImage.Lanes * Line;
        ScratchFloats = a.Shape.KernelHeight * RowFloats + (BlockedImage.Lanes + HeadWeights.OutputsTogether) * BlockedImage.Lanes;
    }

    /// <summary>Rows of a band.</summary>
    public int Rows { get; }

    public int Chunks { get; }

    /// <summary>Floats of a turned row of one channel.</summary>
    public nint Line { get; }

    /// <summary>Floats of a turned row of a block's channels. As many as a 3x3 kernel has rows fit the first cache.</summary>
    public nint RowFloats { get; }

    /// <summary>As many turned rows as the kernel has, 16 pixels before they are turned, and a vector of each output that is computed together.</summary>
    public nint ScratchFloats { get; }

    /// <summary>What a chunk covers: image, rows from first up to end.</summary>
    public (int Image, int First, int End) Band(int chunk)
    {
        var (image, band) = Math.DivRem(chunk, _bands);
        return (image, band * Rows, Math.Min(_height, (band + 1) * Rows));
    }
}
