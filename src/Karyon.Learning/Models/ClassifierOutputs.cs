using Karyon.Tensors.Operations;

namespace Karyon.Learning.Models;

/// <summary>The results of a classifying network.</summary>
/// <param name="Stages">Features at strides 2, 4, 8, 16, 32.</param>
/// <param name="Last">Features before pooling, [N, C, H / 32, W / 32].</param>
/// <param name="Logits">[N, classes], raw.</param>
public sealed record ClassifierOutputs(IReadOnlyList<Value> Stages, Value Last, Value Logits);
