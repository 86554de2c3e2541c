namespace Karyon.Tensors.Kernels.Vector.Depthwise;

/// <summary>Depthwise convolution: bias, then kernel row, then kernel column; activation in registers.</summary>
internal abstract unsafe class DepthwiseForward
{
    /// <summary>The kernel for a vector width.</summary>
    public static DepthwiseForward Create(VectorPath path) => path switch
    {
        VectorPath.Bits512 => new DepthwiseForward<Simd512, System.Runtime.Intrinsics.Vector512<float>, System.Runtime.Intrinsics.Vector512<double>>(),
        VectorPath.Bits256 => new DepthwiseForward<Simd256, System.Runtime.Intrinsics.Vector256<float>, System.Runtime.Intrinsics.Vector256<double>>(),
        _ => new DepthwiseForward<Simd128, System.Runtime.Intrinsics.Vector128<float>, System.Runtime.Intrinsics.Vector128<double>>(),
    };

    /// <summary>Chunks of the work, from its shape alone.</summary>
    public abstract int Chunks(in DepthwiseArguments a);

    /// <summary>Floats of scratch memory that a worker brings along.</summary>
    public nint ScratchFloats(in DepthwiseArguments a) => 0;

    /// <summary>Computes one chunk.</summary>
    public abstract void Run(in DepthwiseArguments a, int chunk, float* scratch);
}
