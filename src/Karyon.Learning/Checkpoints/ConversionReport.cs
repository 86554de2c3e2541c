namespace Karyon.Learning.Checkpoints;

/// <summary>What a conversion did.</summary>
/// <param name="Tensors">The tensors written, in the new file's order.</param>
/// <param name="Dropped">Tensors of the old file that the network has no place for.</param>
/// <param name="Card">What the new file says of itself.</param>
public sealed record ConversionReport(IReadOnlyList<ConvertedTensor> Tensors, IReadOnlyList<string> Dropped, CheckpointCard Card);
