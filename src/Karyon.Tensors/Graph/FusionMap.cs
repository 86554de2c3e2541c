using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Graph;

/// <summary>
/// Which nodes are computed inside another one's kernel: a convolution's sum may take in a residual and an activation before it is
/// stored; the chain is lowered at its tail, where all operands exist. A convolution by Winograd may read an image that is doubled by the
/// nearest pixel, alone or joined with another one, where it is small.
/// </summary>
internal sealed class FusionMap
{
    private readonly HashSet<Value> _absorbed = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Value, FusedConvolution> _tails = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Value, DoubledImage> _doubled = new(ReferenceEqualityComparer.Instance);

    public static FusionMap Empty { get; } = new();

    /// <summary>Finds Conv2d -> [Add] -> [activation] chains and ResizeNearest -> [Concat] -> Conv2d whose inner results nobody else uses.</summary>
    public static FusionMap Of(IReadOnlyList<Value> order, Func<Value, int> uses, bool winograd)
    {
        var map = new FusionMap();
        foreach (var node in order)
        {
            switch (node.Operation)
            {
                case Convolution2d when winograd:
                    map.FindDoubled(node, uses);
                    break;
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

    /// <summary>The image that a convolution reads doubled; null where it reads its operand.</summary>
    public DoubledImage? DoubledOf(Value convolution) => _doubled.GetValueOrDefault(convolution);

    /// <summary>Whether a node is computed by another one's kernel.</summary>
    public bool IsAbsorbed(Value node) => _absorbed.Contains(node);

    /// <summary>The chain that a node ends; a lone convolution is one too.</summary>
    public FusedConvolution? At(Value node) =>
        _tails.TryGetValue(node, out var chain) ? chain : node.Operation is Convolution2d ? new FusedConvolution(node, null, Activation.None) : null;

    private void FindDoubled(Value convolution, Func<Value, int> uses)
    {
        Value image = convolution.Inputs[0], weights = convolution.Inputs[1];
        var geometry = ((Convolution2d)convolution.Operation).Geometry;
        if (geometry is not { PadTop: 1, PadLeft: 1, PadBottom: 1, PadRight: 1 } || uses(image) != 1) return;
        if (geometry.Winograd(image.Shape[1], weights.Shape, convolution.Shape) == Kernels.Scalar.Winograd.WinogradForm.Direct) return;
        if (IsDoubling(image))
        {
            _doubled[convolution] = new DoubledImage(image.Inputs[0], null);
        }
        else if (image is { Operation: Concat { Axis: 1 }, Inputs.Count: 2 } && IsDoubling(image.Inputs[0]) && uses(image.Inputs[0]) == 1)
        {
            _doubled[convolution] = new DoubledImage(image.Inputs[0].Inputs[0], image.Inputs[1]);
            _absorbed.Add(image.Inputs[0]);
        }
        else
        {
            return;
        }
        _absorbed.Add(image);
    }

    private static bool IsDoubling(Value value) =>
        value.Operation is ResizeNearest && value.Shape[2] == 2 * value.Inputs[0].Shape[2] && value.Shape[3] == 2 * value.Inputs[0].Shape[3];

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

/// <summary>What a convolution reads without its being written: an image doubled by the nearest pixel.</summary>
/// <param name="Small">The image, half as high and wide.</param>
/// <param name="Joined">Channels joined behind it, in full size; or null.</param>
internal sealed record DoubledImage(Value Small, Value? Joined);
