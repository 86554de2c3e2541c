namespace Karyon.Learning.Checkpoints.TfLite;

/// <summary>The settings of an operator; what a kind does not have keeps its default.</summary>
internal sealed record TfLiteOptions
{
    /// <summary>Whether the window is padded so that the result has ceil(size / stride) pixels (SAME); else not at all (VALID).</summary>
    public bool PadsToSame { get; init; } = true;

    public int StrideX { get; init; } = 1;

    public int StrideY { get; init; } = 1;

    public int DilationX { get; init; } = 1;

    public int DilationY { get; init; } = 1;

    /// <summary>Outputs of a depthwise convolution for each channel.</summary>
    public int DepthMultiplier { get; init; } = 1;

    /// <summary>Columns of a pooling window.</summary>
    public int FilterWidth { get; init; } = 1;

    /// <summary>Rows of a pooling window.</summary>
    public int FilterHeight { get; init; } = 1;

    public TfLiteActivation Activation { get; init; }

    /// <summary>Factor on a softmax's logits.</summary>
    public float Beta { get; init; } = 1;
}
