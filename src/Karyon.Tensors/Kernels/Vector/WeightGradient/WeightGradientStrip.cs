namespace Karyon.Tensors.Kernels.Vector.WeightGradient;

/// <summary>
/// The steps, in floats, by which tiles walk over a strip of rows. Meanwhile they ask the cache for the next strip: the lines of it are
/// dealt out over all tiles that walk over this one, because a core can wait for a few lines at a time only.
/// </summary>
internal unsafe struct WeightGradientStrip
{
    /// <summary>Output channels whose sums lie side by side: a pair of blocks.</summary>
    public const int GroupLanes = 2 * BlockedImage.Lanes;

    public nint Rows;
    public nint Columns;
    public nint InputPixel;
    public nint InputRow;
    public nint InputTap;
    public nint GradientRow;
    public nint GradientVector;
    public nint SumTap;

    /// <summary>What the next tile asks for at its first pixel; any address will do.</summary>
    public float* Ahead;

    public nint AheadRow;

    /// <summary>From a pixel to the next.</summary>
    public nint AheadStep;

    private float* _input;
    private float* _gradient;
    private nint _gradientBlock;
    private int _streams;
    private int _callsEach;
    private int _call;

    /// <summary>Nothing to ask for: what is read is asked for again, which costs next to nothing.</summary>
    public void AskForNothing(float* x)
    {
        Ahead = x;
        (AheadRow, AheadStep, _streams) = (InputRow, 0, 0);
    }

    /// <summary>Deals what follows out over some tiles.</summary>
    /// <param name="input">The next strip of the input; null: it is in a cache already.</param>
    /// <param name="gradient">The next strip of the gradient; null: likewise.</param>
    /// <param name="gradientBlock">From one gradient block to the next.</param>
    /// <param name="gradientBlocks">Gradient blocks.</param>
    /// <param name="calls">Tiles.</param>
    public void AskFor(float* input, float* gradient, nint gradientBlock, int gradientBlocks, int calls)
    {
        _input = input;
        _gradient = gradient;
        _gradientBlock = gradientBlock;
        _streams = (input == null ? 0 : 1) + (gradient == null ? 0 : gradientBlocks);
        _callsEach = _streams == 0 ? 0 : Math.Max(1, calls / _streams);
        _call = -1;
        Next();
    }

    /// <summary>To be called after each tile.</summary>
    public void Next()
    {
        if (_streams == 0) return;
        var stream = ++_call / _callsEach;
        if (stream >= _streams)
        {
            AheadStep = 0;
            return;
        }
        nint part = _call % _callsEach;
        var isInput = stream == 0 && _input != null;
        AheadRow = isInput ? InputRow : GradientRow;
        AheadStep = ((isInput ? InputPixel : BlockedImage.Lanes) + _callsEach - 1) / _callsEach;
        Ahead = (isInput ? _input : _gradient + (stream - (_input == null ? 0 : 1)) * _gradientBlock) + part * AheadStep * Columns;
    }
}
