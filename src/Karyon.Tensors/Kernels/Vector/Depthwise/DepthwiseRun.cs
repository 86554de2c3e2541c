namespace Karyon.Tensors.Kernels.Vector.Depthwise;

/// <summary>
/// How a run of pixels walks through memory for a window of any shape: taps down and across, how far a tap moves in the input and in
/// the weights, how far a pixel moves in the input and in the output (all steps in floats).
/// </summary>
internal readonly record struct DepthwiseRun(
    nint Rows, nint Columns, nint TapRow, nint TapColumn, nint WeightRow, nint WeightColumn, nint InputStep, nint OutputStep);
