using Karyon.Tensors.Kernels.Scalar.Winograd;
using Karyon.Tensors.Kernels;
using Karyon.Tensors.Kernels.Vector.Convolution;
using Karyon.Tensors.Kernels.Vector.Winograd;

namespace Karyon.Tensors.Tests.Kernels.Winograd;

/// <summary>Packs, runs and unpacks a Winograd convolution of one segmented image; memory that nobody may touch holds NaN.</summary>
internal static unsafe class WinogradRunner
{
    /// <summary>Transformed weights.</summary>
    public static NativeFloats Pack(VectorPath path, float[] dense, int[] inputs, int[] outputs, WinogradForm form, bool mirrored)
    {
        var pack = WinogradPack.Create(path);
        fixed (float* from = dense)
        {
            var arguments = new WinogradPackArguments { Dense = from, Inputs = inputs, Outputs = outputs, Form = form, Mirrored = mirrored };
            var packed = new NativeFloats(arguments.PackedFloats);
            arguments = arguments with { Packed = packed.Pointer };
            using var scratch = new NativeFloats(pack.ScratchFloats(arguments));
            for (var chunk = pack.Chunks(arguments) - 1; chunk >= 0; chunk--)
                pack.Run(arguments, chunk, scratch.Pointer);
            return packed;
        }
    }

    /// <summary>The output of a case, [N, O, OH, OW].</summary>
    public static float[] Forward(VectorPath path, WinogradCase c, int outputHalo)
    {
        var s = c.Size;
        using var weights = Pack(path, c.Weights, c.Segments, [s.Outputs], c.Form, false);
        using var x = Segmented(c);
        using var y = new GuardedImage(s.Images, s.Outputs, s.OutputHeight, s.OutputWidth, outputHalo);
        using var residual = c.Residual.Length == 0 ? null : new GuardedImage(c.Residual, s.Images, s.Outputs, s.OutputHeight, s.OutputWidth, 0);
        using var bias = new NativeFloats(y.View.Blocks * BlockedImage.Lanes);
        bias.Span.Clear();
        c.Bias.CopyTo(bias.Span);
        Run(path, new WinogradArguments(x.View, y.View, weights.Pointer, c.Bias.Length == 0 ? null : bias.Pointer, residual?.View ?? default, s.PadTop, s.PadLeft, c.Activation, c.Form));
        y.AssertSurroundingsAreZero();
        return y.ToArray();
    }

    /// <summary>All chunks, last to first, with scratch memory that holds NaN at first.</summary>
    public static void Run(VectorPath path, in WinogradArguments arguments)
    {
        var kernels = WinogradKernels.Create(path);
        using var scratch = new NativeFloats(kernels.ScratchFloats(arguments));
        for (var chunk = kernels.Chunks(arguments) - 1; chunk >= 0; chunk--)
            kernels.Run(arguments, chunk, scratch.Pointer);
    }

    /// <summary>The input with each segment on a block of its own.</summary>
    private static GuardedImage Segmented(WinogradCase c)
    {
        var s = c.Size;
        var physical = c.Segments.Sum(segment => ChannelBlocks.BlocksOf(segment) * BlockedImage.Lanes);
        var plane = s.Height * s.Width;
        var values = new float[s.Images * physical * plane];
        for (var n = 0; n < s.Images; n++)
        {
            var (logical, at) = (0, 0);
            foreach (var segment in c.Segments)
            {
                c.Input.AsSpan((n * s.Inputs + logical) * plane, segment * plane).CopyTo(values.AsSpan((n * physical + at) * plane));
                logical += segment;
                at += ChannelBlocks.BlocksOf(segment) * BlockedImage.Lanes;
            }
        }
        return new GuardedImage(values, s.Images, physical, s.Height, s.Width, Math.Max(s.PadTop, s.PadLeft));
    }
}
