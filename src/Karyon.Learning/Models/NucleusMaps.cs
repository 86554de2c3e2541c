using Karyon.Tensors.Operations;

namespace Karyon.Learning.Models;

/// <summary>The activated maps of a network, as decoders take them.</summary>
/// <param name="Nuclei">Probabilities of background and nucleus, [N, 2, H, W]; null: a pixel is nucleus with what the types leave of background.</param>
/// <param name="Distances">Horizontal and vertical map, [N, 2, H, W].</param>
/// <param name="Types">Probabilities of background and the classes, [N, 1 + classes, H, W]; null without types.</param>
public sealed record NucleusMaps(Value? Nuclei, Value Distances, Value? Types)
{
    /// <summary>The maps that there are, in the order of the properties.</summary>
    public IReadOnlyList<Value> All => [.. new[] { Nuclei, Distances, Types }.OfType<Value>()];
}
