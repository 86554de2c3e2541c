using System.Runtime.InteropServices;

namespace Karyon.Tensors.Kernels.Vector.Depthwise;

/// <inheritdoc/>
internal sealed unsafe class DepthwiseWeightGradient<S, TV, TD> : DepthwiseWeightGradient
    where S : struct, ISimd<TV, TD>
    where TV : unmanaged
    where TD : unmanaged
{
    private const int Lanes = BlockedImage.Lanes;

    // With fewer blocks of images than this, kernel rows are chunks of their own: the images are read once for each, but more threads find work.
    private const int BlocksThatSuffice = 4;

    // Output pixels of a chunk, unless those of one block of an image are more.
    private const int ChunkPixels = 4096;

    public override int Chunks(in DepthwiseWeightGradientArguments a) => (Units(a) + UnitsPerChunk(a) - 1) / UnitsPerChunk(a) * Parts(a);

    public override void Run(in DepthwiseWeightGradientArguments a, int chunk, float* scratch)
    {
        var (piece, part) = Math.DivRem(chunk, Parts(a));
        var first = piece * UnitsPerChunk(a);
        for (var unit = first; unit < Math.Min(first + UnitsPerChunk(a), Units(a)); unit++) BlockOfImage(a, unit, part);
    }

    private static void BlockOfImage(in DepthwiseWeightGradientArguments a, int unit, int part)
    {
        var g = a.Shape;
        var (image, block) = Math.DivRem(unit, a.Input.Blocks);
        var sum = a.WeightGradient + (nint)unit * g.Taps * Lanes;
        var whole = IsWhole(a);
        if (!whole) sum += (nint)part * g.KernelWidth * Lanes;
        NativeMemory.Clear(sum, (nuint)((whole ? g.Taps : g.KernelWidth) * Lanes * sizeof(float)));

        int height = a.OutputGradient.Height, width = a.OutputGradient.Width;
        // Narrow vectors walk a block several times: in strips that stay in the first cache.
        var strip = S.Width == Lanes ? height : Math.Max(1, 64 / Math.Max(1, width));
        var taps = new DepthwiseTaps(g.DilationY * a.Input.RowStride, g.DilationX * Lanes, g.StrideX * Lanes, g.StrideY * a.Input.RowStride, a.OutputGradient.RowStride);
        for (var row = 0; row < height; row += strip)
        {
            var rows = Math.Min(strip, height - row);
            var x = a.Input.Row(image, block, row * g.StrideY - g.PadTop + part * g.DilationY) - (nint)g.PadLeft * Lanes;
            var d = a.OutputGradient.Row(image, block, row);
            for (nint v = 0; v < Lanes; v += S.Width)
            {
                if (whole)
                    DepthwiseTiles<S, TV, TD>.Taps3x3(taps, x + v, d + v, sum + v, rows, width);
                else
                    KernelRow(taps, g.KernelWidth, x + v, d + v, sum + v, rows, width);
            }
        }
    }

    private static void KernelRow(in DepthwiseTaps taps, int count, float* x, float* d, float* sum, nint rows, nint width)
    {
        while (count > 0)
        {
            if (count >= 5)
                DepthwiseTiles<S, TV, TD>.Taps1x5(taps, x, d, sum, rows, width);
            else if (count >= 3)
                DepthwiseTiles<S, TV, TD>.Taps1x3(taps, x, d, sum, rows, width);
            else
                DepthwiseTiles<S, TV, TD>.Taps1x1(taps, x, d, sum, rows, width);
            var run = count >= 5 ? 5 : count >= 3 ? 3 : 1;
            count -= run;
            x += run * taps.TapColumn;
            sum += run * Lanes;
        }
    }

    private static int Units(in DepthwiseWeightGradientArguments a) => a.Input.Images * a.Input.Blocks;

    private static int UnitsPerChunk(in DepthwiseWeightGradientArguments a) => Math.Max(1, ChunkPixels / Math.Max(1, a.OutputGradient.Height * a.OutputGradient.Width));

    private static int Parts(in DepthwiseWeightGradientArguments a) => IsWhole(a) ? 1 : a.Shape.KernelHeight;

    /// <summary>Whether a chunk has all nine taps of a block instead of one kernel row.</summary>
    private static bool IsWhole(in DepthwiseWeightGradientArguments a) =>
        a.Shape.KernelHeight == 3 && a.Shape.KernelWidth == 3 && Units(a) >= BlocksThatSuffice;
}
