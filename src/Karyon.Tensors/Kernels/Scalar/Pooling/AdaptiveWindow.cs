namespace Karyon.Tensors.Kernels.Scalar.Pooling;

/// <summary>The windows of adaptive pooling: they cover an axis and may overlap.</summary>
internal static class AdaptiveWindow
{
    /// <summary>From floor(index * size / count) up to ceil((index + 1) * size / count).</summary>
    public static (int First, int End) Of(int index, int size, int count) => ((int)((long)index * size / count), (int)(((long)(index + 1) * size + count - 1) / count));
}
