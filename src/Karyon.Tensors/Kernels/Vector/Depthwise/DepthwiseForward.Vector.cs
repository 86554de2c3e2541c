namespace Karyon.Tensors.Kernels.Vector.Depthwise;

/// <inheritdoc/>
internal sealed unsafe class DepthwiseForward<S, TV, TD> : DepthwiseForward
    where S : struct, ISimd<TV, TD>
    where TV : unmanaged
    where TD : unmanaged
{
    public override int Chunks(in DepthwiseArguments a) => new DepthwiseCut(a.Output).Chunks;

    public override void Run(in DepthwiseArguments a, int chunk, float* scratch)
    {
        var cut = new DepthwiseCut(a.Output);
        var (unit, end) = cut.Units(chunk);
        for (; unit < end; unit++)
        {
            var (image, block, first, last) = cut.Unit(unit);
            if (a.Shape.IsDense3x3(1) || a.Shape.IsDense3x3(2))
                Dense3x3(a, image, block, first, last);
            else
                Any(a, image, block, first, last);
            a.Output.ZeroHalo(image, block, first, last);
        }
    }

    private static void Dense3x3(in DepthwiseArguments a, int image, int block, int first, int last)
    {
        var g = a.Shape;
        nint width = a.Output.Width, inputRow = a.Input.RowStride, outputRow = a.Output.RowStride;
        var weights = a.Weights + (nint)block * g.Taps * BlockedImage.Lanes;
        var bias = a.Bias == null ? null : a.Bias + (nint)block * BlockedImage.Lanes;
        var corner = a.Input.Row(image, block, -g.PadTop) - (nint)g.PadLeft * BlockedImage.Lanes;
        // Two rows at once share input rows, where the registers (32 of 512 bits) hold both.
        var pair = S.Width == BlockedImage.Lanes && width >= 8 ? 2 : 1;
        for (var row = first; row < last;)
        {
            var rows = Math.Min(pair, last - row);
            var x = corner + row * g.StrideY * inputRow;
            var y = a.Output.Row(image, block, row);
            // The vectors of a block one after the other row by row: all of them while the rows are in the first cache.
            for (nint v = 0; v < BlockedImage.Lanes; v += S.Width)
                Rows(g.StrideY, rows, x + v, inputRow, y + v, outputRow, weights + v, BlockedImage.Lanes, bias == null ? null : bias + v, width, a.Activation);
            row += rows;
        }
    }

    /// <summary>One or two output rows of a dense 3x3 window, for one vector of a block.</summary>
    internal static void Rows(int stride, int rows, float* x, nint inputRow, float* y, nint outputRow, float* w, nint tap, float* bias, nint width, Convolution.ConvActivation activation)
    {
        if (stride == 1)
        {
            if (rows == 2)
                DepthwiseTiles<S, TV, TD>.Stride1Rows2x8(x, inputRow, y, outputRow, w, tap, bias, width, activation);
            else if (S.Width == BlockedImage.Lanes && width >= 8)
                DepthwiseTiles<S, TV, TD>.Stride1Rows1x8(x, inputRow, y, outputRow, w, tap, bias, width, activation);
            else if (width >= 4)
                DepthwiseTiles<S, TV, TD>.Stride1Rows1x4(x, inputRow, y, outputRow, w, tap, bias, width, activation);
            else
                DepthwiseTiles<S, TV, TD>.Stride1Rows1x1(x, inputRow, y, outputRow, w, tap, bias, width, activation);
        }
        else if (rows == 2)
        {
            DepthwiseTiles<S, TV, TD>.Stride2Rows2x8(x, inputRow, y, outputRow, w, tap, bias, width, activation);
        }
        else if (S.Width == BlockedImage.Lanes && width >= 8)
        {
            DepthwiseTiles<S, TV, TD>.Stride2Rows1x8(x, inputRow, y, outputRow, w, tap, bias, width, activation);
        }
        else if (width >= 4)
        {
            DepthwiseTiles<S, TV, TD>.Stride2Rows1x4(x, inputRow, y, outputRow, w, tap, bias, width, activation);
        }
        else
        {
            DepthwiseTiles<S, TV, TD>.Stride2Rows1x1(x, inputRow, y, outputRow, w, tap, bias, width, activation);
        }
    }

    private static void Any(in DepthwiseArguments a, int image, int block, int first, int last)
    {
        var g = a.Shape;
        const int Lanes = BlockedImage.Lanes;
        nint width = a.Output.Width, inputRow = a.Input.RowStride;
        var run = new DepthwiseRun(g.KernelHeight, g.KernelWidth, g.DilationY * inputRow, g.DilationX * Lanes, g.KernelWidth * Lanes, Lanes, g.StrideX * Lanes, Lanes);
        var weights = a.Weights + (nint)block * g.Taps * Lanes;
        var bias = a.Bias == null ? null : a.Bias + (nint)block * Lanes;
        for (var row = first; row < last; row++)
        {
            var x = a.Input.Row(image, block, row * g.StrideY - g.PadTop) - (nint)g.PadLeft * Lanes;
            var y = a.Output.Row(image, block, row);
            for (nint v = 0; v < Lanes; v += S.Width)
            {
                var start = bias == null ? null : bias + v;
                if (width >= 4)
                    DepthwiseTiles<S, TV, TD>.Any4(run, x + v, y + v, weights + v, start, width, a.Activation);
                else
                    DepthwiseTiles<S, TV, TD>.Any1(run, x + v, y + v, weights + v, start, width, a.Activation);
            }
        }
    }
}
