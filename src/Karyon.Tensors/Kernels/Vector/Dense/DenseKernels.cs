using System.Runtime.Intrinsics;

namespace Karyon.Tensors.Kernels.Vector.Dense;

/// <summary>Inner loops over rows of dense tensors, whose channels are too few for blocks: what losses are made of.</summary>
internal abstract unsafe class DenseKernels
{
    /// <summary>Adds count floats (a multiple of 16) to 16 lanes of double, lane = index mod 16.</summary>
    public abstract void AddToLanes(float* x, nint count, double* lanes);

    /// <summary>Softmax, or its logarithm, of <paramref name="size"/> values that lie <paramref name="stride"/> apart, for count neighbours; sums in double ascending.</summary>
    public abstract void Softmax(float* x, float* y, int size, nint stride, nint count, bool logarithm);

    /// <summary>g where low &lt;= x &lt;= high, else 0.</summary>
    public abstract void ClampGradient(float* x, float* g, float* y, nint count, float low, float high);

    /// <summary>x > low ? x : low, then &lt; high ? : high.</summary>
    public abstract void Clamp(float* x, float* y, nint count, float low, float high);

    /// <summary>The kernels for a vector width.</summary>
    public static DenseKernels Create(VectorPath path) => path switch
    {
        VectorPath.Bits512 => new DenseKernels<Simd512, Vector512<float>, Vector512<double>>(),
        VectorPath.Bits256 => new DenseKernels<Simd256, Vector256<float>, Vector256<double>>(),
        _ => new DenseKernels<Simd128, Vector128<float>, Vector128<double>>(),
    };
}
