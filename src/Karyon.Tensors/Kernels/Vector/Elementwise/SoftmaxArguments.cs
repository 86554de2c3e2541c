namespace Karyon.Tensors.Kernels.Vector.Elementwise;

/// <summary>Softmax or its logarithm over the channels of each pixel; images of one size, halos may differ.</summary>
internal readonly struct SoftmaxArguments
{
    /// <summary>Forward: the logits. Backward: the output of the forward pass.</summary>
    public BlockedImage Input { get; init; }

    /// <summary>Backward: the gradient of the output.</summary>
    public BlockedImage Gradient { get; init; }

    /// <summary>Forward: the result. Backward: the gradient of the logits. Its halo and padding lanes are zeroed.</summary>
    public BlockedImage Output { get; init; }

    /// <summary>Which lanes are in use.</summary>
    public ChannelSegments Segments { get; init; }

    /// <summary>Whether the output is the logarithm.</summary>
    public bool Logarithm { get; init; }
}
