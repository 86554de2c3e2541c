namespace Karyon.Tensors.Kernels.Scalar.Depthwise;

/// <summary>Logical sizes of a depthwise convolution's input [N, C, H, W] and output [N, C, OH, OW].</summary>
internal readonly record struct DepthwiseSize(int Images, int Channels, int Height, int Width, int OutputHeight, int OutputWidth);
