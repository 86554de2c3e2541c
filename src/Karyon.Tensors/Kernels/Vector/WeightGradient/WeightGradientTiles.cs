using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Karyon.Tensors.Kernels.Vector.WeightGradient;

/// <summary>
/// The inner loops of the weight gradient: sums of input times output gradient over the pixels of a strip, continued from and stored
/// to the sums, which lie as <c>[kernel column][input channel][32 output channels]</c>.
/// </summary>
internal static unsafe partial class WeightGradientTiles<TS, TV, TD>
    where TS : struct, ISimd<TV, TD>
    where TV : unmanaged
    where TD : unmanaged
{
    /// <summary>Accumulators that leave room for two gradient vectors and the compiler: 24 of 32 registers, 12 of 16.</summary>
    private static int InputsOfThreeTaps => TS.Width == 16 ? 4 : 2;

    /// <summary>As above, beside three gradient vectors of three output pixels.</summary>
    private static int InputsOfSliding => TS.Width == 16 ? 8 : 4;

    /// <summary>Neighbouring input floats in a tile of one kernel column.</summary>
    private static int InputsOfOneTap => TS.Width == 16 ? 8 : 6;

    /// <summary>Tiles that <see cref="Row"/> runs for all of these gradient vectors.</summary>
    public static int Calls(in WeightGradientStrip strip, int vectors, int columns, int first, int end)
    {
        int sliding = Slides(strip, end - first) ? columns / 3 : 0, three = sliding == 0 && (end - first) % InputsOfThreeTaps == 0 ? columns / 3 : 0;
        var pairs = TS.Width == BlockedImage.Lanes ? (vectors + 1) / 2 : vectors / 2;
        return sliding * vectors * ((end - first) / InputsOfSliding) + pairs * (three * ((end - first) / InputsOfThreeTaps) + (columns - 3 * (sliding + three)) * Pieces(end - first));
    }

    /// <summary>
    /// All kernel columns and the input floats [first, end) of one kernel row, for <paramref name="vectors"/> (1 or 2) gradient
    /// vectors.
    /// </summary>
    public static void Row(ref WeightGradientStrip strip, int vectors, int columns, int first, int end, float* x, float* gradient, float* sums)
    {
        var column = 0;
        if (Slides(strip, end - first))
            for (; column + 3 <= columns; column += 3)
                Sliding(ref strip, vectors, first, end, x + column * strip.InputTap, gradient, sums + column * strip.SumTap);
        else if ((end - first) % InputsOfThreeTaps == 0)
            for (; column + 3 <= columns; column += 3)
                ThreeTaps(ref strip, vectors, first, end, x + column * strip.InputTap, gradient, sums + column * strip.SumTap);
        for (; column < columns; column++)
            OneTap(ref strip, vectors, first, end, x + column * strip.InputTap, gradient, sums + column * strip.SumTap);
    }

    /// <summary>Asks for a cache line that the next strip will read; any address will do, and processors without the hint go without.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Ahead(float* address)
    {
        if (Sse.IsSupported) Sse.Prefetch1(address);
    }

    /// <summary>Whether neighbouring output pixels share input values, and there are at least two of them.</summary>
    private static bool Slides(in WeightGradientStrip strip, int inputs) => strip.InputTap == strip.InputPixel && strip.Columns >= 2 && inputs % InputsOfSliding == 0;

    private static int Pieces(int inputs) => (inputs + InputsOfOneTap - 1) / InputsOfOneTap;

    private static void Sliding(ref WeightGradientStrip strip, int vectors, int first, int end, float* x, float* gradient, float* sums)
    {
        for (nint vector = 0; vector < vectors; vector++)
            for (nint input = first; input < end; input += InputsOfSliding)
            {
                var to = sums + input * WeightGradientStrip.GroupLanes + vector * TS.Width;
                if (TS.Width == 16) Slide3x8(strip, x + input, gradient + vector * strip.GradientVector, to);
                else Slide3x4(strip, x + input, gradient + vector * strip.GradientVector, to);
                strip.Next();
            }
    }

    private static void ThreeTaps(ref WeightGradientStrip strip, int vectors, int first, int end, float* x, float* gradient, float* sums)
    {
        for (nint input = first; input < end; input += InputsOfThreeTaps)
        {
            if (TS.Width != 16)
                Tile2x3x2(strip, x + input, gradient, sums + input * WeightGradientStrip.GroupLanes);
            else if (vectors == 2)
                Tile2x3x4(strip, x + input, gradient, sums + input * WeightGradientStrip.GroupLanes);
            else
                Tile1x3x4(strip, x + input, gradient, sums + input * WeightGradientStrip.GroupLanes);
            strip.Next();
        }
    }

    private static void OneTap(ref WeightGradientStrip strip, int vectors, int first, int end, float* x, float* gradient, float* sums)
    {
        var pieces = Pieces(end - first);
        for (var piece = 0; piece < pieces; piece++)
        {
            var start = first + (end - first) * piece / pieces;
            var count = first + (end - first) * (piece + 1) / pieces - start;
            float* px = x + start, ps = sums + start * WeightGradientStrip.GroupLanes;
            if (vectors == 2)
                TwoVectors(strip, count, px, gradient, ps);
            else
                OneVector(strip, count, px, gradient, ps);
            strip.Next();
        }
    }

    private static void OneVector(in WeightGradientStrip strip, int count, float* x, float* gradient, float* sums)
    {
        switch (count)
        {
            case 1: Tile1x1x1(strip, x, gradient, sums); break;
            case 2: Tile1x1x2(strip, x, gradient, sums); break;
            case 3: Tile1x1x3(strip, x, gradient, sums); break;
            case 4: Tile1x1x4(strip, x, gradient, sums); break;
            case 5: Tile1x1x5(strip, x, gradient, sums); break;
            case 6: Tile1x1x6(strip, x, gradient, sums); break;
            case 7: Tile1x1x7(strip, x, gradient, sums); break;
            default: Tile1x1x8(strip, x, gradient, sums); break;
        }
    }

    private static void TwoVectors(in WeightGradientStrip strip, int count, float* x, float* gradient, float* sums)
    {
        switch (count)
        {
            case 1: Tile2x1x1(strip, x, gradient, sums); break;
            case 2: Tile2x1x2(strip, x, gradient, sums); break;
            case 3: Tile2x1x3(strip, x, gradient, sums); break;
            case 4: Tile2x1x4(strip, x, gradient, sums); break;
            case 5: Tile2x1x5(strip, x, gradient, sums); break;
            case 6: Tile2x1x6(strip, x, gradient, sums); break;
            case 7: Tile2x1x7(strip, x, gradient, sums); break;
            default: Tile2x1x8(strip, x, gradient, sums); break;
        }
    }
}
