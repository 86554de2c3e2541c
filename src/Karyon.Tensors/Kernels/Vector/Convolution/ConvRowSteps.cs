namespace Karyon.Tensors.Kernels.Vector.Convolution;

/// <summary>What tiles of several rows know beside <see cref="ConvRow"/>; steps in floats.</summary>
/// <param name="OutputRow">From an output row to the next.</param>
/// <param name="ResidualRow">From a row of the residual to the next.</param>
internal readonly record struct ConvRowSteps(nint OutputRow, nint ResidualRow);
