using Karyon.Tensors;

namespace Karyon.Learning.Checkpoints;

/// <summary>A tensor of a weight file.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Type">How its numbers are stored, e.g. <c>Float16</c>.</param>
public sealed record CheckpointEntry(string Name, Shape Shape, string Type);
