namespace Karyon.Learning.Losses;

/// <summary>Along which axis the gradient loss differentiates the horizontal and the vertical map.</summary>
public enum GradientAxes
{
    /// <summary>
    /// As the published code does, in PyTorch and in TensorFlow: the horizontal map along rows (vertically), the vertical map along
    /// columns, each across the axis along which it changes most.
    /// </summary>
    Published,

    /// <summary>As the paper says and as the decoder reads the maps: the horizontal map along columns, the vertical map along rows.</summary>
    Corrected,
}
