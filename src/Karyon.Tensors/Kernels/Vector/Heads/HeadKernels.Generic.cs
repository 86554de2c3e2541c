using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Karyon.Tensors.Kernels.Vector.Convolution;

namespace Karyon.Tensors.Kernels.Vector.Heads;

/// <inheritdoc/>
internal sealed unsafe class HeadKernels<S, TV, TD> : HeadKernels
    where S : struct, ISimd<TV, TD>
    where TV : unmanaged
    where TD : unmanaged
{
    private const int Lanes = BlockedImage.Lanes;

    public override void Run(in HeadArguments a, int chunk, float* scratch)
    {
        var cut = new HeadCut(a);
        var rows = stackalloc float*[HeadArguments.MostTaps];
        var row = new HeadRow { Rows = rows, Line = cut.Line, KernelHeight = a.Shape.KernelHeight, KernelWidth = a.Shape.KernelWidth };
        for (var left = 0; left < a.Width; left += HeadCut.StripPixels)
        {
            var weights = a.Weights;
            for (var block = 0; block < a.BlockChannels.Length; block++)
            {
                row.Channels = a.BlockChannels[block];
                row.Reload = block > 0;
                row.Activation = block + 1 == a.BlockChannels.Length ? a.Activation : ConvActivation.None;
                RunBlock(a, cut, cut.Band(chunk), block, left, row, weights, scratch);
                weights += (nint)row.Channels * a.Shape.Taps * a.Outputs;
            }
        }
    }

    /// <summary>Adds an input block to a strip of a band.</summary>
    private static void RunBlock(in HeadArguments a, in HeadCut cut, (int Image, int First, int End) band, int block, int left, HeadRow row, float* weights, float* scratch)
    {
        var (image, first, end) = band;
        var taps = a.Shape.KernelHeight;
        float* pixels = scratch + taps * cut.RowFloats, rest = pixels + Lanes * Lanes;
        var width = Math.Min(HeadCut.StripPixels, a.Width - left);
        var columns = width + a.Shape.KernelWidth - 1;
        var source = a.Input.Row(image, block, 0) + (nint)(left - a.Shape.PadLeft) * Lanes;
        var turned = first - a.Shape.PadTop;
        for (var y = first; y < end; y++)
        {
            // The input rows under output row y; each lies where the one that is no longer needed was.
            var top = y - a.Shape.PadTop;
            for (; turned < top + taps; turned++)
                Turn(source + turned * a.Input.RowStride, row.Channels, columns, Slot(scratch, cut, turned, a.Shape), cut.Line, pixels);
            for (var i = 0; i < taps; i++) row.Rows[i] = Slot(scratch, cut, top + i, a.Shape);
            row.Ahead = source + turned * a.Input.RowStride;
            row.AheadPixels = y + 1 < end ? (columns + a.Shape.Taps - 1) / a.Shape.Taps : 0;
            Compute(a, row, image, y, left, width, weights, rest);
        }
    }

    private static float* Slot(float* scratch, in HeadCut cut, int row, in ConvShape shape) => scratch + (row + shape.PadTop) % shape.KernelHeight * cut.RowFloats;

    private static void Compute(in HeadArguments a, HeadRow row, int image, int y, int left, int width, float* weights, float* rest)
    {
        var plane = (nint)a.Height * a.Width;
        var (vectors, over) = Math.DivRem(width, S.Width);
        for (int output = 0, together; output < a.Outputs; output += together)
        {
            together = Math.Min(HeadWeights.OutputsTogether, a.Outputs - output);
            row.Weights = weights + (nint)output * row.Channels * a.Shape.Taps;
            row.Bias = a.Bias == null ? null : a.Bias + output;
            var to = a.Output + ((nint)image * a.Outputs + output) * plane + (nint)y * a.Width + left;
            HeadTiles<S, TV, TD>.Run(together, vectors, row, 0, to, plane);
            if (over > 0)
            {
                // A whole vector does not fit into what is left of the row.
                to += (nint)vectors * S.Width;
                if (row.Reload) Copy(to, plane, rest, Lanes, together, over);
                HeadTiles<S, TV, TD>.Run(together, 1, row, (nint)vectors * S.Width, rest, Lanes);
                Copy(rest, Lanes, to, plane, together, over);
            }
            row.AheadPixels = 0;
        }
    }

    private static void Copy(float* from, nint fromRow, float* to, nint toRow, int rows, int count)
    {
        for (var row = 0; row < rows; row++, from += fromRow, to += toRow) NativeMemory.Copy(from, to, (nuint)(count * sizeof(float)));
    }

    /// <summary>Turns a row of a block from [pixel][channel] into [channel][pixel]. Pixels beyond those asked for are whatever was there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Turn(float* from, int channels, int width, float* to, nint line, float* pixels)
    {
        for (nint x = 0; x < width; x += S.Width, from += S.Width * Lanes, to += S.Width)
        {
            var source = from;
            if (width - x < S.Width)
            {
                NativeMemory.Copy(from, pixels, (nuint)((width - x) * Lanes * sizeof(float)));
                source = pixels;
            }
            for (nint c = 0; c < channels; c += 4) S.TransposeFour(source + c, Lanes, to + c * line, line);
        }
    }
}
