using System.Runtime.Intrinsics;

namespace Karyon.Tensors.Kernels.Vector.Attention;

/// <summary>The gradient of attention at one vector width. Every width gives the bits of the operation's twin.</summary>
internal abstract unsafe class AttentionGradientKernels
{
    /// <summary>The kernels of a vector path.</summary>
    public static AttentionGradientKernels Create(VectorPath path) => path switch
    {
        VectorPath.Bits512 => new AttentionGradientKernels<Simd512, Vector512<float>, Vector512<double>>(),
        VectorPath.Bits256 => new AttentionGradientKernels<Simd256, Vector256<float>, Vector256<double>>(),
        _ => new AttentionGradientKernels<Simd128, Vector128<float>, Vector128<double>>(),
    };

    /// <summary>Chunks of the work, from its shape alone.</summary>
    public static int Chunks(in AttentionGradientArguments a) => new AttentionGradientCut(a.Flattened()).Chunks;

    /// <summary>Floats of scratch memory, 64-byte aligned, that a worker brings along.</summary>
    public static nint ScratchFloats(in AttentionGradientArguments a) => new AttentionGradientCut(a.Flattened()).ScratchFloats;

    /// <summary>Computes one chunk.</summary>
    public abstract void Run(in AttentionGradientArguments a, int chunk, float* scratch);
}
