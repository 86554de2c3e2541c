namespace Karyon.Tensors.Kernels.Vector.LayerNormalization;

/// <summary>
/// A layer normalisation over the channels of each pixel; images of one size, halos may differ. Weight and bias have one value per physical
/// channel and zeros in padding lanes. The output may be the memory of an input of its geometry.
/// </summary>
internal readonly unsafe struct LayerNormArguments
{
    /// <summary>What is normalised; its padding lanes are zero.</summary>
    public BlockedImage Input { get; init; }

    /// <summary>Which lanes are in use.</summary>
    public ChannelSegments Segments { get; init; }

    public float* Weight { get; init; }

    public float* Bias { get; init; }

    public float Epsilon { get; init; }

    /// <summary>By pixel, images in turn, rows in raster order: the inverse deviation. Written by the moments, read backward.</summary>
    public float* Inverse { get; init; }

    /// <summary>By pixel: -mean times the inverse deviation.</summary>
    public float* Shift { get; init; }

    /// <summary>Forward: the result; its halo is zeroed. Origin null: only the moments are wanted.</summary>
    public BlockedImage Output { get; init; }

    /// <summary>Backward: the gradient of the output, in the lanes of the input.</summary>
    public BlockedImage Gradient { get; init; }

    /// <summary>Backward: the gradient of the input; its halo and padding lanes are zeroed.</summary>
    public BlockedImage InputGradient { get; init; }
}
