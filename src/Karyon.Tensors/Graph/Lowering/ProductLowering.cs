using Karyon.Tensors.Kernels;
using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Graph.Lowering;

/// <summary>Matrix products: the second operand is packed, the first transposed if need be, then the tiles of the convolution.</summary>
internal static class ProductLowering
{
    public static bool TryProduct(PlanBuilder builder, Value node, MatMul product)
    {
        if (node.Shape.Count == 0 || node.Inputs[0].Shape.Count == 0) return false;
        var once = builder.IsFrozen(node);
        var first = builder.Dense(product.TransposeFirst ? Transposed(builder, node.Inputs[0]) : node.Inputs[0]);
        var second = builder.Dense(node.Inputs[1]);
        var packed = builder.Packed(PackColumnsStep.Floats(second.Shape, product.TransposeSecond));
        builder.AddStep(new PackColumnsStep(second, packed, product.TransposeSecond) { Once = builder.IsFrozen(node.Inputs[1]) });
        PlanBuffer? bias = null;
        if (node.Inputs.Count == 3)
        {
            bias = builder.Packed((long)ChannelBlocks.BlocksOf(node.Shape[-1]) * BlockedImage.Lanes);
            builder.AddStep(new PadRowStep(builder.Dense(node.Inputs[2]), bias) { Once = builder.IsFrozen(node.Inputs[2]) });
        }
        builder.AddStep(new ProductStep(builder.Kernels.Products, first, packed, bias, builder.Result(node, BufferLayout.Dense), second.Shape) { Once = once });
        return true;
    }

    /// <summary>The value with its last two dimensions exchanged, computed by a step.</summary>
    private static Value Transposed(PlanBuilder builder, Value value)
    {
        var rank = value.Shape.Rank;
        var permute = new Permute(new AxisList([.. Enumerable.Range(0, rank - 2), rank - 1, rank - 2]));
        var transposed = new Value(permute, value);
        var source = builder.Dense(value);
        builder.AddStep(new PermuteStep(permute, source, builder.Result(transposed, BufferLayout.Dense)) { Once = builder.IsFrozen(value) });
        return transposed;
    }
}
