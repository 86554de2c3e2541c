namespace Karyon.Tensors.Kernels.Vector.WeightGradient;

/// <summary>
/// Gradient of a dense convolution with respect to its weights. For each image an element is one chain of fused multiply-adds over
/// output pixels in raster order, from zero; the images' sums are added in their order (<see cref="Scalar.WeightGradient.WeightGradientTwin"/>).
/// Chunks are single images where they are large and weights few (their sums are added by <see cref="Combine"/>), else all images; times
/// ranges of output and input blocks, split by kernel row and by input channel where that gives too few.
/// </summary>
internal abstract unsafe class WeightGradientKernels
{
    /// <summary>Independent pieces of work; from the shape alone.</summary>
    public static int Chunks(in WeightGradientArguments a) => a.Chunks;

    /// <summary>Weights that a chunk of <see cref="Combine"/> adds.</summary>
    protected const int CombinePiece = 1 << 14;

    /// <summary>Floats of scratch memory, 64-byte aligned, that a worker lends to <see cref="Run"/>: sums of an image, and of the images before it.</summary>
    public static nint ScratchFloats(in WeightGradientArguments a) =>
        2 * (nint)a.GroupsPerChunk * a.BlocksPerChunk * a.Shape.KernelHeight * a.Columns * a.Inner * WeightGradientStrip.GroupLanes;

    /// <summary>Independent pieces of adding up images; 0 where chunks take all images.</summary>
    public static int CombineChunks(in WeightGradientArguments a) => a.ByImage ? (int)((a.Weights + CombinePiece - 1) / CombinePiece) : 0;

    /// <summary>Adds the images' sums in their order, after all chunks of <see cref="Run"/>.</summary>
    public abstract void Combine(in WeightGradientArguments a, int chunk);

    /// <summary>Computes the weights of one chunk and writes them to <see cref="WeightGradientArguments.Result"/>, or to the partial sums of its image.</summary>
    public abstract void Run(in WeightGradientArguments a, int chunk, float* scratch);

    /// <summary>The kernels for a vector width.</summary>
    public static WeightGradientKernels Create(VectorPath path) => path switch
    {
        VectorPath.Bits512 => new WeightGradientKernels<Simd512, System.Runtime.Intrinsics.Vector512<float>, System.Runtime.Intrinsics.Vector512<double>>(),
        VectorPath.Bits256 => new WeightGradientKernels<Simd256, System.Runtime.Intrinsics.Vector256<float>, System.Runtime.Intrinsics.Vector256<double>>(),
        _ => new WeightGradientKernels<Simd128, System.Runtime.Intrinsics.Vector128<float>, System.Runtime.Intrinsics.Vector128<double>>(),
    };
}
