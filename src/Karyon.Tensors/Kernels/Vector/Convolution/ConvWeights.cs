using System.Runtime.InteropServices;

namespace Karyon.Tensors.Kernels.Vector.Convolution;

/// <summary>
/// Brings weights from PyTorch's order into that of the kernels: <c>[O/16][window][kh][kw][16 inputs][16 outputs]</c>, zero where an
/// input or output channel is padding or belongs to another group. Packing is cut by output block, so that training may spread it.
/// </summary>
internal static unsafe class ConvWeights
{
    private const int Lanes = BlockedImage.Lanes;

    /// <summary>Floats that <see cref="Pack"/> writes for all output blocks.</summary>
    public static long Floats(ReadOnlySpan<int> inputs, ReadOnlySpan<int> outputs, in ConvShape shape)
    {
        var outputBlocks = new ChannelBlocks(outputs).Blocks;
        var window = new GroupWindow(new ChannelBlocks(inputs).Blocks, outputBlocks, shape.GroupInputs, shape.GroupOutputs);
        return (long)outputBlocks * window.Blocks * shape.Taps * Lanes * Lanes;
    }

    /// <summary>Packs the weights of a convolution (or of a linear layer, whose [N, K] is OIHW with a 1x1 kernel).</summary>
    /// <param name="dense">[O, I / groups, kh, kw].</param>
    /// <param name="inputs">Logical channels of each input segment; one segment where there are groups.</param>
    /// <param name="outputs">Logical channels of each output segment; commonly one.</param>
    /// <param name="shape">Kernel and groups.</param>
    /// <param name="packed"><see cref="Floats"/> floats.</param>
    /// <param name="firstBlock">First output block to pack.</param>
    /// <param name="endBlock">End of the output blocks to pack.</param>
    public static void Pack(float* dense, ReadOnlySpan<int> inputs, ReadOnlySpan<int> outputs, in ConvShape shape, float* packed,
        int firstBlock, int endBlock)
    {
        var rows = new ChannelBlocks(outputs);
        var columns = new ChannelBlocks(inputs);
        var window = new GroupWindow(columns.Blocks, rows.Blocks, shape.GroupInputs, shape.GroupOutputs);
        nint taps = shape.Taps, block = taps * Lanes * Lanes;
        var source = new DenseWeights(dense, shape.GroupInputs == 0 ? columns.Channels : shape.GroupInputs, taps, shape.GroupOutputs);
        NativeMemory.Clear(packed + firstBlock * window.Blocks * block, (nuint)((endBlock - firstBlock) * window.Blocks * block * sizeof(float)));
        for (var o = firstBlock; o < endBlock; o++)
        {
            var (firstOutput, outputCount) = rows.Block(o);
            for (var k = 0; k < window.Blocks; k++)
            {
                var (firstInput, inputCount) = columns.Block(window.First(o) + k);
                var target = packed + ((nint)o * window.Blocks + k) * block;
                for (var lane = 0; lane < outputCount; lane++)
                    for (var i = 0; i < inputCount; i++)
                    {
                        var from = source.Taps(firstOutput + lane, firstInput + i);
                        if (from == null) continue;
                        var to = target + i * Lanes + lane;
                        for (nint tap = 0; tap < taps; tap++)
                            to[tap * Lanes * Lanes] = from[tap];
                    }
            }
        }
    }

    /// <summary>Floats that <see cref="PackInputGradient"/> writes for all input blocks.</summary>
    public static long InputGradientFloats(ReadOnlySpan<int> inputs, ReadOnlySpan<int> outputs, in ConvShape shape)
    {
        var inputBlocks = new ChannelBlocks(inputs).Blocks;
        var window = new GroupWindow(new ChannelBlocks(outputs).Blocks, inputBlocks, shape.GroupOutputs, shape.GroupInputs);
        return (long)inputBlocks * window.Blocks * shape.Taps * Lanes * Lanes;
    }

