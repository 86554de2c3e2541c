using Karyon.Tensors.Kernels.Scalar.Winograd;
using System.Runtime.InteropServices;

namespace Karyon.Tensors.Kernels.Vector.Winograd;

/// <inheritdoc/>
internal sealed unsafe class WinogradPack<S, TV, TD> : WinogradPack
    where S : struct, ISimd<TV, TD>
    where TV : unmanaged
    where TD : unmanaged
{
    private const int Lanes = BlockedImage.Lanes;
    private const int Square = Lanes * Lanes;

    public override void Run(in WinogradPackArguments a, int chunk, float* scratch)
    {
        var inputs = new ChannelBlocks(a.Inputs);
        var outputs = new ChannelBlocks(a.Outputs);
        nint inputBlocks = inputs.Blocks, plane = inputBlocks * outputs.Blocks * Square;
        var channels = a.Mirrored ? outputs.Channels : inputs.Channels;
        var (firstOutput, outputCount) = outputs.Block(chunk);
        float* block = scratch, taps = block + a.Planes * Square, half = taps + 9 * Lanes;
        for (var inputBlock = 0; inputBlock < inputBlocks; inputBlock++)
        {
            var (firstInput, inputCount) = inputs.Block(inputBlock);
            for (var i = 0; i < Lanes; i++)
            {
                NativeMemory.Clear(taps, 9 * Lanes * sizeof(float));
                if (i < inputCount)
                {
                    for (var o = 0; o < outputCount; o++)
                        Gather(a, channels, firstOutput + o, firstInput + i, taps + o);
                }
                for (nint lane = 0; lane < Lanes; lane += S.Width)
                {
                    if (a.Form == WinogradForm.F4)
                        WinogradTransforms<S, TV, TD>.Weights4(taps + lane, (double*)half, block + i * Lanes + lane, Square);
                    else
                        WinogradTransforms<S, TV, TD>.Weights2(taps + lane, (double*)half, block + i * Lanes + lane, Square);
                }
            }
            // The planes lie a power of two apart: written straight away, all would fall on the same lines of the first cache.
            var to = a.Packed + (chunk * inputBlocks + inputBlock) * Square;
            for (var q = 0; q < a.Planes; q++, to += plane)
                NativeMemory.Copy(block + q * Square, to, Square * sizeof(float));
        }
    }

    /// <summary>The nine taps between an output and an input channel, 16 floats apart.</summary>
    private static void Gather(in WinogradPackArguments a, int channels, int output, int input, float* to)
    {
        if (a.Mirrored)
        {
            var from = a.Dense + ((nint)input * channels + output) * 9;
            for (var t = 0; t < 9; t++)
                to[t * Lanes] = from[8 - t];
        }
        else
        {
            var from = a.Dense + ((nint)output * channels + input) * 9;
            for (var t = 0; t < 9; t++)
                to[t * Lanes] = from[t];
        }
    }
}
