using Karyon.Tensors.Modules;

namespace Karyon.Learning.Checkpoints;

/// <summary>What became of a checkpoint's tensors.</summary>
/// <param name="Used">Parameters of the network, in its order, and the tensors that they were copied from.</param>
/// <param name="Missing">Parameters that the file lacks and may lack, and what they would be called there.</param>
/// <param name="Ignored">Tensors that the network has no place for, and needs none.</param>
public sealed record CheckpointFill(IReadOnlyList<(Parameter Parameter, CheckpointEntry Entry)> Used, IReadOnlyList<(Parameter Parameter, string Name)> Missing, IReadOnlyList<string> Ignored);
