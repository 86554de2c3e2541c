namespace Karyon.Tensors.Kernels.Vector.Winograd;

/// <summary>Transforms weights, in double and rounded once; rows and columns of padding channels are zero.</summary>
internal abstract unsafe class WinogradPack
{
    /// <summary>The kernel for a vector width.</summary>
    public static WinogradPack Create(VectorPath path) => path switch
    {
        VectorPath.Bits512 => new WinogradPack<Simd512, System.Runtime.Intrinsics.Vector512<float>, System.Runtime.Intrinsics.Vector512<double>>(),
        VectorPath.Bits256 => new WinogradPack<Simd256, System.Runtime.Intrinsics.Vector256<float>, System.Runtime.Intrinsics.Vector256<double>>(),
        _ => new WinogradPack<Simd128, System.Runtime.Intrinsics.Vector128<float>, System.Runtime.Intrinsics.Vector128<double>>(),
    };

    /// <summary>Chunks of the work: one for each output block.</summary>
    public int Chunks(in WinogradPackArguments a) => new ChannelBlocks(a.Outputs).Blocks;

    /// <summary>Floats of scratch memory, 64-byte aligned, that a worker brings along: a block of all planes, nine taps, half a transform in double.</summary>
    public nint ScratchFloats(in WinogradPackArguments a) => (a.Planes * BlockedImage.Lanes + 9 + 2 * 3 * 6) * BlockedImage.Lanes;

    /// <summary>Computes one chunk.</summary>
    public abstract void Run(in WinogradPackArguments a, int chunk, float* scratch);
}
