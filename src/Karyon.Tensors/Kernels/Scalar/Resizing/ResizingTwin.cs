using System.Numerics;

namespace Karyon.Tensors.Kernels.Scalar.Resizing;

/// <summary>Resizing of one channel plane, pixel by pixel, as its formula.</summary>
internal static class ResizingTwin
{
    public static void Nearest<T>(ReadOnlySpan<T> from, int height, int width, Span<T> to, int newHeight, int newWidth)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var y = 0; y < newHeight; y++)
            for (var x = 0; x < newWidth; x++) to[y * newWidth + x] = from[y * height / newHeight * width + x * width / newWidth];
    }

    /// <summary>The gradient of the original from that of the resized image.</summary>
    public static void NearestBackward<T>(ReadOnlySpan<T> gradient, int newHeight, int newWidth, Span<T> to, int height, int width)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        to.Clear();
        for (var y = 0; y < newHeight; y++)
            for (var x = 0; x < newWidth; x++) to[y * height / newHeight * width + x * width / newWidth] += gradient[y * newWidth + x];
    }

    public static void Bilinear<T>(ReadOnlySpan<T> from, int height, int width, Span<T> to, int newHeight, int newWidth)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var y = 0; y < newHeight; y++)
            for (var x = 0; x < newWidth; x++)
            {
                var row = ResizeTap.Of(y, height, newHeight);
                var column = ResizeTap.Of(x, width, newWidth);
                T left = T.CreateChecked(column.LowWeight), right = T.CreateChecked(column.HighWeight);
                var upper = T.FusedMultiplyAdd(right, from[row.Low * width + column.High], left * from[row.Low * width + column.Low]);
                var lower = T.FusedMultiplyAdd(right, from[row.High * width + column.High], left * from[row.High * width + column.Low]);
                to[y * newWidth + x] = T.FusedMultiplyAdd(T.CreateChecked(row.HighWeight), lower, T.CreateChecked(row.LowWeight) * upper);
            }
    }

    /// <summary>The gradient of the original from that of the resized image.</summary>
    public static void BilinearBackward<T>(ReadOnlySpan<T> gradient, int newHeight, int newWidth, Span<T> to, int height, int width)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var sum = T.Zero;
                for (var row = 0; row < newHeight; row++)
                {
                    var rowWeight = ResizeTap.Of(row, height, newHeight).WeightOf(y);
                    if (rowWeight == 0) continue;
                    var inRow = T.Zero;
                    for (var column = 0; column < newWidth; column++)
                    {
                        var weight = ResizeTap.Of(column, width, newWidth).WeightOf(x);
                        if (weight != 0) inRow = T.FusedMultiplyAdd(T.CreateChecked(weight), gradient[row * newWidth + column], inRow);
                    }
                    sum = T.FusedMultiplyAdd(T.CreateChecked(rowWeight), inRow, sum);
                }
                to[y * width + x] = sum;
            }
    }
}
