namespace Karyon.Tensors.Kernels.Vector.Convolution;

/// <summary>What a convolution does to a finished sum, after the residual was added, before it is stored.</summary>
internal enum ConvActivation
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>x > 0 ? x : 0.</summary>
    Relu,

    /// <summary>ReLU, then x &lt; 6 ? x : 6.</summary>
    Relu6,
}
