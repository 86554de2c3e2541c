namespace Karyon.Tensors.Kernels.Scalar.Convolution;

/// <summary>Logical sizes of a convolution's input [N, I, H, W] and output [N, O, OH, OW].</summary>
internal readonly record struct ConvSize(int Images, int Inputs, int Height, int Width, int Outputs, int OutputHeight, int OutputWidth);
