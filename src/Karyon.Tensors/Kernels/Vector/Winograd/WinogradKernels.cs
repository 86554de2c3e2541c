namespace Karyon.Tensors.Kernels.Vector.Winograd;

/// <summary>
/// Winograd's convolution: tiles of input are transformed, multiplied with transformed weights (from zero, input channels ascending,
/// one fused multiply-add each) and transformed back.
/// </summary>
internal abstract unsafe class WinogradKernels
{
    /// <summary>The kernel for a vector width.</summary>
    public static WinogradKernels Create(VectorPath path) => path switch
    {
        VectorPath.Bits512 => new WinogradKernels<Simd512, System.Runtime.Intrinsics.Vector512<float>, System.Runtime.Intrinsics.Vector512<double>>(),
        VectorPath.Bits256 => new WinogradKernels<Simd256, System.Runtime.Intrinsics.Vector256<float>, System.Runtime.Intrinsics.Vector256<double>>(),
        _ => new WinogradKernels<Simd128, System.Runtime.Intrinsics.Vector128<float>, System.Runtime.Intrinsics.Vector128<double>>(),
    };

    /// <summary>Chunks of the work, from its shape alone.</summary>
    public int Chunks(in WinogradArguments a) => new WinogradCut(a).Chunks;

    /// <summary>Floats of scratch memory, 64-byte aligned, that a worker brings along.</summary>
    public nint ScratchFloats(in WinogradArguments a) => new WinogradCut(a).ScratchFloats;

    /// <summary>Computes one chunk.</summary>
    public abstract void Run(in WinogradArguments a, int chunk, float* scratch);
}
