using Karyon.Tensors.Kernels.Vector.Elementwise;
using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Graph.Lowering;

/// <summary>Elementwise operations: on blocked images where the operands are blocked, else on dense elements.</summary>
internal static class ElementwiseLowering
{
    public static bool TryUnary(PlanBuilder builder, Value node, UnaryOperation operation, float scale = 0, float shift = 0)
    {
        var input = node.Inputs[0];
        if (IsBlocked(builder, input))
        {
            var image = builder.Blocked(input);
            builder.AddStep(new ElementwiseStep(builder.Kernels.Elementwise, operation, image, ResultOver(builder, node, input, image), scale, shift));
        }
        else
        {
            builder.AddStep(new FlatUnaryStep(builder.Kernels.Elementwise, operation, builder.Dense(input), builder.Result(node, BufferLayout.Dense), scale, shift) { Once = builder.IsFrozen(node) });
        }
        return true;
    }

    public static bool TryBinary(PlanBuilder builder, Value node, BinaryOperation operation)
    {
        Value a = node.Inputs[0], b = node.Inputs[1];
        var equal = a.Shape == b.Shape;
        if (equal && (IsBlocked(builder, a) && IsBlocked(builder, b) || (node.Shape.Rank == 4 && node.Shape[1] >= Segmented.Block && (IsBlocked(builder, a) || IsBlocked(builder, b)) && OneSegment(a) && OneSegment(b))))
        {
            PlanBuffer x = builder.Blocked(a), y = builder.Blocked(b);
            // What nothing else reads is overwritten where it stands: mostly gradients that are added up.
            var result = builder.IsOverwritable(a) ? builder.ResultIn(node, x) : builder.IsOverwritable(b) ? builder.ResultIn(node, y) : builder.Result(node, BufferLayout.Blocked);
            builder.AddStep(new ElementwiseStep(builder.Kernels.Elementwise, operation, x, y, result));
        }
        else if (IsPerChannel(b, a.Shape) && IsBlocked(builder, a))
        {
            PerChannel(builder, node, operation, a, b);
        }
        else if (IsPerChannel(a, b.Shape) && operation is BinaryOperation.Add or BinaryOperation.Mul && IsBlocked(builder, b))
        {
            PerChannel(builder, node, operation, b, a);
        }
        else
        {
            PlanBuffer x = builder.Dense(a), y = builder.Dense(b);
            builder.AddStep(new BroadcastStep(builder.Kernels.Elementwise, operation, x, y, builder.Result(node, BufferLayout.Dense)) { Once = builder.IsFrozen(node) });
        }
        return true;
    }

    /// <summary>Dropout of dense elements: the mask follows from their numbers.</summary>
    public static bool Dropout(PlanBuilder builder, Value node, Dropout dropout)
    {
        builder.AddStep(new DropoutStep(dropout, builder.Dense(node.Inputs[0]), builder.Result(node, BufferLayout.Dense)));
        return true;
    }

    /// <summary>Stochastic depth of a blocked image.</summary>
    public static bool DropPath(PlanBuilder builder, Value node, DropPath dropPath)
    {
        var image = builder.Blocked(node.Inputs[0]);
        builder.AddStep(new DropPathStep(builder.Kernels.Elementwise, dropPath, image, ResultOver(builder, node, node.Inputs[0], image)));
        return true;
    }

    /// <summary>An image and a number per channel: layer scale, a bias added late.</summary>
    private static void PerChannel(PlanBuilder builder, Value node, BinaryOperation operation, Value image, Value perChannel)
    {
        var buffer = builder.Blocked(image);
        var lanes = builder.ChannelLanes(perChannel);
        builder.AddStep(new PerChannelStep(builder.Kernels.Elementwise, operation, buffer, lanes, ResultOver(builder, node, image, buffer)));
    }

    /// <summary>A result in place of an operand that nothing else reads.</summary>
    private static PlanBuffer ResultOver(PlanBuilder builder, Value node, Value operand, PlanBuffer image) =>
        builder.IsOverwritable(operand) ? builder.ResultIn(node, image) : builder.Result(node, BufferLayout.Blocked, image.Segments);

    private static bool IsPerChannel(Value value, Shape image) => image.Rank == 4 && value.Shape == new Shape(1, image[1], 1, 1);

    /// <summary>Whether a value is best read as blocked: it is there already, and its channels are one segment, so that graph and buffer agree on them.</summary>
    private static bool IsBlocked(PlanBuilder builder, Value value) =>
        OneSegment(value) && builder.Find(value, BufferLayout.Blocked) is { } buffer && buffer.Segments.Lengths.Length == 1 && builder.Find(value, BufferLayout.Dense) is null;

    private static bool OneSegment(Value value) => ChannelSegments.Of(value).Count == 1;

    private static class Segmented
    {
        public const int Block = ChannelSegments.Block;
    }
}
