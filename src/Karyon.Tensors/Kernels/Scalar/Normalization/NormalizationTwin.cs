using System.Numerics;
using Karyon.Tensors.Kernels.Vector.Convolution;

namespace Karyon.Tensors.Kernels.Scalar.Normalization;

/// <summary>
/// Channel sums and batch normalisation over dense <c>[N, C, H, W]</c> tensors, one channel at a time. Sums: inside a strip of rows
/// (at most <see cref="RowChunks.StripPixels"/> pixels, at least a row) one double in raster order; strips are added in the order of
/// images and rows.
/// </summary>
internal static class NormalizationTwin
{
    /// <summary>The sum over the pixels of a channel, in the order of the definition; <paramref name="term"/> makes the next sum from the sum so far and the index of a pixel in the tensor.</summary>
    public static double Sum(int images, int channels, int height, int width, int channel, Func<double, int, double> term)
    {
        var rows = Math.Clamp(RowChunks.StripPixels / width, 1, height);
        var sum = 0.0;
        for (var n = 0; n < images; n++)
            for (var first = 0; first < height; first += rows)
            {
                var strip = 0.0;
                var start = ((n * channels + channel) * height + first) * width;
                var pixels = Math.Min(rows, height - first) * width;
                for (var k = start; k < start + pixels; k++) strip = term(strip, k);
                sum += strip;
            }
        return sum;
    }

    /// <summary>z = fma(x, scale, shift) + residual, where there is one.</summary>
    public static T BeforeActivation<T>(T x, T scale, T shift, T? residual)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var z = T.FusedMultiplyAdd(x, scale, shift);
        return residual is { } r ? z + r : z;
    }

    /// <summary>ReLU is z > 0 ? z : 0; ReLU6 goes on with z &lt; 6 ? z : 6.</summary>
    public static T Activate<T>(T z, ConvActivation activation)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (activation == ConvActivation.None) return z;
        var y = z > T.Zero ? z : T.Zero;
        var six = T.CreateChecked(6);
        return activation == ConvActivation.Relu || y < six ? y : six;
    }

    /// <summary>dz: the gradient where z > 0 (and z &lt; 6), else zero.</summary>
    public static T Mask<T>(T z, T gradient, ConvActivation activation)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var passes = activation == ConvActivation.None || (z > T.Zero && (activation == ConvActivation.Relu || z < T.CreateChecked(6)));
        return passes ? gradient : T.Zero;
    }

    /// <summary>dx = fma(dz, gradientFactor, fma(x, inputFactor, offset)).</summary>
    public static T InputGradient<T>(T x, T dz, T gradientFactor, T inputFactor, T offset)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        T.FusedMultiplyAdd(dz, gradientFactor, T.FusedMultiplyAdd(x, inputFactor, offset));
}
