using Karyon.Tensors.Kernels.Vector.Convolution;

namespace Karyon.Tensors.Kernels.Vector.Winograd;

/// <summary>
/// Winograd's transforms for one vector of a channel block (Lavin and Gray, "Fast algorithms for convolutional neural networks",
/// 2016; the points: see <see cref="WinogradPoints"/>): the parts beside this file are generated.
/// </summary>
internal static unsafe partial class WinogradTransforms<S, TV, TD>
    where S : struct, ISimd<TV, TD>
    where TV : unmanaged
    where TD : unmanaged
{
    /// <summary>One pixel of a tile that hangs over the right edge.</summary>
    private static void Finish(float* y, TV value, float* residual, ConvActivation activation)
    {
        if (residual != null) value = S.Add(value, S.Load(residual));
        if (activation != ConvActivation.None) value = S.Max(value, S.Zero);
        if (activation == ConvActivation.Relu6) value = S.Min(value, S.Create(6f));
        S.Store(y, value);
    }
}
