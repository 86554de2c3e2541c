using System.Runtime.Intrinsics;

namespace Karyon.Tensors.Kernels.Vector.Normalization;

/// <summary>
/// Channel sums and batch normalisation. Sums go by strips of <see cref="RowChunks"/>: inside a strip one double per channel, pixels
/// in raster order; strips are added in the order of images and rows (<see cref="Combine"/>). The twin is
/// <see cref="Scalar.Normalization.NormalizationTwin"/>.
/// </summary>
internal abstract unsafe class NormalizationKernels
{
    /// <summary>Chunks of every method here, for images of this size.</summary>
    public static int Chunks(in BlockedImage image) => new RowChunks(image).Count;

    /// <summary>Doubles that the partial sums of one quantity take.</summary>
    public static nint PartialDoubles(in BlockedImage image) => (nint)new RowChunks(image).Strips * BlockedImage.Lanes;

    /// <summary>Partial sums over pixels: also the gradient of a bias.</summary>
    public abstract void Sum(in BlockedImage image, double* partials, int chunk);

    /// <summary>Partial sums of x and of x² in double, which holds the square of a float exactly.</summary>
    public abstract void SumAndSquares(in BlockedImage image, double* partials, double* squarePartials, int chunk);

    /// <summary>Partial sums of dz and of dz (x - mean), dz being the gradient where the activation passes it.</summary>
    public abstract void GradientSums(in BatchNormArguments a, double* partials, double* deviationPartials, int chunk);

    /// <summary>y = activation(fma(x, scale, shift) [+ residual]).</summary>
    public abstract void Apply(in BatchNormArguments a, int chunk);

    /// <summary>dx = fma(dz, GradientFactor, fma(x, InputFactor, Offset)), and dz where it is wanted.</summary>
    public abstract void InputGradient(in BatchNormArguments a, int chunk);

    /// <summary>Adds the partial sums of each channel in the order of their strips; one sum per physical channel.</summary>
    public static void Combine(in BlockedImage image, double* partials, double* sums)
    {
        var cut = new RowChunks(image);
        for (var block = 0; block < image.Blocks; block++)
            for (var lane = 0; lane < BlockedImage.Lanes; lane++)
            {
                var sum = 0.0;
                for (var n = 0; n < image.Images; n++)
                {
                    var strips = partials + ((nint)n * image.Blocks + block) * cut.StripsPerBlock * BlockedImage.Lanes + lane;
                    for (nint k = 0; k < cut.StripsPerBlock; k++) sum += strips[k * BlockedImage.Lanes];
                }
                sums[block * BlockedImage.Lanes + lane] = sum;
            }
    }

    /// <summary>The kernels for a vector width.</summary>
    public static NormalizationKernels Create(VectorPath path) => path switch
    {
        VectorPath.Bits512 => new NormalizationKernels<Simd512, Vector512<float>, Vector512<double>>(),
        VectorPath.Bits256 => new NormalizationKernels<Simd256, Vector256<float>, Vector256<double>>(),
        _ => new NormalizationKernels<Simd128, Vector128<float>, Vector128<double>>(),
    };
}
