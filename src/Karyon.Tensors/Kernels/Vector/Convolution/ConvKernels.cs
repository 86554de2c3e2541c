namespace Karyon.Tensors.Kernels.Vector.Convolution;

/// <summary>
/// Direct convolution at one vector width. Work is cut into chunks by its shape alone; chunks write different elements, may run on any
/// thread, and allocate nothing. Every width gives the bits of <see cref="Scalar.Convolution.ConvTwin{T}"/>.
/// </summary>
internal abstract unsafe class ConvKernels
{
    /// <summary>The kernels of a vector path.</summary>
    public static ConvKernels Create(VectorPath path) => path switch
    {
        VectorPath.Bits512 => new ConvKernels<Simd512, System.Runtime.Intrinsics.Vector512<float>, System.Runtime.Intrinsics.Vector512<double>>(),
        VectorPath.Bits256 => new ConvKernels<Simd256, System.Runtime.Intrinsics.Vector256<float>, System.Runtime.Intrinsics.Vector256<double>>(),
        _ => new ConvKernels<Simd128, System.Runtime.Intrinsics.Vector128<float>, System.Runtime.Intrinsics.Vector128<double>>(),
    };

    /// <summary>Chunks of a convolution.</summary>
    public int Chunks(in ConvArguments arguments) => arguments.Flattened().Cut().Chunks;

    /// <summary>Chunks of a first convolution.</summary>
    public int Chunks(in StemArguments arguments) => arguments.Cut().Chunks;

    /// <summary>Chunks of an input gradient or transposed convolution.</summary>
    public int Chunks(in InputGradientArguments arguments) => arguments.Cut().Chunks;

    /// <summary>Floats of scratch memory a worker needs: none.</summary>
    public nint ScratchFloats(in ConvArguments arguments) => 0;

    /// <summary>Floats of scratch memory a worker needs: none.</summary>
    public nint ScratchFloats(in StemArguments arguments) => 0;

    /// <summary>Floats of scratch memory a worker needs: none.</summary>
    public nint ScratchFloats(in InputGradientArguments arguments) => 0;

    /// <summary>Computes a chunk of a convolution or linear layer.</summary>
    public abstract void Run(in ConvArguments arguments, int chunk, float* scratch);

    /// <summary>Computes a chunk of a first convolution.</summary>
    public abstract void Run(in StemArguments arguments, int chunk, float* scratch);

    /// <summary>Computes a chunk of an input gradient or transposed convolution.</summary>
    public abstract void Run(in InputGradientArguments arguments, int chunk, float* scratch);
}
