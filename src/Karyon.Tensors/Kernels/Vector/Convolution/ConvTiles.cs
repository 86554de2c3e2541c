namespace Karyon.Tensors.Kernels.Vector.Convolution;

/// <summary>
/// The arithmetic of every dense convolution and matrix product: register tiles of two output vectors x up to 14 pixels (two vectors x
/// up to 6 where there are 16 registers), each input channel costing two loads of weights, a broadcast per pixel and two fused
/// multiply-adds per pixel. A row of any width is cut into tiles whose heights differ by one at most, so that no tile is left with too
/// few sums in flight to hide the latency of the multiply-add, and nothing outside the row is read or written.
/// </summary>
/// <typeparam name="S">The instructions.</typeparam>
/// <typeparam name="TV">Vector of float.</typeparam>
/// <typeparam name="TD">Vector of double.</typeparam>
internal static unsafe partial class ConvTiles<S, TV, TD>
    where S : struct, ISimd<TV, TD>
    where TV : unmanaged
    where TD : unmanaged
{
    /// <summary>Floats of weights that the tiles' unrolled loop takes at a time.</summary>
    private const nint UnrolledWeights = 4 * BlockedImage.Lanes;

    /// <summary>
    /// Pixels of the tallest tile of two vectors: as many as registers hold. On Ice Lake, operands in the first / second cache, 2x8 reaches
    /// 88 / 80 % of the ceiling, 2x12 92 / 88 %; on Zen 5 both are alike.
    /// </summary>
    private static int MostOfTwo => S.Width == 16 ? 14 : 6;

    /// <summary>Pixels of the tallest tile of one vector.</summary>
    private static int MostOfOne => S.Width == 16 ? 14 : 12;

    /// <summary>Computes <paramref name="width"/> pixels of a row for two output vectors.</summary>
    /// <param name="r">What the tiles share.</param>
    /// <param name="x">Input under the first tap of the first pixel.</param>
    /// <param name="y">First pixel of the first output vector.</param>
    /// <param name="residual">What is added to the finished sums, laid out like the output; or null.</param>
    /// <param name="width">Pixels, 1 or more.</param>
    public static void RowOfTwo(in ConvRow r, float* x, float* y, float* residual, int width)
    {
        switch (r.InputStep)
        {
            case 16: RowOfTwo<PixelSteps.Blocked1>(r, x, y, residual, width); break;
            case 32: RowOfTwo<PixelSteps.Blocked2>(r, x, y, residual, width); break;
            case 3: RowOfTwo<PixelSteps.Rgb1>(r, x, y, residual, width); break;
            case 6: RowOfTwo<PixelSteps.Rgb2>(r, x, y, residual, width); break;
            default: RowOfTwo<PixelSteps.Any>(r, x, y, residual, width); break;
        }
    }

    /// <summary>As <see cref="RowOfTwo(in ConvRow, float*, float*, float*, int)"/>, for the one vector of an odd last output block.</summary>
    public static void RowOfOne(in ConvRow r, float* x, float* y, float* residual, int width)
    {
        switch (r.InputStep)
        {
            case 16: RowOfOne<PixelSteps.Blocked1>(r, x, y, residual, width); break;
            case 32: RowOfOne<PixelSteps.Blocked2>(r, x, y, residual, width); break;
            case 3: RowOfOne<PixelSteps.Rgb1>(r, x, y, residual, width); break;
            case 6: RowOfOne<PixelSteps.Rgb2>(r, x, y, residual, width); break;
            default: RowOfOne<PixelSteps.Any>(r, x, y, residual, width); break;
        }
    }

    private static void RowOfTwo<TStep>(in ConvRow r, float* x, float* y, float* residual, int width)
        where TStep : struct, IPixelStep
    {
        var tiles = (width + MostOfTwo - 1) / MostOfTwo;
        var (low, high) = (width / tiles, width % tiles);
        if (high > 0)
        {
            Two<TStep>(low + 1, r, x, y, residual, high);
            nint done = high * (low + 1);
            x += done * r.InputStep;
            y += done * r.OutputStep;
            if (residual != null) residual += done * r.OutputStep;
        }
        Two<TStep>(low, r, x, y, residual, tiles - high);
    }

    private static void RowOfOne<TStep>(in ConvRow r, float* x, float* y, float* residual, int width)
        where TStep : struct, IPixelStep
    {
        var tiles = (width + MostOfOne - 1) / MostOfOne;
        var (low, high) = (width / tiles, width % tiles);
        if (high > 0)
        {
            One<TStep>(low + 1, r, x, y, residual, high);
            nint done = high * (low + 1);
            x += done * r.InputStep;
            y += done * r.OutputStep;
            if (residual != null) residual += done * r.OutputStep;
        }
        One<TStep>(low, r, x, y, residual, tiles - high);
    }
}
