using System.Runtime.Intrinsics;

namespace Karyon.Tensors.Kernels.Vector.Resizing;

/// <summary>
/// Nearest and bilinear resizing (pixel centres aligned, not corners). Nearest: output o takes input floor(o in / out), in whole
/// numbers. Bilinear: <see cref="Scalar.Resizing.ResizeTap"/> along columns, then along rows, <c>fma(high weight, high, low weight low)</c>. Backward gathers:
/// for each output row that touches a pixel, ascending, the sum over its columns ascending, then the sum over rows, fused
/// multiply-adds from zero; zero weights are left out. The twin is <see cref="Scalar.Resizing.ResizingTwin"/>.
/// </summary>
internal abstract unsafe class ResizingKernels
{
    /// <summary>Chunks of a pass that writes this image.</summary>
    public static int Chunks(in BlockedImage written) => new RowChunks(written).Count;

    /// <summary>Floats of scratch memory a worker lends.</summary>
    public static nint ScratchFloats(in ResizingArguments a) => 4 * (nint)Math.Max(a.Input.Width, a.Output.Width);

    public abstract void Nearest(in ResizingArguments a, int chunk);

    public abstract void NearestBackward(in ResizingArguments a, int chunk);

    public abstract void Bilinear(in ResizingArguments a, int chunk, float* scratch);

    public abstract void BilinearBackward(in ResizingArguments a, int chunk, float* scratch);

    /// <summary>The kernels for a vector width.</summary>
    public static ResizingKernels Create(VectorPath path) => path switch
    {
        VectorPath.Bits512 => new ResizingKernels<Simd512, Vector512<float>, Vector512<double>>(),
        VectorPath.Bits256 => new ResizingKernels<Simd256, Vector256<float>, Vector256<double>>(),
        _ => new ResizingKernels<Simd128, Vector128<float>, Vector128<double>>(),
    };
}
