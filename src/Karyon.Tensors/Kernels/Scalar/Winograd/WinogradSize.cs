namespace Karyon.Tensors.Kernels.Scalar.Winograd;

/// <summary>Logical sizes of a 3x3 convolution's input [N, I, H, W] and output [N, O, OH, OW], and the zeros above and left of the input.</summary>
internal readonly record struct WinogradSize(int Images, int Inputs, int Height, int Width, int Outputs, int PadTop, int PadLeft, int OutputHeight, int OutputWidth);
