using Karyon.Tensors.Modules;

namespace Karyon.Learning.Checkpoints;

/// <summary>What became of a checkpoint's tensors.</summary>
/// <param name="Used">Parameters of the network, in its order, and the tensors that they were copied from.</param>
/// <param name="Missing">Tensors that the file lacks and may lack, in the file's names.</param>
/// <param name="Ignored">Tensors that the network has no place for, and needs none.</param>
public sealed record CheckpointFill(IReadOnlyList<(Parameter Parameter, CheckpointEntry Entry)> Used, IReadOnlyList<string> Missing, IReadOnlyList<string> Ignored);
