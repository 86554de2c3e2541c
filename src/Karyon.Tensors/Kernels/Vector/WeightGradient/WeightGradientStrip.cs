namespace Karyon.Tensors.Kernels.Vector.WeightGradient;

/// <summary>The steps, in floats, by which a tile walks over a strip of rows.</summary>
internal readonly record struct WeightGradientStrip(nint Rows, nint Columns, nint InputPixel, nint InputRow, nint InputTap, nint GradientRow, nint GradientVector, nint SumTap)
{
    /// <summary>Output channels whose sums lie side by side: a pair of blocks.</summary>
    public const int GroupLanes = 2 * BlockedImage.Lanes;
}
