using System.Runtime.CompilerServices;
using Karyon.Tensors.Kernels.Vector.Convolution;

namespace Karyon.Tensors.Kernels.Vector.Pooling;

/// <inheritdoc/>
internal sealed unsafe class PoolingKernels<TS, TV, TD> : PoolingKernels
    where TS : struct, ISimd<TV, TD>
    where TV : unmanaged
    where TD : unmanaged
{
    private const int Lanes = BlockedImage.Lanes;

    /// <inheritdoc/>
    public override void Max(in PoolingArguments a, int chunk)
    {
        var cut = new RowChunks(a.Output);
        for (var strip = cut.First(chunk, out var end); strip < end; strip++)
        {
            var at = cut.Locate(strip);
            for (var y = at.First; y < at.End; y++) MaxRow(a, at, y);
            a.Output.ZeroHalo(at.Image, at.Block, at.First, at.End);
        }
    }

    /// <inheritdoc/>
    public override void Average(in PoolingArguments a, int chunk)
    {
        var cut = new RowChunks(a.Output);
        for (var strip = cut.First(chunk, out var end); strip < end; strip++)
        {
            var at = cut.Locate(strip);
            for (var y = at.First; y < at.End; y++) AverageRow(a, at, y);
            a.Output.ZeroHalo(at.Image, at.Block, at.First, at.End);
        }
    }

    /// <inheritdoc/>
    public override void MaxBackward(in PoolingArguments a, int chunk) => Backward(a, chunk, average: false);

    /// <inheritdoc/>
    public override void AverageBackward(in PoolingArguments a, int chunk) => Backward(a, chunk, average: true);

    /// <inheritdoc/>
    public override void GlobalAverageBackward(in BlockedImage gradient, in BlockedImage inputGradient, int chunk)
    {
        var pixels = TS.Create((float)((double)inputGradient.Height * inputGradient.Width));
        var cut = new RowChunks(inputGradient);
        for (var strip = cut.First(chunk, out var end); strip < end; strip++)
        {
            var at = cut.Locate(strip);
            for (nint lane = 0; lane < Lanes; lane += TS.Width)
            {
                var share = TS.Div(TS.Load(gradient.Row(at.Image, at.Block, 0) + lane), pixels);
                for (var y = at.First; y < at.End; y++)
                {
                    var to = inputGradient.Row(at.Image, at.Block, y) + lane;
                    for (nint p = 0; p < (nint)inputGradient.Width * Lanes; p += Lanes) TS.Store(to + p, share);
                }
            }
            inputGradient.ZeroHalo(at.Image, at.Block, at.First, at.End);
        }
    }

    /// <summary>The taps of a window inside the image along one axis: [first, end).</summary>
    private static (int First, int End) Inside(int start, int dilation, int taps, int size)
    {
        var first = start >= 0 ? 0 : (-start + dilation - 1) / dilation;
        var end = start >= size ? 0 : Math.Min(taps, (size - 1 - start) / dilation + 1);
        return (first, Math.Max(first, end));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MaxRow(in PoolingArguments a, in RowChunks.Strip at, int y)
    {
        var shape = a.Shape;
        var top = y * shape.StrideY - shape.PadTop;
        var (firstRow, endRow) = Inside(top, shape.DilationY, shape.KernelHeight, a.Input.Height);
        var to = a.Output.Row(at.Image, at.Block, y);
        for (var x = 0; x < a.Output.Width; x++, to += Lanes)
        {
            var left = x * shape.StrideX - shape.PadLeft;
            var (first, end) = Inside(left, shape.DilationX, shape.KernelWidth, a.Input.Width);
            for (nint lane = 0; lane < Lanes; lane += TS.Width)
            {
                var greatest = TS.Create(float.NegativeInfinity);
                for (var r = firstRow; r < endRow; r++)
                {
                    var from = a.Input.Row(at.Image, at.Block, top + r * shape.DilationY) + (nint)left * Lanes + lane;
                    for (nint c = first; c < end; c++) greatest = TS.Max(TS.Load(from + c * shape.DilationX * Lanes), greatest);
                }
                TS.Store(to + lane, greatest);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AverageRow(in PoolingArguments a, in RowChunks.Strip at, int y)
    {
        var shape = a.Shape;
        var top = y * shape.StrideY - shape.PadTop;
        var (firstRow, endRow) = Inside(top, shape.DilationY, shape.KernelHeight, a.Input.Height);
        var to = a.Output.Row(at.Image, at.Block, y);
        for (var x = 0; x < a.Output.Width; x++, to += Lanes)
        {
            var left = x * shape.StrideX - shape.PadLeft;
            var (first, end) = Inside(left, shape.DilationX, shape.KernelWidth, a.Input.Width);
            var divisor = TS.Create(a.CountPadding ? shape.Taps : (endRow - firstRow) * (end - first));
            for (nint lane = 0; lane < Lanes; lane += TS.Width)
            {
                var sum = TS.Zero;
                for (var r = firstRow; r < endRow; r++)
                {
                    var from = a.Input.Row(at.Image, at.Block, top + r * shape.DilationY) + (nint)left * Lanes + lane;
                    for (nint c = first; c < end; c++) sum = TS.Add(sum, TS.Load(from + c * shape.DilationX * Lanes));
                }
                TS.Store(to + lane, TS.Div(sum, divisor));
            }
        }
    }

    /// <summary>
    /// Row by row of the input's gradient: its windows by output row ascending, that is kernel row descending; within it kernel columns
    /// descending, so that each pixel meets its windows in raster order without a division a pixel.
    /// </summary>
    private static void Backward(in PoolingArguments a, int chunk, bool average)
    {
        var shape = a.Shape;
        var cut = new RowChunks(a.InputGradient);
        for (var strip = cut.First(chunk, out var end); strip < end; strip++)
        {
            var at = cut.Locate(strip);
            for (var y = at.First; y < at.End; y++)
            {
                var row = a.InputGradient.Row(at.Image, at.Block, y);
                new Span<float>(row, a.InputGradient.Width * Lanes).Clear();
                for (var r = shape.KernelHeight - 1; r >= 0; r--)
                {
                    var offset = y + shape.PadTop - r * shape.DilationY;
                    if (offset < 0 || offset % shape.StrideY != 0 || offset / shape.StrideY >= a.Gradient.Height) continue;
                    for (var c = shape.KernelWidth - 1; c >= 0; c--)
                    {
                        if (average)
                            AverageTap(a, at, row, offset / shape.StrideY, c);
                        else
                            MaxTap(a, at, row, offset / shape.StrideY, r, c);
                    }
                }
            }
            a.InputGradient.ZeroHalo(at.Image, at.Block, at.First, at.End);
        }
    }

    /// <summary>The outputs whose tap c lies inside the image: [first, end).</summary>
    private static (int First, int End) Outputs(in ConvShape shape, int c, int width, int outputs)
    {
        var shift = c * shape.DilationX - shape.PadLeft;
        var first = shift >= 0 ? 0 : (-shift + shape.StrideX - 1) / shape.StrideX;
        var end = shift >= width ? 0 : Math.Min(outputs, (width - 1 - shift) / shape.StrideX + 1);
        return (first, end);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MaxTap(in PoolingArguments a, in RowChunks.Strip at, float* row, int output, int r, int c)
    {
        var shape = a.Shape;
        var top = output * shape.StrideY - shape.PadTop;
        var (firstRow, _) = Inside(top, shape.DilationY, shape.KernelHeight, a.Input.Height);
        var (firstOutput, endOutput) = Outputs(shape, c, a.Input.Width, a.Gradient.Width);
        float* y = a.Output.Row(at.Image, at.Block, output), g = a.Gradient.Row(at.Image, at.Block, output);
        for (nint o = firstOutput; o < endOutput; o++)
        {
            var left = o * shape.StrideX - shape.PadLeft;
            var (first, end) = Inside((int)left, shape.DilationX, shape.KernelWidth, a.Input.Width);
            for (nint lane = 0; lane < Lanes; lane += TS.Width)
            {
                var greatest = TS.Load(y + o * Lanes + lane);
                var gradient = TS.Load(g + o * Lanes + lane);
                for (var earlier = firstRow; earlier <= r; earlier++)
                {
                    var from = a.Input.Row(at.Image, at.Block, top + earlier * shape.DilationY) + left * Lanes + lane;
                    for (nint k = first, last = earlier < r ? end : c; k < last; k++)
                        gradient = TS.SelectGreater(greatest, TS.Load(from + k * shape.DilationX * Lanes), gradient, TS.Zero);
                }
                var own = (left + (nint)c * shape.DilationX) * Lanes + lane;
                var value = TS.Load(a.Input.Row(at.Image, at.Block, top + r * shape.DilationY) + own);
                gradient = TS.SelectGreater(greatest, value, TS.Zero, gradient);
                TS.Store(row + own, TS.Add(TS.Load(row + own), gradient));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AverageTap(in PoolingArguments a, in RowChunks.Strip at, float* row, int output, int c)
    {
        var shape = a.Shape;
        var (firstRow, endRow) = Inside(output * shape.StrideY - shape.PadTop, shape.DilationY, shape.KernelHeight, a.InputGradient.Height);
        var (firstOutput, endOutput) = Outputs(shape, c, a.InputGradient.Width, a.Gradient.Width);
        var g = a.Gradient.Row(at.Image, at.Block, output);
        for (nint o = firstOutput; o < endOutput; o++)
        {
            var left = o * shape.StrideX - shape.PadLeft;
            var (first, end) = Inside((int)left, shape.DilationX, shape.KernelWidth, a.InputGradient.Width);
            var divisor = TS.Create(a.CountPadding ? shape.Taps : (endRow - firstRow) * (end - first));
            var to = row + (left + (nint)c * shape.DilationX) * Lanes;
            for (nint lane = 0; lane < Lanes; lane += TS.Width)
                TS.Store(to + lane, TS.Add(TS.Load(to + lane), TS.Div(TS.Load(g + o * Lanes + lane), divisor)));
        }
    }
}
