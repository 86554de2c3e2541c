namespace Karyon.Tensors.Kernels.Vector.Resizing;

/// <summary>A resize: from <see cref="Input"/> to <see cref="Output"/>. Backward it runs from the gradient of the resized image (Input, large or small) to the gradient of the original (Output).</summary>
internal readonly struct ResizingArguments
{
    public BlockedImage Input { get; init; }

    /// <summary>What is written; its halo is zeroed.</summary>
    public BlockedImage Output { get; init; }
}
