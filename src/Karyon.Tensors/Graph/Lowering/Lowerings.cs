using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Graph.Lowering;

/// <summary>Which kernels compute which operation. What no lowering knows runs as its scalar twin.</summary>
internal static class Lowerings
{
    /// <summary>Adds the steps of a node; false where no kernel fits.</summary>
    public static bool TryLower(PlanBuilder builder, Value node, FusionMap fusions)
    {
        if (fusions.At(node) is { } chain) return ConvolutionLowering.TryForward(builder, node, chain);
        return node.Operation switch
        {
            Leaf or Constant => LeafLowering.Lower(builder, node),
            Conv2dInputGradient gradient => ConvolutionLowering.TryInputGradient(builder, node, gradient),
            Conv2dWeightGradient gradient => ConvolutionLowering.TryWeightGradient(builder, node, gradient),
            Reshape => MovementLowering.TryReshape(builder, node),
            Concat concat => MovementLowering.TryConcat(builder, node, concat),
            Slice slice => MovementLowering.TrySlice(builder, node, slice),
            _ => false,
        };
    }
}
