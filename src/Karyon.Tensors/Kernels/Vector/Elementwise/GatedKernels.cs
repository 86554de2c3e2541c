using System.Runtime.Intrinsics;

namespace Karyon.Tensors.Kernels.Vector.Elementwise;

/// <summary>The gradient of silu(a) b where a and b are the halves of an image's channel blocks. The twin is <see cref="Operations.SwiGluGradient"/>.</summary>
internal abstract unsafe class GatedKernels
{
    /// <summary>Chunks for a gradient of this size.</summary>
    public static int Chunks(in BlockedImage gradient) => new RowChunks(gradient).Count;

    /// <summary>slope(a) (g b) into the first half of the result's blocks, silu(a) g into the second; its halo is zeroed. The result may be the image's memory.</summary>
    public abstract void Backward(in BlockedImage image, in BlockedImage gradient, in BlockedImage result, int chunk);

    /// <summary>The kernels for a vector width.</summary>
    public static GatedKernels Create(VectorPath path) => path switch
    {
        VectorPath.Bits512 => new GatedKernels<Simd512, Vector512<float>, Vector512<double>>(),
        VectorPath.Bits256 => new GatedKernels<Simd256, Vector256<float>, Vector256<double>>(),
        _ => new GatedKernels<Simd128, Vector128<float>, Vector128<double>>(),
    };
}
