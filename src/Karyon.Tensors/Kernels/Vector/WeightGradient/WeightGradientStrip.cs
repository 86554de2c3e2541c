namespace Karyon.Tensors.Kernels.Vector.WeightGradient;

/// <summary>The steps, in floats, by which a tile walks over a strip of rows, and how far ahead the next strip lies, which it asks the cache for meanwhile.</summary>
internal readonly record struct WeightGradientStrip(nint Rows, nint Columns, nint InputPixel, nint InputRow, nint InputTap, nint GradientRow, nint GradientVector, nint SumTap, nint GradientAhead, nint InputAhead)
{
    /// <summary>Output channels whose sums lie side by side: a pair of blocks.</summary>
    public const int GroupLanes = 2 * BlockedImage.Lanes;
}