    /// <summary>
    /// Packs the weights for the input gradient: phase after phase (of rows, then of columns) what <see cref="Pack"/> would, with inputs
    /// and outputs exchanged and the phase's taps mirrored. For a transposed convolution, whose weights are [I, O / groups, kh, kw],
    /// its input takes the place of the outputs here, and its output that of the inputs.
    /// </summary>
    /// <param name="dense">[O, I / groups, kh, kw].</param>
    /// <param name="inputs">Logical channels of each input segment.</param>
    /// <param name="outputs">Logical channels of each output segment.</param>
    /// <param name="shape">Kernel, stride, dilation, padding and groups of the forward convolution.</param>
    /// <param name="packed"><see cref="InputGradientFloats"/> floats.</param>
    /// <param name="firstBlock">First input block to pack.</param>
    /// <param name="endBlock">End of the input blocks to pack.</param>
    public static void PackInputGradient(float* dense, ReadOnlySpan<int> inputs, ReadOnlySpan<int> outputs, in ConvShape shape,
        float* packed, int firstBlock, int endBlock)
    {
        var rows = new ChannelBlocks(inputs);
        var columns = new ChannelBlocks(outputs);
        var window = new GroupWindow(columns.Blocks, rows.Blocks, shape.GroupOutputs, shape.GroupInputs);
        var source = new DenseWeights(dense, shape.GroupInputs == 0 ? rows.Channels : shape.GroupInputs, shape.Taps, shape.GroupOutputs);
        for (var py = 0; py < shape.StrideY; py++)
            for (var px = 0; px < shape.StrideX; px++)
            {
                var (vertical, horizontal) = (shape.RowPhase(py), shape.ColumnPhase(px));
                nint block = (nint)vertical.Taps * horizontal.Taps * Lanes * Lanes;
                if (block == 0) continue;
                NativeMemory.Clear(packed + firstBlock * window.Blocks * block, (nuint)((endBlock - firstBlock) * window.Blocks * block * sizeof(float)));
                for (var i = firstBlock; i < endBlock; i++)
                    for (var k = 0; k < window.Blocks; k++)
                        PackPhase(source, vertical, horizontal, shape.KernelWidth, rows.Block(i), columns.Block(window.First(i) + k),
                            packed + ((nint)i * window.Blocks + k) * block);
                packed += rows.Blocks * window.Blocks * block;
            }
    }

    private static void PackPhase(in DenseWeights source, in GradientPhase vertical, in GradientPhase horizontal, int kernelWidth,
        (int First, int Count) inputs, (int First, int Count) outputs, float* target)
    {
        for (var o = 0; o < outputs.Count; o++)
            for (var lane = 0; lane < inputs.Count; lane++)
            {
                var from = source.Taps(outputs.First + o, inputs.First + lane);
                if (from == null) continue;
                var to = target + o * Lanes + lane;
                for (var r = 0; r < vertical.Taps; r++)
                    for (var c = 0; c < horizontal.Taps; c++, to += Lanes * Lanes)
                        *to = from[(vertical.LastTap - r * vertical.TapStep) * kernelWidth + horizontal.LastTap - c * horizontal.TapStep];
            }
    }

    /// <summary>Floats that <see cref="PackStem"/> writes.</summary>
    public static long StemFloats(int channels, int outputs, in ConvShape shape) =>
        (long)ChannelBlocks.BlocksOf(outputs) * shape.Taps * channels * Lanes;

    /// <summary>Packs the weights of a first convolution over interleaved pixels: [O/16][kh][kw * channels][16].</summary>
    /// <param name="dense">[O, channels, kh, kw].</param>
    /// <param name="channels">Channels of a pixel.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="shape">The kernel.</param>
    /// <param name="packed"><see cref="StemFloats"/> floats.</param>
    public static void PackStem(float* dense, int channels, int outputs, in ConvShape shape, float* packed)
    {
        NativeMemory.Clear(packed, (nuint)(StemFloats(channels, outputs, shape) * sizeof(float)));
        nint taps = shape.Taps;
        for (nint o = 0; o < outputs; o++)
            for (nint c = 0; c < channels; c++)
                for (nint tap = 0; tap < taps; tap++)
                    packed[((o / Lanes * taps + tap) * channels + c) * Lanes + o % Lanes] = dense[(o * channels + c) * taps + tap];
    }

    /// <summary>Copies a bias into whole blocks, zero in padding lanes; null gives zeros.</summary>
    /// <param name="dense">One value a logical output channel; or null.</param>
    /// <param name="outputs">Logical channels of each output segment.</param>
    /// <param name="packed">16 floats a block.</param>
    public static void PackBias(float* dense, ReadOnlySpan<int> outputs, float* packed)
    {
        var rows = new ChannelBlocks(outputs);
        for (var o = 0; o < rows.Blocks; o++)
        {
            var (first, count) = rows.Block(o);
            for (var lane = 0; lane < Lanes; lane++)
                packed[o * Lanes + lane] = dense != null && lane < count ? dense[first + lane] : 0f;
        }
    }
}
