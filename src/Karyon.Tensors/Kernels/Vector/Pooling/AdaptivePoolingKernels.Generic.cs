using System.Runtime.CompilerServices;
using Karyon.Tensors.Kernels.Scalar.Pooling;

namespace Karyon.Tensors.Kernels.Vector.Pooling;

/// <inheritdoc/>
internal sealed unsafe class AdaptivePoolingKernels<TS, TV, TD> : AdaptivePoolingKernels
    where TS : struct, ISimd<TV, TD>
    where TV : unmanaged
    where TD : unmanaged
{
    private const int Lanes = BlockedImage.Lanes;

    /// <inheritdoc/>
    public override void Average(in BlockedImage input, in BlockedImage output, int chunk)
    {
        int image = chunk / input.Blocks, block = chunk % input.Blocks;
        for (var row = 0; row < output.Height; row++)
        {
            var (top, bottom) = AdaptiveWindow.Of(row, input.Height, output.Height);
            var to = output.Row(image, block, row);
            for (var column = 0; column < output.Width; column++, to += Lanes)
            {
                var (left, right) = AdaptiveWindow.Of(column, input.Width, output.Width);
                for (var lane = 0; lane < Lanes; lane += TS.Width)
                    Mean(input.Row(image, block, top) + (nint)left * Lanes + lane, input.RowStride, bottom - top, right - left, to + lane);
            }
        }
        output.ZeroHalo(image, block, 0, output.Height);
    }

    /// <inheritdoc/>
    public override void AverageBackward(in BlockedImage gradient, in BlockedImage inputGradient, int chunk)
    {
        var cut = new RowChunks(inputGradient);
        for (var strip = cut.First(chunk, out var end); strip < end; strip++)
        {
            var at = cut.Locate(strip);
            for (var y = at.First; y < at.End; y++)
            {
                var to = inputGradient.Row(at.Image, at.Block, y);
                new Span<float>(to, inputGradient.Width * Lanes).Clear();
                // The windows that hold a pixel are found as the pixels of a window are, with size and count exchanged.
                var (firstRow, endRow) = AdaptiveWindow.Of(y, gradient.Height, inputGradient.Height);
                for (var row = firstRow; row < endRow; row++)
                {
                    var (top, bottom) = AdaptiveWindow.Of(row, inputGradient.Height, gradient.Height);
                    var g = gradient.Row(at.Image, at.Block, row);
                    for (var column = 0; column < gradient.Width; column++)
                    {
                        var (left, right) = AdaptiveWindow.Of(column, inputGradient.Width, gradient.Width);
                        for (var lane = 0; lane < Lanes; lane += TS.Width)
                            AddShare(g + (nint)column * Lanes + lane, (bottom - top) * (right - left), to + (nint)left * Lanes + lane, right - left);
                    }
                }
            }
            inputGradient.ZeroHalo(at.Image, at.Block, at.First, at.End);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Mean(float* x, nint rowStride, int rows, int columns, float* to)
    {
        TD low = TS.ZeroD, high = TS.ZeroD;
        for (var row = 0; row < rows; row++, x += rowStride)
            for (nint p = 0; p < (nint)columns * Lanes; p += Lanes)
            {
                var v = TS.Load(x + p);
                low = TS.AddD(low, TS.WidenLow(v));
                high = TS.AddD(high, TS.WidenHigh(v));
            }
        var sums = stackalloc double[Lanes];
        TS.StoreD(sums, low);
        TS.StoreD(sums + TS.Width / 2, high);
        for (var lane = 0; lane < TS.Width; lane++) to[lane] = (float)(sums[lane] / ((double)rows * columns));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddShare(float* g, int pixels, float* to, int columns)
    {
        var share = TS.Div(TS.Load(g), TS.Create(pixels));
        for (nint p = 0; p < (nint)columns * Lanes; p += Lanes) TS.Store(to + p, TS.Add(TS.Load(to + p), share));
    }
}
