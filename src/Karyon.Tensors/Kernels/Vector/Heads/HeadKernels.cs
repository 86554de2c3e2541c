namespace Karyon.Tensors.Kernels.Vector.Heads;

/// <summary>
/// Convolutions with few outputs at one vector width: the lanes are neighbouring pixels, not channels, so none is wasted on outputs that
/// do not exist. Input rows are turned from blocks of channels into lines of pixels in scratch memory. Every width gives the bits of
/// <see cref="Scalar.Convolution.ConvTwin{T}"/>.
/// </summary>
internal abstract unsafe class HeadKernels
{
    /// <summary>The kernels of a vector path.</summary>
    public static HeadKernels Create(VectorPath path) => path switch
    {
        VectorPath.Bits512 => new HeadKernels<Simd512, System.Runtime.Intrinsics.Vector512<float>, System.Runtime.Intrinsics.Vector512<double>>(),
        VectorPath.Bits256 => new HeadKernels<Simd256, System.Runtime.Intrinsics.Vector256<float>, System.Runtime.Intrinsics.Vector256<double>>(),
        _ => new HeadKernels<Simd128, System.Runtime.Intrinsics.Vector128<float>, System.Runtime.Intrinsics.Vector128<double>>(),
    };

    /// <summary>Chunks of the work, from its shape alone.</summary>
    public static int Chunks(in HeadArguments a) => new HeadCut(a).Chunks;

    /// <summary>Floats of scratch memory, 64-byte aligned, that a worker brings along.</summary>
    public static nint ScratchFloats(in HeadArguments a) => new HeadCut(a).ScratchFloats;

    /// <summary>Computes one chunk.</summary>
    public abstract void Run(in HeadArguments a, int chunk, float* scratch);
}
