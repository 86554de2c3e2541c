using System.Runtime.Intrinsics;

namespace Karyon.Tensors.Kernels.Vector.Pooling;

/// <summary>
/// Maximum, average and global average of each channel. Padding is left out of windows: for the maximum it counts as -infinity.
/// Backward passes gather: the gradient of an input pixel is the sum over the windows that hold it, in the raster order of outputs,
/// from zero; the maximum's goes to the first tap of a window that equals it. The twin is <see cref="Scalar.Pooling.PoolingTwin"/>.
/// </summary>
internal abstract unsafe class PoolingKernels
{
    /// <summary>Chunks of a pass that writes this image: the output forward, the input's gradient backward.</summary>
    public static int Chunks(in BlockedImage written) => new RowChunks(written).Count;

    public abstract void Max(in PoolingArguments a, int chunk);

    public abstract void MaxBackward(in PoolingArguments a, int chunk);

    public abstract void Average(in PoolingArguments a, int chunk);

    public abstract void AverageBackward(in PoolingArguments a, int chunk);

    /// <summary>Each pixel of the input's gradient is the gradient of its channel's mean (one pixel an image) divided by the pixels.</summary>
    public abstract void GlobalAverageBackward(in BlockedImage gradient, in BlockedImage inputGradient, int chunk);

    /// <summary>
    /// Each image's channel means from the partial sums of <see cref="Normalization.NormalizationKernels.Sum"/> over the input:
    /// strips in order, divided by the pixels in double, rounded once; the output has one pixel, its halo is zeroed.
    /// </summary>
    public static void GlobalAverage(in BlockedImage input, double* partials, in BlockedImage output)
    {
        var cut = new RowChunks(input);
        for (var n = 0; n < input.Images; n++)
            for (var block = 0; block < input.Blocks; block++)
            {
                var strips = partials + ((nint)n * input.Blocks + block) * cut.StripsPerBlock * BlockedImage.Lanes;
                for (var lane = 0; lane < BlockedImage.Lanes; lane++)
                {
                    var sum = 0.0;
                    for (nint k = 0; k < cut.StripsPerBlock; k++) sum += strips[k * BlockedImage.Lanes + lane];
                    output.Row(n, block, 0)[lane] = (float)(sum / ((double)input.Height * input.Width));
                }
                output.ZeroHalo(n, block, 0, 1);
            }
    }

    /// <summary>The kernels for a vector width.</summary>
    public static PoolingKernels Create(VectorPath path) => path switch
    {
        VectorPath.Bits512 => new PoolingKernels<Simd512, Vector512<float>, Vector512<double>>(),
        VectorPath.Bits256 => new PoolingKernels<Simd256, Vector256<float>, Vector256<double>>(),
        _ => new PoolingKernels<Simd128, Vector128<float>, Vector128<double>>(),
    };
}
