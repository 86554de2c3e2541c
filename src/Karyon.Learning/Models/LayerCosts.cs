using Karyon.Tensors.Operations;

namespace Karyon.Learning.Models;

/// <summary>A network's arithmetic by kind of layer, for one input, so that figures can be held against published ones, which count in several ways.</summary>
public sealed record LayerCosts
{
    /// <summary>Products of convolutions.</summary>
    public long Convolutions { get; init; }

    /// <summary>Products of linear layers.</summary>
    public long Linears { get; init; }

    /// <summary>Products of attention: queries times keys, and weights times values.</summary>
    public long Attention { get; init; }

    /// <summary>Outputs of convolutions that have a bias.</summary>
    public long BiasedOutputs { get; init; }

    /// <summary>Elements that batch norms give.</summary>
    public long BatchNormElements { get; init; }

    /// <summary>Elements that ReLUs and GELUs give.</summary>
    public long ActivationElements { get; init; }

    /// <summary>All products that are summed.</summary>
    public long MultiplyAccumulates => Convolutions + Linears + Attention;

    /// <summary>
    /// The figure that the HoVer-UNet paper prints as multiply-accumulates: products of convolutions and linear layers, one for each output of a convolution
    /// with bias, two for each element of a batch norm, one for each of a ReLU or GELU; those of attention are left out.
    /// </summary>
    public long CountedAsHoverUNet => Convolutions + Linears + BiasedOutputs + 2 * BatchNormElements + ActivationElements;

    /// <summary>These and one more value of the graph.</summary>
    internal LayerCosts With(Value value, long products) => value.Operation switch
    {
        Convolution2d when IsLinear(value) => this with { Linears = Linears + products },
        Convolution2d => this with { Convolutions = Convolutions + products, BiasedOutputs = BiasedOutputs + (value.Inputs.Count == 3 ? value.Shape.Count : 0) },
        MatMul => this with { Linears = Linears + products },
        Karyon.Tensors.Operations.Attention => this with { Attention = Attention + products },
        BatchNorm norm => this with
        {
            BatchNormElements = BatchNormElements + value.Shape.Count,
            ActivationElements = ActivationElements + (norm.Activation == Activation.None ? 0 : value.Shape.Count),
        },
        Activate or Gelu => this with { ActivationElements = ActivationElements + value.Shape.Count },
        _ => this,
    };

    /// <summary>Whether a 1x1 convolution stands for a linear layer of tokens: its weights are a matrix that was reshaped.</summary>
    private static bool IsLinear(Value convolution) => convolution.Inputs[1] is { Operation: Reshape } weights && weights.Inputs[0].Shape.Rank == 2;
}
