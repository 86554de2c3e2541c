using System.Runtime.Intrinsics;

namespace Karyon.Tensors.Kernels.Vector.Pooling;

/// <summary>
/// Means over windows that cover an image, and their gradient, which gathers. The twins are <c>AdaptiveAveragePool2d</c> and
/// <c>AdaptiveAveragePool2dGradient</c>.
/// </summary>
internal abstract unsafe class AdaptivePoolingKernels
{
    /// <summary>Chunks of the pass forward: the windows of a block of an image.</summary>
    public static int Chunks(in BlockedImage input) => input.Images * input.Blocks;

    /// <summary>Chunks of the pass backward.</summary>
    public static int BackwardChunks(in BlockedImage inputGradient) => new RowChunks(inputGradient).Count;

    /// <summary>The mean of each window; the output's halo is zeroed.</summary>
    public abstract void Average(in BlockedImage input, in BlockedImage output, int chunk);

    /// <summary>Each pixel's gradient from those of its windows; the halo is zeroed.</summary>
    public abstract void AverageBackward(in BlockedImage gradient, in BlockedImage inputGradient, int chunk);

    /// <summary>The kernels for a vector width.</summary>
    public static AdaptivePoolingKernels Create(VectorPath path) => path switch
    {
        VectorPath.Bits512 => new AdaptivePoolingKernels<Simd512, Vector512<float>, Vector512<double>>(),
        VectorPath.Bits256 => new AdaptivePoolingKernels<Simd256, Vector256<float>, Vector256<double>>(),
        _ => new AdaptivePoolingKernels<Simd128, Vector128<float>, Vector128<double>>(),
    };
}
