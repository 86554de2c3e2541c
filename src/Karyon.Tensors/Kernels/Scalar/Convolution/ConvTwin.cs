using System.Numerics;
using Karyon.Tensors.Kernels.Vector.Convolution;

namespace Karyon.Tensors.Kernels.Scalar.Convolution;

/// <summary>
/// The convolution as a formula, in the order that defines its bits: bias, then input blocks of 16 channels (each segment of a
/// concatenation begins a block), kernel rows, kernel columns, channels of the block, one fused multiply-add each; then the residual,
/// then the activation. Pixels outside the image, padding channels and weights between groups take part as zeros.
/// </summary>
/// <typeparam name="T">float defines the bits; double tests the mathematics.</typeparam>
internal static class ConvTwin<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Convolution, dense or grouped.</summary>
    /// <param name="x">[N, I, H, W].</param>
    /// <param name="weights">[O, I / groups, kh, kw].</param>
    /// <param name="bias">[O]; or empty.</param>
    /// <param name="residual">[N, O, OH, OW]; or empty.</param>
    /// <param name="size">Sizes of x and of the output.</param>
    /// <param name="segments">Channels of each input segment; their sum is I.</param>
    /// <param name="shape">Kernel, steps, groups.</param>
    /// <param name="activation">What is done last.</param>
    /// <returns>[N, O, OH, OW].</returns>
    public static T[] Forward(ReadOnlySpan<T> x, ReadOnlySpan<T> weights, ReadOnlySpan<T> bias, ReadOnlySpan<T> residual,
        in ConvSize size, ReadOnlySpan<int> segments, in ConvShape shape, ConvActivation activation)
    {
        var y = new T[size.Images * size.Outputs * size.OutputHeight * size.OutputWidth];
        var inputs = new ChannelBlocks(segments);
        var window = new GroupWindow(inputs.Blocks, ChannelBlocks.BlocksOf(size.Outputs), shape.GroupInputs, shape.GroupOutputs);
        var at = 0;
        for (var n = 0; n < size.Images; n++)
            for (var o = 0; o < size.Outputs; o++)
                for (var oy = 0; oy < size.OutputHeight; oy++)
                    for (var ox = 0; ox < size.OutputWidth; ox++, at++)
                    {
                        var sum = bias.IsEmpty ? T.Zero : bias[o];
                        var firstBlock = window.First(o / BlockedImage.Lanes);
                        for (var block = firstBlock; block < firstBlock + window.Blocks; block++)
                        {
                            var (first, count) = inputs.Block(block);
                            for (var ky = 0; ky < shape.KernelHeight; ky++)
                                for (var kx = 0; kx < shape.KernelWidth; kx++)
                                    for (var lane = 0; lane < BlockedImage.Lanes; lane++)
                                    {
                                        var padding = lane >= count;
                                        var value = padding ? T.Zero : Pixel(x, size, n, first + lane,
                                            oy * shape.StrideY - shape.PadTop + ky * shape.DilationY,
                                            ox * shape.StrideX - shape.PadLeft + kx * shape.DilationX);
                                        var weight = padding ? T.Zero : Weight(weights, size, shape, o, first + lane, ky, kx);
                                        sum = T.FusedMultiplyAdd(value, weight, sum);
                                    }
                        }
                        if (!residual.IsEmpty)
                            sum += residual[at];
                        y[at] = Activate(sum, activation);
                    }
        return y;
    }

    /// <summary>The first convolution, over pixels whose channels are not padded: bias, kernel row, kernel column, channel.</summary>
    /// <param name="x">[N, H, W, C].</param>
    /// <param name="weights">[O, C, kh, kw].</param>
    /// <param name="bias">[O]; or empty.</param>
    /// <param name="size">Sizes of x and of the output.</param>
    /// <param name="shape">Kernel and steps.</param>
    /// <param name="activation">What is done last.</param>
    /// <returns>[N, O, OH, OW].</returns>
    public static T[] Stem(ReadOnlySpan<T> x, ReadOnlySpan<T> weights, ReadOnlySpan<T> bias, in ConvSize size, in ConvShape shape,
        ConvActivation activation)
    {
        var y = new T[size.Images * size.Outputs * size.OutputHeight * size.OutputWidth];
        var at = 0;
        for (var n = 0; n < size.Images; n++)
            for (var o = 0; o < size.Outputs; o++)
                for (var oy = 0; oy < size.OutputHeight; oy++)
                    for (var ox = 0; ox < size.OutputWidth; ox++, at++)
                    {
                        var sum = bias.IsEmpty ? T.Zero : bias[o];
                        for (var ky = 0; ky < shape.KernelHeight; ky++)
                            for (var kx = 0; kx < shape.KernelWidth; kx++)
                                for (var c = 0; c < size.Inputs; c++)
                                {
                                    var (iy, ix) = (oy * shape.StrideY - shape.PadTop + ky, ox * shape.StrideX - shape.PadLeft + kx);
                                    var inside = (uint)iy < (uint)size.Height && (uint)ix < (uint)size.Width;
                                    var value = inside ? x[((n * size.Height + iy) * size.Width + ix) * size.Inputs + c] : T.Zero;
                                    sum = T.FusedMultiplyAdd(value, Weight(weights, size, shape, o, c, ky, kx), sum);
                                }
                        y[at] = Activate(sum, activation);
                    }
        return y;
    }

    /// <summary>
    /// Gradient with respect to the input, which is the transposed convolution: bias, then blocks of 16 channels of the output's
    /// gradient, of the taps that reach the element rows and columns in descending order, channels of the block; then the residual,
    /// then the activation. Taps that reach it from outside the output take part as zeros.
    /// </summary>
    /// <param name="gradient">Gradient of the output, [N, O, OH, OW].</param>
    /// <param name="weights">[O, I / groups, kh, kw].</param>
    /// <param name="bias">[I]; or empty.</param>
    /// <param name="residual">[N, I, H, W]; or empty.</param>
    /// <param name="size">Sizes of the forward convolution.</param>
    /// <param name="segments">Channels of each segment of the output's gradient; their sum is O.</param>
    /// <param name="shape">Kernel, steps and groups of the forward convolution.</param>
    /// <param name="activation">What is done last.</param>
    /// <returns>[N, I, H, W].</returns>
    public static T[] InputGradient(ReadOnlySpan<T> gradient, ReadOnlySpan<T> weights, ReadOnlySpan<T> bias, ReadOnlySpan<T> residual,
        in ConvSize size, ReadOnlySpan<int> segments, in ConvShape shape, ConvActivation activation)
    {
        var x = new T[size.Images * size.Inputs * size.Height * size.Width];
        var outputs = new ChannelBlocks(segments);
        var window = new GroupWindow(outputs.Blocks, ChannelBlocks.BlocksOf(size.Inputs), shape.GroupOutputs, shape.GroupInputs);
        var at = 0;
        for (var n = 0; n < size.Images; n++)
            for (var i = 0; i < size.Inputs; i++)
                for (var iy = 0; iy < size.Height; iy++)
                    for (var ix = 0; ix < size.Width; ix++, at++)
                    {
                        var sum = bias.IsEmpty ? T.Zero : bias[i];
                        var firstBlock = window.First(i / BlockedImage.Lanes);
                        for (var block = firstBlock; block < firstBlock + window.Blocks; block++)
                        {
                            var (first, count) = outputs.Block(block);
                            for (var ky = shape.KernelHeight - 1; ky >= 0; ky--)
                                for (var kx = shape.KernelWidth - 1; kx >= 0; kx--)
                                {
                                    var (py, px) = (iy + shape.PadTop - ky * shape.DilationY, ix + shape.PadLeft - kx * shape.DilationX);
                                    if (py % shape.StrideY != 0 || px % shape.StrideX != 0) continue;
                                    for (var lane = 0; lane < BlockedImage.Lanes; lane++)
                                    {
                                        var padding = lane >= count;
                                        var value = padding ? T.Zero : OutputPixel(gradient, size, n, first + lane, py / shape.StrideY, px / shape.StrideX);
                                        var weight = padding ? T.Zero : Weight(weights, size, shape, first + lane, i, ky, kx);
                                        sum = T.FusedMultiplyAdd(value, weight, sum);
                                    }
                                }
                        }
                        if (!residual.IsEmpty)
                            sum += residual[at];
                        x[at] = Activate(sum, activation);
                    }
        return x;
    }

    private static T OutputPixel(ReadOnlySpan<T> y, in ConvSize size, int n, int c, int oy, int ox) =>
        (uint)oy < (uint)size.OutputHeight && (uint)ox < (uint)size.OutputWidth
            ? y[((n * size.Outputs + c) * size.OutputHeight + oy) * size.OutputWidth + ox]
            : T.Zero;

    private static T Pixel(ReadOnlySpan<T> x, in ConvSize size, int n, int c, int iy, int ix) =>
        (uint)iy < (uint)size.Height && (uint)ix < (uint)size.Width ? x[((n * size.Inputs + c) * size.Height + iy) * size.Width + ix] : T.Zero;

    private static T Weight(ReadOnlySpan<T> weights, in ConvSize size, in ConvShape shape, int o, int i, int ky, int kx)
    {
        var groupInputs = shape.GroupInputs == 0 ? size.Inputs : shape.GroupInputs;
        var inGroup = shape.GroupInputs == 0 ? i : i - o / shape.GroupOutputs * groupInputs;
        return (uint)inGroup < (uint)groupInputs
            ? weights[((o * groupInputs + inGroup) * shape.KernelHeight + ky) * shape.KernelWidth + kx]
            : T.Zero;
    }

    private static T Activate(T sum, ConvActivation activation)
    {
        if (activation == ConvActivation.None) return sum;
        sum = sum > T.Zero ? sum : T.Zero;
        var six = T.CreateChecked(6);
        return activation == ConvActivation.Relu6 ? (sum < six ? sum : six) : sum;
    }
}
