using System.Runtime.CompilerServices;
using Karyon.Tensors.Kernels.Scalar.Elementary;
using Karyon.Tensors.Kernels.Vector.Elementary;

namespace Karyon.Tensors.Kernels.Vector.Elementwise;

/// <inheritdoc/>
internal sealed unsafe class SoftmaxKernels<TS, TV, TD> : SoftmaxKernels
    where TS : struct, ISimd<TV, TD>
    where TV : unmanaged
    where TD : unmanaged
{
    private const int Lanes = BlockedImage.Lanes;

    /// <inheritdoc/>
    public override void Forward(in SoftmaxArguments a, int chunk)
    {
        var cut = Cut(a.Output);
        for (var strip = cut.First(chunk, out var end); strip < end; strip++)
        {
            var at = cut.Locate(strip);
            for (var y = at.First; y < at.End; y++) ForwardRow(a, at.Image, y);
            Clean(a, at);
        }
    }

    /// <inheritdoc/>
    public override void Backward(in SoftmaxArguments a, int chunk)
    {
        var cut = Cut(a.Output);
        for (var strip = cut.First(chunk, out var end); strip < end; strip++)
        {
            var at = cut.Locate(strip);
            for (var y = at.First; y < at.End; y++) BackwardRow(a, at.Image, y);
            Clean(a, at);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ForwardRow(in SoftmaxArguments a, int image, int y)
    {
        float* x = a.Input.Row(image, 0, y), to = a.Output.Row(image, 0, y);
        nint fromBlock = a.Input.BlockStride, toBlock = a.Output.BlockStride;
        var blocks = a.Output.Blocks;
        var exponentials = stackalloc float[Lanes];
        for (var end = x + (nint)a.Output.Width * Lanes; x != end; x += Lanes, to += Lanes)
        {
            var greatest = x[0];
            for (var block = 0; block < blocks; block++)
            {
                var channels = a.Segments.InBlock(block, out _);
                for (var lane = 0; lane < channels; lane++)
                {
                    var value = x[block * fromBlock + lane];
                    greatest = value > greatest ? value : greatest;
                }
            }
            var max = TS.Create(greatest);
            var sum = 0.0;
            for (var block = 0; block < blocks; block++)
            {
                var target = to + block * toBlock;
                for (nint lane = 0; lane < Lanes; lane += TS.Width)
                {
                    var difference = TS.Sub(TS.Load(x + block * fromBlock + lane), max);
                    TS.Store(exponentials + lane, ElementaryFunctions<TS, TV, TD>.Exp(difference));
                    TS.Store(target + lane, a.Logarithm ? difference : TS.Load(exponentials + lane));
                }
                var channels = a.Segments.InBlock(block, out _);
                for (var lane = 0; lane < channels; lane++) sum += exponentials[lane];
            }
            if (a.Logarithm)
            {
                var log = TS.Create(ElementaryTwin.Log((float)sum));
                for (var block = 0; block < blocks; block++)
                    for (nint lane = 0; lane < Lanes; lane += TS.Width)
                        TS.Store(to + block * toBlock + lane, TS.Sub(TS.Load(to + block * toBlock + lane), log));
                continue;
            }
            var divisor = TS.Create((float)sum);
            for (var block = 0; block < blocks; block++)
                for (nint lane = 0; lane < Lanes; lane += TS.Width)
                    TS.Store(to + block * toBlock + lane, TS.Div(TS.Load(to + block * toBlock + lane), divisor));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BackwardRow(in SoftmaxArguments a, int image, int y)
    {
        float* x = a.Input.Row(image, 0, y), g = a.Gradient.Row(image, 0, y), to = a.Output.Row(image, 0, y);
        nint inputBlock = a.Input.BlockStride, gradientBlock = a.Gradient.BlockStride, toBlock = a.Output.BlockStride;
        var blocks = a.Output.Blocks;
        for (var end = x + (nint)a.Output.Width * Lanes; x != end; x += Lanes, g += Lanes, to += Lanes)
        {
            var sum = 0.0;
            for (var block = 0; block < blocks; block++)
            {
                var channels = a.Segments.InBlock(block, out _);
                for (var lane = 0; lane < channels; lane++)
                {
                    double gradient = g[block * gradientBlock + lane];
                    sum = a.Logarithm ? sum + gradient : Math.FusedMultiplyAdd(gradient, x[block * inputBlock + lane], sum);
                }
            }
            var total = TS.Create((float)sum);
            for (var block = 0; block < blocks; block++)
                for (nint lane = 0; lane < Lanes; lane += TS.Width)
                {
                    var output = TS.Load(x + block * inputBlock + lane);
                    var gradient = TS.Load(g + block * gradientBlock + lane);
                    TS.Store(to + block * toBlock + lane, a.Logarithm
                        ? TS.Fnma(ElementaryFunctions<TS, TV, TD>.Exp(output), total, gradient)
                        : TS.Mul(output, TS.Sub(gradient, total)));
                }
        }
    }

    /// <summary>Zeroes halos and padding lanes.</summary>
    private static void Clean(in SoftmaxArguments a, in RowChunks.Strip at)
    {
        for (var block = 0; block < a.Output.Blocks; block++)
        {
            var channels = a.Segments.InBlock(block, out _);
            for (var y = at.First; y < at.End && channels < Lanes; y++)
            {
                var row = a.Output.Row(at.Image, block, y);
                for (var end = row + (nint)a.Output.Width * Lanes; row != end; row += Lanes)
                    for (var lane = channels; lane < Lanes; lane++) row[lane] = 0;
            }
            a.Output.ZeroHalo(at.Image, block, at.First, at.End);
        }
    }
}
