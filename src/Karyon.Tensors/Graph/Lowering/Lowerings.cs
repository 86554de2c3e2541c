using Karyon.Tensors.Kernels.Vector.Elementwise;
using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Graph.Lowering;

/// <summary>Which kernels compute which operation. What no lowering knows runs as its scalar twin.</summary>
internal static class Lowerings
{
    /// <summary>Adds the steps of a node; false where no kernel fits.</summary>
    public static bool TryLower(PlanBuilder builder, Value node, FusionMap fusions)
    {
        if (fusions.At(node) is { } chain) return ConvolutionLowering.TryForward(builder, node, chain, fusions.DoubledOf(chain.Convolution));
        return node.Operation switch
        {
            Leaf or Constant => LeafLowering.Lower(builder, node),
            Conv2dInputGradient gradient => ConvolutionLowering.TryInputGradient(builder, node, gradient),
            Conv2dWeightGradient gradient => ConvolutionLowering.TryWeightGradient(builder, node, gradient),
            ChannelSum => NormalizationLowering.TryChannelSum(builder, node),
            ChannelMoments => NormalizationLowering.TryMoments(builder, node),
            BatchNorm norm => NormalizationLowering.TryForward(builder, node, norm),
            BatchNormSums sums => NormalizationLowering.TrySums(builder, node, sums),
            BatchNormInputGradient gradient => NormalizationLowering.TryInputGradient(builder, node, gradient),
            LayerNorm norm => LayerNormLowering.TryForward(builder, node, norm),
            LayerNormSums sums => LayerNormLowering.TrySums(builder, node, sums),
            LayerNormInputGradient gradient => LayerNormLowering.TryInputGradient(builder, node, gradient),
            Add => ElementwiseLowering.TryBinary(builder, node, BinaryOperation.Add),
            Subtract => ElementwiseLowering.TryBinary(builder, node, BinaryOperation.Sub),
            Multiply => ElementwiseLowering.TryBinary(builder, node, BinaryOperation.Mul),
            Divide => ElementwiseLowering.TryBinary(builder, node, BinaryOperation.Div),
            ScaleShift linear => ElementwiseLowering.TryUnary(builder, node, UnaryOperation.ScaleShift, linear.Scale, linear.Shift),
            Activate { Kind: Activation.Relu } => ElementwiseLowering.TryUnary(builder, node, UnaryOperation.Relu),
            Activate { Kind: Activation.Relu6 } => ElementwiseLowering.TryUnary(builder, node, UnaryOperation.Relu6),
            ActivationGradient { Kind: Activation.Relu } => ElementwiseLowering.TryBinary(builder, node, BinaryOperation.ReluGradient),
            ActivationGradient { Kind: Activation.Relu6 } => ElementwiseLowering.TryBinary(builder, node, BinaryOperation.Relu6Gradient),
            Sqrt => ElementwiseLowering.TryUnary(builder, node, UnaryOperation.Sqrt),
            Exp => ElementwiseLowering.TryUnary(builder, node, UnaryOperation.Exp),
            Log => ElementwiseLowering.TryUnary(builder, node, UnaryOperation.Log),
            Sigmoid => ElementwiseLowering.TryUnary(builder, node, UnaryOperation.Sigmoid),
            Gelu => ElementwiseLowering.TryUnary(builder, node, UnaryOperation.Gelu),
            GeluGradient => ElementwiseLowering.TryBinary(builder, node, BinaryOperation.GeluGradient),
            Silu => ElementwiseLowering.TryUnary(builder, node, UnaryOperation.Silu),
            SiluGradient => ElementwiseLowering.TryBinary(builder, node, BinaryOperation.SiluGradient),
            Clamp clamp => ReductionLowering.Clamp(builder, node, clamp.Low, clamp.High),
            ClampGradient clamp when node.Inputs[0].Shape == node.Inputs[1].Shape => ReductionLowering.Clamp(builder, node, clamp.Low, clamp.High),
            Softmax softmax => ReductionLowering.TrySoftmax(builder, node, softmax),
            Sum sum => ReductionLowering.TrySum(builder, node, sum),
            BroadcastTo => ReductionLowering.Repeat(builder, node),
            MaxPool2d or MaxPool2dGradient or AveragePool2d or AveragePool2dGradient => SpatialLowering.TryPool(builder, node),
            Attention attention => AttentionLowering.TryForward(builder, node, attention),
            AttentionGradient gradient => AttentionLowering.TryGradient(builder, node, gradient),
            AdaptiveAveragePool2d or AdaptiveAveragePool2dGradient => SpatialLowering.TryAdaptivePool(builder, node),
            SwiGlu => GatedLowering.TryForward(builder, node),
            SwiGluGradient => GatedLowering.TryGradient(builder, node),
            DropPath dropPath => ElementwiseLowering.DropPath(builder, node, dropPath),
            MatMul product => ProductLowering.TryProduct(builder, node, product),
            Dropout dropout => ElementwiseLowering.Dropout(builder, node, dropout),
            ResizeNearest or ResizeNearestGradient or ResizeBilinear or ResizeBilinearGradient => SpatialLowering.TryResize(builder, node),
            Reshape => MovementLowering.TryReshape(builder, node),
            Concat concat => MovementLowering.TryConcat(builder, node, concat),
            Pad pad => MovementLowering.Pad(builder, node, pad),
            Gather gather => MovementLowering.Gather(builder, node, gather),
            ScatterSum scatter => MovementLowering.ScatterSum(builder, node, scatter),
            Permute permute => MovementLowering.TryPermute(builder, node, permute),
            Slice slice => MovementLowering.TrySlice(builder, node, slice),
            _ => false,
        };
    }
}
