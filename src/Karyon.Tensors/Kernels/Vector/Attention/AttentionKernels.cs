namespace Karyon.Tensors.Kernels.Vector.Attention;

/// <summary>
/// Attention at one vector width: the two products of a strip are those of the convolutions' register tiles. Every width gives the bits of
/// the operation's twin.
/// </summary>
internal abstract unsafe class AttentionKernels
{
    /// <summary>The kernels of a vector path.</summary>
    public static AttentionKernels Create(VectorPath path) => path switch
    {
        VectorPath.Bits512 => new AttentionKernels<Simd512, System.Runtime.Intrinsics.Vector512<float>, System.Runtime.Intrinsics.Vector512<double>>(),
        VectorPath.Bits256 => new AttentionKernels<Simd256, System.Runtime.Intrinsics.Vector256<float>, System.Runtime.Intrinsics.Vector256<double>>(),
        _ => new AttentionKernels<Simd128, System.Runtime.Intrinsics.Vector128<float>, System.Runtime.Intrinsics.Vector128<double>>(),
    };

    /// <summary>Chunks of the work, from its shape alone.</summary>
    public static int Chunks(in AttentionArguments a) => new AttentionCut(a.Flattened()).Chunks;

    /// <summary>Floats of scratch memory, 64-byte aligned, that a worker brings along.</summary>
    public static nint ScratchFloats(in AttentionArguments a) => new AttentionCut(a.Flattened()).ScratchFloats;

    /// <summary>Computes one chunk.</summary>
    public abstract void Run(in AttentionArguments a, int chunk, float* scratch);
}
