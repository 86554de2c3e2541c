using System.Runtime.CompilerServices;
using Karyon.Tensors.Kernels.Scalar.Resizing;

namespace Karyon.Tensors.Kernels.Vector.Resizing;

/// <inheritdoc/>
internal sealed unsafe class ResizingKernels<TS, TV, TD> : ResizingKernels
    where TS : struct, ISimd<TV, TD>
    where TV : unmanaged
    where TD : unmanaged
{
    private const int Lanes = BlockedImage.Lanes;

    /// <inheritdoc/>
    public override void Nearest(in ResizingArguments a, int chunk)
    {
        var cut = new RowChunks(a.Output);
        for (var strip = cut.First(chunk, out var end); strip < end; strip++)
        {
            var at = cut.Locate(strip);
            for (var y = at.First; y < at.End; y++)
            {
                var row = (int)((long)y * a.Input.Height / a.Output.Height);
                NearestRow(a.Input.Row(at.Image, at.Block, row), a.Input.Width, a.Output.Row(at.Image, at.Block, y), a.Output.Width);
            }
            a.Output.ZeroHalo(at.Image, at.Block, at.First, at.End);
        }
    }

    /// <inheritdoc/>
    public override void NearestBackward(in ResizingArguments a, int chunk)
    {
        var cut = new RowChunks(a.Output);
        for (var strip = cut.First(chunk, out var end); strip < end; strip++)
        {
            var at = cut.Locate(strip);
            for (var y = at.First; y < at.End; y++)
            {
                int first = FirstOf(y, a.Output.Height, a.Input.Height), last = FirstOf(y + 1, a.Output.Height, a.Input.Height);
                NearestBackwardRow(a, at, y, first, last);
            }
            a.Output.ZeroHalo(at.Image, at.Block, at.First, at.End);
        }
    }

    /// <inheritdoc/>
    public override void Bilinear(in ResizingArguments a, int chunk, float* scratch)
    {
        var columns = (ResizeTap*)scratch;
        for (var x = 0; x < a.Output.Width; x++) columns[x] = ResizeTap.Of(x, a.Input.Width, a.Output.Width);
        var cut = new RowChunks(a.Output);
        for (var strip = cut.First(chunk, out var end); strip < end; strip++)
        {
            var at = cut.Locate(strip);
            for (var y = at.First; y < at.End; y++)
            {
                var row = ResizeTap.Of(y, a.Input.Height, a.Output.Height);
                BilinearRow(a.Input.Row(at.Image, at.Block, row.Low), a.Input.Row(at.Image, at.Block, row.High), row, columns, a.Output.Row(at.Image, at.Block, y), a.Output.Width);
            }
            a.Output.ZeroHalo(at.Image, at.Block, at.First, at.End);
        }
    }

    /// <inheritdoc/>
    public override void BilinearBackward(in ResizingArguments a, int chunk, float* scratch)
    {
        var columns = (ResizeTap*)scratch;
        for (var x = 0; x < a.Input.Width; x++) columns[x] = ResizeTap.Of(x, a.Output.Width, a.Input.Width);
        var cut = new RowChunks(a.Output);
        for (var strip = cut.First(chunk, out var end); strip < end; strip++)
        {
            var at = cut.Locate(strip);
            for (var y = at.First; y < at.End; y++)
            {
                var to = a.Output.Row(at.Image, at.Block, y);
                new Span<float>(to, a.Output.Width * Lanes).Clear();
                var (first, last) = ResizeTap.Touching(y, a.Output.Height, a.Input.Height);
                for (var row = first; row < last; row++)
                {
                    var weight = ResizeTap.Of(row, a.Output.Height, a.Input.Height).WeightOf(y);
                    if (weight != 0) BilinearBackwardRow(a.Input.Row(at.Image, at.Block, row), a.Input.Width, columns, weight, to, a.Output.Width);
                }
            }
            a.Output.ZeroHalo(at.Image, at.Block, at.First, at.End);
        }
    }

    /// <summary>The first output that takes input <paramref name="index"/>.</summary>
    private static int FirstOf(int index, int input, int output) => (int)(((long)index * output + input - 1) / input);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void NearestRow(float* from, int input, float* to, int output)
    {
        var remainder = 0;
        for (var end = to + (nint)output * Lanes; to != end; to += Lanes)
        {
            for (nint lane = 0; lane < Lanes; lane += TS.Width) TS.Store(to + lane, TS.Load(from + lane));
            for (remainder += input; remainder >= output; remainder -= output) from += Lanes;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void NearestBackwardRow(in ResizingArguments a, in RowChunks.Strip at, int y, int firstRow, int endRow)
    {
        var to = a.Output.Row(at.Image, at.Block, y);
        nint first = 0;
        for (var x = 0; x < a.Output.Width; x++, to += Lanes)
        {
            nint end = FirstOf(x + 1, a.Output.Width, a.Input.Width);
            for (nint lane = 0; lane < Lanes; lane += TS.Width)
            {
                var sum = TS.Zero;
                for (var row = firstRow; row < endRow; row++)
                {
                    var g = a.Input.Row(at.Image, at.Block, row) + lane;
                    for (var k = first; k < end; k++) sum = TS.Add(sum, TS.Load(g + k * Lanes));
                }
                TS.Store(to + lane, sum);
            }
            first = end;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BilinearRow(float* low, float* high, in ResizeTap row, ResizeTap* columns, float* to, int width)
    {
        var lowWeight = TS.Create(row.LowWeight);
        var highWeight = TS.Create(row.HighWeight);
        for (var end = to + (nint)width * Lanes; to != end; to += Lanes, columns++)
        {
            nint left = (nint)columns->Low * Lanes, right = (nint)columns->High * Lanes;
            var leftWeight = TS.Create(columns->LowWeight);
            var rightWeight = TS.Create(columns->HighWeight);
            for (nint lane = 0; lane < Lanes; lane += TS.Width)
            {
                var upper = TS.Fma(rightWeight, TS.Load(low + right + lane), TS.Mul(leftWeight, TS.Load(low + left + lane)));
                var lower = TS.Fma(rightWeight, TS.Load(high + right + lane), TS.Mul(leftWeight, TS.Load(high + left + lane)));
                TS.Store(to + lane, TS.Fma(highWeight, lower, TS.Mul(lowWeight, upper)));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BilinearBackwardRow(float* gradient, int gradients, ResizeTap* columns, float rowWeight, float* to, int width)
    {
        var weightOfRow = TS.Create(rowWeight);
        nint first = 0;
        for (var x = 0; x < width; x++, to += Lanes)
        {
            // Taps ascend with the output column, so the first that touches this pixel is not before that of the last pixel.
            while (first < gradients && columns[first].High < x) first++;
            for (nint lane = 0; lane < Lanes; lane += TS.Width)
            {
                var sum = TS.Zero;
                for (var k = first; k < gradients && columns[k].Low <= x; k++)
                {
                    var weight = columns[k].WeightOf(x);
                    if (weight != 0) sum = TS.Fma(TS.Create(weight), TS.Load(gradient + k * Lanes + lane), sum);
                }
                TS.Store(to + lane, TS.Fma(weightOfRow, sum, TS.Load(to + lane)));
            }
        }
    }
}
