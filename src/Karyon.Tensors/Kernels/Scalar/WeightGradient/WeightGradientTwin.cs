using System.Numerics;
using Karyon.Tensors.Kernels.Vector.Convolution;

namespace Karyon.Tensors.Kernels.Scalar.WeightGradient;

/// <summary>
/// The weight gradient as its formula: <c>dW[o, i, r, c] = sum over n, y, x of X[n, i, y * stride + r * dilation - top, ...] * dY[n, o, y, x]</c>,
/// for each image one chain of fused multiply-adds over output pixels in raster order, from zero, the padding counting as zeros; the
/// images' sums are added in their order.
/// </summary>
internal static class WeightGradientTwin
{
    /// <summary>Dense tensors: input [N, I, H, W], gradient [N, O, OH, OW], result [O, I, rows, columns].</summary>
    public static void Run<T>(ReadOnlySpan<T> input, ReadOnlySpan<T> gradient, Span<T> result, int images, int inputs, int height, int width,
        int outputs, int outputHeight, int outputWidth, in ConvShape shape)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var index = 0;
        for (var o = 0; o < outputs; o++)
            for (var i = 0; i < inputs; i++)
                for (var r = 0; r < shape.KernelHeight; r++)
                    for (var c = 0; c < shape.KernelWidth; c++)
                    {
                        var total = T.Zero;
                        for (var n = 0; n < images; n++)
                        {
                            var sum = T.Zero;
                            for (var y = 0; y < outputHeight; y++)
                                for (var x = 0; x < outputWidth; x++)
                                {
                                    var row = y * shape.StrideY + r * shape.DilationY - shape.PadTop;
                                    var column = x * shape.StrideX + c * shape.DilationX - shape.PadLeft;
                                    var inside = (uint)row < (uint)height && (uint)column < (uint)width;
                                    var value = inside ? input[((n * inputs + i) * height + row) * width + column] : T.Zero;
                                    sum = T.FusedMultiplyAdd(value, gradient[((n * outputs + o) * outputHeight + y) * outputWidth + x], sum);
                                }
                            total = n == 0 ? sum : total + sum;
                        }
                        result[index++] = total;
                    }
    }
}
