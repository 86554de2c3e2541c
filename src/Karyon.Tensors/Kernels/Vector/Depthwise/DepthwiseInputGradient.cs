namespace Karyon.Tensors.Kernels.Vector.Depthwise;

/// <summary>Gradient of a depthwise convolution by its input: from zero, over the output pixels that read the input pixel, in raster order.</summary>
internal abstract unsafe class DepthwiseInputGradient
{
    /// <summary>The kernel for a vector width.</summary>
    public static DepthwiseInputGradient Create(VectorPath path) => path switch
    {
        VectorPath.Bits512 => new DepthwiseInputGradient<Simd512, System.Runtime.Intrinsics.Vector512<float>, System.Runtime.Intrinsics.Vector512<double>>(),
        VectorPath.Bits256 => new DepthwiseInputGradient<Simd256, System.Runtime.Intrinsics.Vector256<float>, System.Runtime.Intrinsics.Vector256<double>>(),
        _ => new DepthwiseInputGradient<Simd128, System.Runtime.Intrinsics.Vector128<float>, System.Runtime.Intrinsics.Vector128<double>>(),
    };

    /// <summary>Chunks of the work, from its shape alone.</summary>
    public abstract int Chunks(in DepthwiseInputGradientArguments a);

    /// <summary>Floats of scratch memory that a worker brings along.</summary>
    public nint ScratchFloats(in DepthwiseInputGradientArguments a) => 0;

    /// <summary>Computes one chunk.</summary>
    public abstract void Run(in DepthwiseInputGradientArguments a, int chunk, float* scratch);
}
