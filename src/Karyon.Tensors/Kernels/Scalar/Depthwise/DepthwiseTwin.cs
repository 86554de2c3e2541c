using System.Numerics;
using Karyon.Tensors.Kernels.Vector.Convolution;
using Karyon.Tensors.Kernels.Vector.Depthwise;

namespace Karyon.Tensors.Kernels.Scalar.Depthwise;

/// <summary>
/// Depthwise convolution and its gradients as formulas, in the order that defines their bits. Pixels outside an image take part as
/// zeros, except in the weight gradient's output pixels, which are all inside.
/// </summary>
/// <typeparam name="T">float defines the bits; double tests the mathematics.</typeparam>
internal static class DepthwiseTwin<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Bias, then kernel row, kernel column, one fused multiply-add each; then the activation.</summary>
    /// <param name="x">[N, C, H, W].</param>
    /// <param name="weights">[C, 1, kh, kw].</param>
    /// <param name="bias">[C]; or empty.</param>
    /// <param name="size">Sizes of x and of the output.</param>
    /// <param name="g">The window.</param>
    /// <param name="activation">What is done last.</param>
    /// <returns>[N, C, OH, OW].</returns>
    public static T[] Forward(ReadOnlySpan<T> x, ReadOnlySpan<T> weights, ReadOnlySpan<T> bias, in DepthwiseSize size, in ConvShape g, ConvActivation activation)
    {
        var y = new T[size.Images * size.Channels * size.OutputHeight * size.OutputWidth];
        var at = 0;
        for (var plane = 0; plane < size.Images * size.Channels; plane++)
            for (var oy = 0; oy < size.OutputHeight; oy++)
                for (var ox = 0; ox < size.OutputWidth; ox++, at++)
                {
                    var c = plane % size.Channels;
                    var sum = bias.IsEmpty ? T.Zero : bias[c];
                    for (var i = 0; i < g.KernelHeight; i++)
                        for (var j = 0; j < g.KernelWidth; j++)
                            sum = T.FusedMultiplyAdd(
                                Pixel(x, plane, size.Height, size.Width, oy * g.StrideY - g.PadTop + i * g.DilationY, ox * g.StrideX - g.PadLeft + j * g.DilationX),
                                weights[(c * g.KernelHeight + i) * g.KernelWidth + j], sum);
                    y[at] = Activate(sum, activation);
                }
        return y;
    }

    /// <summary>From zero, over the taps that join an input pixel with an output pixel, from last to first: output pixels in raster order.</summary>
    /// <param name="d">Gradient by the output, [N, C, OH, OW].</param>
    /// <param name="weights">[C, 1, kh, kw].</param>
    /// <param name="size">Sizes of x and of the output.</param>
    /// <param name="g">The window.</param>
    /// <returns>Gradient by the input, [N, C, H, W].</returns>
    public static T[] InputGradient(ReadOnlySpan<T> d, ReadOnlySpan<T> weights, in DepthwiseSize size, in ConvShape g)
    {
        var x = new T[size.Images * size.Channels * size.Height * size.Width];
        var at = 0;
        for (var plane = 0; plane < size.Images * size.Channels; plane++)
            for (var iy = 0; iy < size.Height; iy++)
                for (var ix = 0; ix < size.Width; ix++, at++)
                {
                    var sum = T.Zero;
                    for (var i = g.KernelHeight - 1; i >= 0; i--)
                        for (var j = g.KernelWidth - 1; j >= 0; j--)
                        {
                            var (oy, ox) = (iy + g.PadTop - i * g.DilationY, ix + g.PadLeft - j * g.DilationX);
                            if (oy % g.StrideY != 0 || ox % g.StrideX != 0) continue;
                            sum = T.FusedMultiplyAdd(Pixel(d, plane, size.OutputHeight, size.OutputWidth, oy / g.StrideY, ox / g.StrideX),
                                weights[(plane % size.Channels * g.KernelHeight + i) * g.KernelWidth + j], sum);
                        }
                    x[at] = sum;
                }
        return x;
    }

    /// <summary>From zero, over images, then output pixels in raster order.</summary>
    /// <param name="x">[N, C, H, W].</param>
    /// <param name="d">Gradient by the output, [N, C, OH, OW].</param>
    /// <param name="size">Sizes of x and of the output.</param>
    /// <param name="g">The window.</param>
    /// <returns>Gradient by the weights, [C, 1, kh, kw].</returns>
    public static T[] WeightGradient(ReadOnlySpan<T> x, ReadOnlySpan<T> d, in DepthwiseSize size, in ConvShape g)
    {
        var weights = new T[size.Channels * g.Taps];
        for (var at = 0; at < weights.Length; at++)
        {
            var (c, tap) = Math.DivRem(at, g.Taps);
            var (i, j) = Math.DivRem(tap, g.KernelWidth);
            var total = T.Zero;
            for (var n = 0; n < size.Images; n++)
            {
                var sum = T.Zero;
                for (var oy = 0; oy < size.OutputHeight; oy++)
                    for (var ox = 0; ox < size.OutputWidth; ox++)
                    {
                        var plane = n * size.Channels + c;
                        sum = T.FusedMultiplyAdd(
                            Pixel(x, plane, size.Height, size.Width, oy * g.StrideY - g.PadTop + i * g.DilationY, ox * g.StrideX - g.PadLeft + j * g.DilationX),
                            Pixel(d, plane, size.OutputHeight, size.OutputWidth, oy, ox), sum);
                    }
                total = n == 0 ? sum : total + sum;
            }
            weights[at] = total;
        }
        return weights;
    }

    private static T Pixel(ReadOnlySpan<T> x, int plane, int height, int width, int iy, int ix) =>
        (uint)iy < (uint)height && (uint)ix < (uint)width ? x[(plane * height + iy) * width + ix] : T.Zero;

    private static T Activate(T sum, ConvActivation activation)
    {
        if (activation == ConvActivation.None) return sum;
        sum = sum > T.Zero ? sum : T.Zero;
        var six = T.CreateChecked(6);
        return activation == ConvActivation.Relu6 ? (sum < six ? sum : six) : sum;
    }
}
