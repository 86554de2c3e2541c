using System.Runtime.Intrinsics;

namespace Karyon.Tensors.Kernels.Vector.Elementwise;

/// <summary>
/// Softmax over channels, pixel by pixel: exact maximum, our exponential of the differences, their sum in double over channels
/// ascending, one true division. The twin is <see cref="Scalar.Elementwise.SoftmaxTwin"/>.
/// </summary>
internal abstract unsafe class SoftmaxKernels
{
    /// <summary>Chunks of either direction.</summary>
    public static int Chunks(in SoftmaxArguments a) => Cut(a.Output).Count;

    /// <summary>softmax(x), or x - max - log(sum of exp(x - max)).</summary>
    public abstract void Forward(in SoftmaxArguments a, int chunk);

    /// <summary>y (g - sum of g y), or g - exp(y) (sum of g); sums in double, rounded once.</summary>
    public abstract void Backward(in SoftmaxArguments a, int chunk);

    /// <summary>The kernels for a vector width.</summary>
    public static SoftmaxKernels Create(VectorPath path) => path switch
    {
        VectorPath.Bits512 => new SoftmaxKernels<Simd512, Vector512<float>, Vector512<double>>(),
        VectorPath.Bits256 => new SoftmaxKernels<Simd256, Vector256<float>, Vector256<double>>(),
        _ => new SoftmaxKernels<Simd128, Vector128<float>, Vector128<double>>(),
    };

    /// <summary>A chunk has rows of all channels.</summary>
    protected static RowChunks Cut(in BlockedImage image) => new(image.Images, 1, image.Height, image.Width);
}
