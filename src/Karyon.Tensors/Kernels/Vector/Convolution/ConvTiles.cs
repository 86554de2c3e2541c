using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Karyon.Tensors.Kernels.Vector.Convolution;

/// <summary>
/// The arithmetic of every dense convolution and matrix product: register tiles of up to four output vectors x
/// six pixels (two x six where there are 16 registers), each input channel costing a load of weights per vector, a broadcast per pixel
/// and a fused multiply-add per vector and pixel. A row of any width is cut into tiles whose heights differ by one at most, so that no tile is left with too
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

    /// <summary>Channels of weights ahead that a tile asks for: AHEAD of Generate/conv_tiles.py.</summary>
    private const int AskedInTile = 2;

    private const int Lanes = BlockedImage.Lanes;
    private const nint TapWeights = Lanes * Lanes;

    /// <summary>Width from which on rows can be cut into tiles of four to six pixels.</summary>
    private const int LeastWidthOfRows = 8;

    /// <summary>Vectors of a tile at most: four where there are 32 registers.</summary>
    public static int MostVectors => S.Width == BlockedImage.Lanes ? 4 : 2;

    /// <summary>
    /// How many of the output vectors still to do the next tiles should take, so that none is left alone at the end if that can be helped:
    /// a vector alone needs a load of input for each multiply-add.
    /// </summary>
    public static int NextVectors(int left) => left <= MostVectors ? left : left is 5 or 6 && MostVectors == 4 ? 3 : MostVectors;

    /// <summary>Computes <paramref name="width"/> pixels of a row for one to <see cref="MostVectors"/> output vectors.</summary>
    /// <param name="vectors">Output vectors.</param>
    /// <param name="r">What the tiles share.</param>
    /// <param name="x">Input under the first tap of the first pixel.</param>
    /// <param name="y">First pixel of the first output vector.</param>
    /// <param name="residual">What is added to the finished sums, laid out like the output; or null.</param>
    /// <param name="width">Pixels, 1 or more.</param>
    public static void Row(int vectors, in ConvRow r, float* x, float* y, float* residual, int width)
    {
        switch (r.InputStep)
        {
            case 16 when r.Ahead != null: Row<PixelSteps.Tokens>(vectors, r, x, y, residual, width); break;
            case 16: Row<PixelSteps.Blocked1>(vectors, r, x, y, residual, width); break;
            case 32: Row<PixelSteps.Blocked2>(vectors, r, x, y, residual, width); break;
            case 3: Row<PixelSteps.Rgb1>(vectors, r, x, y, residual, width); break;
            case 6: Row<PixelSteps.Rgb2>(vectors, r, x, y, residual, width); break;
            default: Row<PixelSteps.Any>(vectors, r, x, y, residual, width); break;
        }
    }

    /// <summary>
    /// how many output rows <c>Rows</c> computes at once; 1: it has no tiles for this convolution. One or two vectors alone are
    /// bound by loads of input, which several output rows share. Kernels of three rows that move by one row only.
    /// </summary>
    /// <param name="vectors">Output vectors.</param>
    /// <param name="r">What the tiles share.</param>
    /// <param name="inputRow">From the input of an output row to that of the next.</param>
    /// <param name="width">Pixels of a row.</param>
    public static int RowsTogether(int vectors, in ConvRow r, nint inputRow, int width)
    {
        var fits = S.Width == Lanes && vectors <= 2 && r.KernelHeight == 3 && r.TapRow == inputRow && r.TapWeights == TapWeights
            && r.InputStep == Lanes && r.TapColumn == Lanes && r.OutputStep == Lanes && width >= LeastWidthOfRows;
        return !fits ? 1 : vectors == 1 ? 4 : 2;
    }

    /// <summary>Computes as many rows as <see cref="RowsTogether"/> says.</summary>
    public static void Rows(int vectors, in ConvRow r, in ConvRowSteps steps, float* x, float* y, float* residual, int width)
    {
        const int most = 6;
        var tiles = (width + most - 1) / most;
        var (low, high) = (width / tiles, width % tiles);
        if (high > 0)
        {
            Rows(vectors, low + 1, r, steps, x, y, residual, high);
            nint done = high * (low + 1) * Lanes;
            x += done;
            y += done;
            if (residual != null) residual += done;
        }
        Rows(vectors, low, r, steps, x, y, residual, tiles - high);
    }

    private static void Rows(int vectors, int pixels, in ConvRow r, in ConvRowSteps steps, float* x, float* y, float* residual, int tiles)
    {
        switch (vectors, pixels)
        {
            case (1, 4): FourRowsOfOne4(r, steps, x, y, residual, tiles); break;
            case (1, 5): FourRowsOfOne5(r, steps, x, y, residual, tiles); break;
            case (1, _): FourRowsOfOne6(r, steps, x, y, residual, tiles); break;
            case (_, 4): TwoRowsOfTwo4(r, steps, x, y, residual, tiles); break;
            case (_, 5): TwoRowsOfTwo5(r, steps, x, y, residual, tiles); break;
            default: TwoRowsOfTwo6(r, steps, x, y, residual, tiles); break;
        }
    }

    private static void Row<TStep>(int vectors, in ConvRow r, float* x, float* y, float* residual, int width)
        where TStep : struct, IPixelStep
    {
        var most = MostPixels(vectors);
        var tiles = (width + most - 1) / most;
        var (low, high) = (width / tiles, width % tiles);
        if (high > 0)
        {
            Tiles<TStep>(vectors, low + 1, r, x, y, residual, high);
            nint done = high * (low + 1);
            x += done * r.InputStep;
            y += done * r.OutputStep;
            if (residual != null) residual += done * r.OutputStep;
        }
        Tiles<TStep>(vectors, low, r, x, y, residual, tiles - high);
    }

    /// <summary>
    /// Pixels of the tallest tile: as many as registers hold. Ice Lake, which loads one vector a cycle, reaches 82 % of the ceiling with 2x14
    /// and 95 % with 4x6; Zen 5 has no preference.
    /// </summary>
    private static int MostPixels(int vectors) => (S.Width == BlockedImage.Lanes, vectors) switch
    {
        (true, 4) => 6,
        (true, 3) => 8,
        (true, _) => 14,
        (false, 2) => 6,
        (false, _) => 12,
    };

    /// <summary>Channels of weights ahead that the tiles of a row ask for.</summary>
    public static nint AskedInRow(int vectors, int width) => width / MostPixels(vectors) * (nint)AskedInTile;

    /// <summary>Asks for a line of weights; processors without the hint go without.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Ahead(float* address)
    {
        if (Sse.IsSupported) Sse.Prefetch1(address);
    }

    /// <summary>Asks for a line of the next tile's input.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Soon(float* address)
    {
        if (Sse.IsSupported) Sse.Prefetch0(address);
    }

    private static void Tiles<TStep>(int vectors, int pixels, in ConvRow r, float* x, float* y, float* residual, int tiles)
        where TStep : struct, IPixelStep
    {
        switch (vectors)
        {
            case 1: One<TStep>(pixels, r, x, y, residual, tiles); break;
            case 2: Two<TStep>(pixels, r, x, y, residual, tiles); break;
            case 3: Three<TStep>(pixels, r, x, y, residual, tiles); break;
            default: Four<TStep>(pixels, r, x, y, residual, tiles); break;
        }
    }
}
