namespace Karyon.Learning.Checkpoints;

/// <summary>What a conversion did.</summary>
/// <param name="Tensors">The tensors written, in the new file's order.</param>
/// <param name="Missing">Tensors that the old file lacks and may lack; the new one has what the network begins with.</param>
/// <param name="Dropped">Tensors of the old file that the network has no place for.</param>
/// <param name="Card">What the new file says of itself.</param>
public sealed record ConversionReport(IReadOnlyList<ConvertedTensor> Tensors, IReadOnlyList<string> Missing, IReadOnlyList<string> Dropped, CheckpointCard Card);
