namespace Karyon.Tensors.Kernels.Vector.WeightGradient;

/// <summary>
/// Gradient of a dense convolution with respect to its weights. Each element is one chain of fused multiply-adds over images, then
/// output pixels in raster order, from zero (<see cref="Scalar.WeightGradient.WeightGradientTwin"/>). Chunks are pairs of output
/// blocks x input blocks, several of each for small kernels, split by kernel row and by input channel where that gives too few, never by pixel.
/// </summary>
internal abstract unsafe class WeightGradientKernels
{
    /// <summary>Independent pieces of work; from the shape alone.</summary>
    public static int Chunks(in WeightGradientArguments a) => a.Chunks;

    /// <summary>Floats of scratch memory, 64-byte aligned, that a worker lends to <see cref="Run"/>.</summary>
    public static nint ScratchFloats(in WeightGradientArguments a) => 
        (nint)a.GroupsPerChunk * a.BlocksPerChunk * a.Shape.KernelHeight * a.Columns * a.Inner * WeightGradientStrip.GroupLanes;

    /// <summary>Computes the weights of one chunk and writes them to <see cref="WeightGradientArguments.Result"/>.</summary>
    public abstract void Run(in WeightGradientArguments a, int chunk, float* scratch);

    /// <summary>The kernels for a vector width.</summary>
    public static WeightGradientKernels Create(VectorPath path) => path switch
    {
        VectorPath.Bits512 => new WeightGradientKernels<Simd512, System.Runtime.Intrinsics.Vector512<float>, System.Runtime.Intrinsics.Vector512<double>>(),
        VectorPath.Bits256 => new WeightGradientKernels<Simd256, System.Runtime.Intrinsics.Vector256<float>, System.Runtime.Intrinsics.Vector256<double>>(),
        _ => new WeightGradientKernels<Simd128, System.Runtime.Intrinsics.Vector128<float>, System.Runtime.Intrinsics.Vector128<double>>(),
    };
}
