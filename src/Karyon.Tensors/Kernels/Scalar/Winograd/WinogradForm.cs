namespace Karyon.Tensors.Kernels.Scalar.Winograd;

/// <summary>How a 3x3 convolution of stride 1 is computed.</summary>
internal enum WinogradForm
{
    /// <summary>Directly.</summary>
    Direct = 0,

    /// <summary>F(2x2, 3x3): tiles of 2x2 outputs, 16 products instead of 36 multiply-adds a channel pair.</summary>
    F2 = 2,

    /// <summary>F(4x4, 3x3): tiles of 4x4 outputs, 36 products instead of 144.</summary>
    F4 = 4,
}
