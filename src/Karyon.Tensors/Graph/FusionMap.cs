using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Graph;

/// <summary>
/// Which nodes are computed inside another one's kernel: a convolution's sum may take in a residual and an activation before it is
/// stored. The chain is lowered at its tail, where all operands exist.
/// </summary>
internal sealed class FusionMap
{
    private readonly HashSet<Value> _absorbed = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Value, FusedConvolution> _tails = new(ReferenceEqualityComparer.Instance);

    public static FusionMap Empty { get; } = new();

    /// <summary>Finds Conv2d -> [Add] -> [activation] chains whose inner results nobody else uses.</summary>
    public static FusionMap Of(IReadOnlyList<Value> order, Func<Value, int> uses)
    {
        var map = new FusionMap();
        foreach (var node in order)
        {
            switch (node.Operation)
            {
                case Activate { Kind: not Activation.None } activate when map.Chain(node.Inputs[0], uses) is { Activation: Activation.None } chain:
                    map.Extend(node, node.Inputs[0], chain with { Activation = activate.Kind });
                    break;
                case Add when node.Inputs[0].Shape == node.Inputs[1].Shape && !ReferenceEquals(node.Inputs[0], node.Inputs[1]):
                    for (var k = 0; k < 2; k++)
                    {
                        if (map.Chain(node.Inputs[k], uses) is not { Residual: null, Activation: Activation.None } sum || !IsDense(sum.Convolution)) continue;
                        map.Extend(node, node.Inputs[k], sum with { Residual = node.Inputs[1 - k] });
                        break;
                    }
                    break;
            }
        }
        return map;
    }

    /// <summary>Whether a node is computed by the tail of its chain.</summary>
    public bool IsAbsorbed(Value node) => _absorbed.Contains(node);

    /// <summary>The chain that a node ends; a lone convolution is one too.</summary>
    public FusedConvolution? At(Value node) =>
        _tails.TryGetValue(node, out var chain) ? chain : node.Operation is Convolution2d ? new FusedConvolution(node, null, Activation.None) : null;

    private static bool IsDense(Value convolution) => ((Convolution2d)convolution.Operation).Geometry.Groups == 1;

    private FusedConvolution? Chain(Value value, Func<Value, int> uses) => uses(value) == 1 ? At(value) : null;

    private void Extend(Value tail, Value head, FusedConvolution chain)
    {
        _absorbed.Add(head);
        _tails.Remove(head);
        _tails[tail] = chain;
    }
}

/// <summary>A convolution and what is applied to its sums before they are stored.</summary>
/// <param name="Convolution">The Conv2d node.</param>
/// <param name="Residual">Added to the sums, or null.</param>
/// <param name="Activation">Applied last.</param>
internal sealed record FusedConvolution(Value Convolution, Value? Residual, Activation Activation);
