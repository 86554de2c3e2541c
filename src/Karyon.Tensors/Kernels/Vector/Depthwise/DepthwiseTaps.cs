namespace Karyon.Tensors.Kernels.Vector.Depthwise;

/// <summary>How a weight gradient walks through memory: from tap to tap of the input, from pixel to pixel, from row to row (in floats).</summary>
internal readonly record struct DepthwiseTaps(nint TapRow, nint TapColumn, nint InputStep, nint InputRow, nint GradientRow);
