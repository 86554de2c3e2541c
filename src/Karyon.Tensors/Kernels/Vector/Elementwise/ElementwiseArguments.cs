namespace Karyon.Tensors.Kernels.Vector.Elementwise;

/// <summary>
/// An elementwise operation on blocked images of one size (halos may differ; the output's is zeroed, and so are its padding lanes
/// wherever the operation could have changed them). The output may be the memory of an input of its geometry.
/// </summary>
internal readonly unsafe struct ElementwiseArguments
{
    /// <summary>The first or only operand, x or a.</summary>
    public BlockedImage A { get; init; }

    /// <summary>The second operand; unused where <see cref="Channels"/> is set.</summary>
    public BlockedImage B { get; init; }

    /// <summary>A second operand with one value per physical channel, the same for all pixels; or null.</summary>
    public float* Channels { get; init; }

    /// <summary>Floats from an image's channel values to the next image's; 0: all images share them.</summary>
    public nint ChannelsImageStride { get; init; }

    public BlockedImage Output { get; init; }

    /// <summary>Which lanes are in use.</summary>
    public ChannelSegments Segments { get; init; }

    /// <summary>s.</summary>
    public float Scale { get; init; }

    /// <summary>t.</summary>
    public float Shift { get; init; }
}
