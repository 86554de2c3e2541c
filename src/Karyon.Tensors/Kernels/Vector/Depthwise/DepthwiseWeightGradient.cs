namespace Karyon.Tensors.Kernels.Vector.Depthwise;

/// <summary>Gradient of a depthwise convolution by its weights: for each image from zero output pixels in raster order, each tap and channel alone; <see cref="DepthwiseWeights.Unpack"/> adds the images in their order.</summary>
internal abstract unsafe class DepthwiseWeightGradient
{
    /// <summary>The kernel for a vector width.</summary>
    public static DepthwiseWeightGradient Create(VectorPath path) => path switch
    {
        VectorPath.Bits512 => new DepthwiseWeightGradient<Simd512, System.Runtime.Intrinsics.Vector512<float>, System.Runtime.Intrinsics.Vector512<double>>(),
        VectorPath.Bits256 => new DepthwiseWeightGradient<Simd256, System.Runtime.Intrinsics.Vector256<float>, System.Runtime.Intrinsics.Vector256<double>>(),
        _ => new DepthwiseWeightGradient<Simd128, System.Runtime.Intrinsics.Vector128<float>, System.Runtime.Intrinsics.Vector128<double>>(),
    };

    /// <summary>Chunks of the work, from its shape alone.</summary>
    public abstract int Chunks(in DepthwiseWeightGradientArguments a);

    /// <summary>Floats of scratch memory that a worker brings along.</summary>
    public nint ScratchFloats(in DepthwiseWeightGradientArguments a) => 0;

    /// <summary>Computes one chunk.</summary>
    public abstract void Run(in DepthwiseWeightGradientArguments a, int chunk, float* scratch);
}
