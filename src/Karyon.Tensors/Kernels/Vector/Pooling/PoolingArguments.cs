using Karyon.Tensors.Kernels.Vector.Convolution;

namespace Karyon.Tensors.Kernels.Vector.Pooling;

/// <summary>A maximum or average over windows of each channel; the shape's groups play no part.</summary>
internal readonly struct PoolingArguments
{
    /// <summary>What is pooled; backward of the average does not read it.</summary>
    public BlockedImage Input { get; init; }

    /// <summary>The result, written forward, read by the maximum's backward pass.</summary>
    public BlockedImage Output { get; init; }

    /// <summary>Backward: the gradient of the output.</summary>
    public BlockedImage Gradient { get; init; }

    /// <summary>Backward: the gradient of the input; its halo is zeroed.</summary>
    public BlockedImage InputGradient { get; init; }

    public ConvShape Shape { get; init; }

    /// <summary>Average: divide by all taps of the window, not only by those inside the image.</summary>
    public bool CountPadding { get; init; }
}
