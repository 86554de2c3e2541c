using Karyon.Tensors.Kernels.Vector.Convolution;

namespace Karyon.Tensors.Kernels.Vector.Depthwise;

/// <inheritdoc/>
internal sealed unsafe class DepthwiseInputGradient<S, TV, TD> : DepthwiseInputGradient
    where S : struct, ISimd<TV, TD>
    where TV : unmanaged
    where TD : unmanaged
{
    private const int Lanes = BlockedImage.Lanes;

    public override int Chunks(in DepthwiseInputGradientArguments a) => new DepthwiseCut(a.InputGradient).Chunks;

    public override void Run(in DepthwiseInputGradientArguments a, int chunk, float* scratch)
    {
        var cut = new DepthwiseCut(a.InputGradient);
        var (unit, end) = cut.Units(chunk);
        for (; unit < end; unit++)
        {
            var (image, block, first, last) = cut.Unit(unit);
            var g = a.Shape;
            if (g.IsDense3x3(1))
                Stride1(a, image, block, first, last);
            else if (g.IsDense3x3(2) && g.PadTop == 1 && g.PadLeft == 1 && a.InputGradient.Width > 1)
                Stride2(a, image, block, first, last);
            else
                for (var row = first; row < last; row++)
                    Gather(a, image, block, row, 0);
            a.InputGradient.ZeroHalo(image, block, first, last);
        }
    }

    // A stride of 1 is the forward pass over the output gradient with the taps from last to first.
    private static void Stride1(in DepthwiseInputGradientArguments a, int image, int block, int first, int last)
    {
        nint width = a.InputGradient.Width, gradientRow = a.OutputGradient.RowStride, inputRow = a.InputGradient.RowStride;
        var lastTap = a.Weights + ((nint)block * 9 + 8) * Lanes;
        var corner = a.OutputGradient.Row(image, block, a.Shape.PadTop - 2) + (nint)(a.Shape.PadLeft - 2) * Lanes;
        var pair = S.Width == Lanes && width >= 8 ? 2 : 1;
        for (var row = first; row < last;)
        {
            var rows = Math.Min(pair, last - row);
            var d = corner + row * gradientRow;
            var x = a.InputGradient.Row(image, block, row);
            for (nint v = 0; v < Lanes; v += S.Width)
                DepthwiseForward<S, TV, TD>.Rows(1, rows, d + v, gradientRow, x + v, inputRow, lastTap + v, -Lanes, null, width, ConvActivation.None);
            row += rows;
        }
    }

    // A stride of 2 has four kinds of pixels, with 1, 2, 2 and 4 taps; a tile of two rows holds all four.
    private static void Stride2(in DepthwiseInputGradientArguments a, int image, int block, int first, int last)
    {
        int width = a.InputGradient.Width, pairs = width / 2;
        nint gradientRow = a.OutputGradient.RowStride, inputRow = a.InputGradient.RowStride;
        var weights = a.Weights + (nint)block * 9 * Lanes;
        for (var row = first; row < last; row += 2)
        {
            if (row + 1 == last)
            {
                Gather(a, image, block, row, 0);
                break;
            }
            var d = a.OutputGradient.Row(image, block, row / 2);
            var x = a.InputGradient.Row(image, block, row);
            for (nint v = 0; v < Lanes; v += S.Width)
            {
                if (S.Width == Lanes && pairs >= 4)
                    DepthwiseTiles<S, TV, TD>.Quad4(d + v, gradientRow, x + v, inputRow, weights + v, pairs);
                else
                    DepthwiseTiles<S, TV, TD>.Quad1(d + v, gradientRow, x + v, inputRow, weights + v, pairs);
            }
            if (width % 2 != 0)
            {
                Gather(a, image, block, row, width - 1);
                Gather(a, image, block, row + 1, width - 1);
            }
        }
    }

    /// <summary>Pixels of a row from a column on, for any window: each phase of the stride is a window of its own, taps descending.</summary>
    private static void Gather(in DepthwiseInputGradientArguments a, int image, int block, int row, int firstColumn)
    {
        var g = a.Shape;
        var (rows, firstRowTap, rowTapStep, firstRow, rowStep) = Meet(row + g.PadTop, g.KernelHeight, g.StrideY, g.DilationY);
        var weights = a.Weights + (nint)block * g.Taps * Lanes;
        for (var phase = 0; phase < g.StrideX; phase++)
        {
            var column = firstColumn + phase;
            var count = (a.InputGradient.Width - column + g.StrideX - 1) / g.StrideX;
            if (count <= 0) break;
            var (columns, firstColumnTap, columnTapStep, firstAcross, columnStep) = Meet(column + g.PadLeft, g.KernelWidth, g.StrideX, g.DilationX);
            var run = new DepthwiseRun(rows, columns, rowStep * a.OutputGradient.RowStride, columnStep * Lanes,
                -rowTapStep * g.KernelWidth * Lanes, -columnTapStep * Lanes, Lanes, g.StrideX * Lanes);
            var d = a.OutputGradient.Row(image, block, firstRow) + (nint)firstAcross * Lanes;
            var w = weights + (nint)(firstRowTap * g.KernelWidth + firstColumnTap) * Lanes;
            var x = a.InputGradient.Row(image, block, row) + (nint)column * Lanes;
            for (nint v = 0; v < Lanes; v += S.Width)
            {
                if (count >= 4)
                    DepthwiseTiles<S, TV, TD>.Any4(run, d + v, x + v, w + v, null, count, ConvActivation.None);
                else
                    DepthwiseTiles<S, TV, TD>.Any1(run, d + v, x + v, w + v, null, count, ConvActivation.None);
            }
        }
    }

    /// <summary>
    /// The taps k, descending, that join an input pixel with an output pixel: those for which place - k * dilation is a multiple of the
    /// stride. How many, the first and the step between them, the first output pixel and the step between those.
    /// </summary>
    private static (int Count, int FirstTap, int TapStep, int FirstPixel, int PixelStep) Meet(int place, int kernel, int stride, int dilation)
    {
        var first = kernel - 1;
        while (first >= 0 && (place - first * dilation) % stride != 0)
            first--;
        if (first < 0) return (0, 0, 1, 0, 1);
        var step = 1;
        while (step * dilation % stride != 0)
            step++;
        return (first / step + 1, first, step, (place - first * dilation) / stride, step * dilation / stride);
    }
}
