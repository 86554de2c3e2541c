namespace Karyon.Tensors.Kernels.Vector.Convolution;

/// <summary>A part of a convolution's output: rows, columns and channel blocks of one image, each [first, end).</summary>
internal readonly record struct ConvRegion(int Image, int FirstRow, int EndRow, int FirstColumn, int EndColumn, int FirstBlock, int EndBlock);
