using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Graph.Lowering;

/// <summary>Sums, repetitions, softmax and clamping of dense tensors.</summary>
internal static class ReductionLowering
{
    public static bool Clamp(PlanBuilder builder, Value node, float low, float high)
    {
        PlanBuffer[] operands = [.. node.Inputs.Select(builder.Dense)];
        builder.AddStep(new ClampStep(builder.Kernels.Dense, operands, builder.Result(node, BufferLayout.Dense), low, high) { Once = builder.IsFrozen(node) });
        return true;
    }

    public static bool TrySoftmax(PlanBuilder builder, Value node, Softmax softmax)
    {
        var x = builder.Dense(node.Inputs[0]);
        builder.AddStep(new SoftmaxStep(builder.Kernels.Dense, softmax, x, builder.Result(node, BufferLayout.Dense)) { Once = builder.IsFrozen(node) });
        return true;
    }

    public static bool TrySum(PlanBuilder builder, Value node, Sum sum)
    {
        var x = builder.Dense(node.Inputs[0]);
        if (x.Shape.Count == 0) return false;
        var once = builder.IsFrozen(node);
        // A sum of two is one rounded addition: the detour over double rounds to the same.
        if (sum.Axes is [var axis] && x.Shape[axis] == 2 && axis < x.Shape.Rank - 1)
        {
            builder.AddStep(new PairSumStep(builder.Kernels.Elementwise, x, builder.Result(node, BufferLayout.Dense), axis) { Once = once });
            return true;
        }
        var partials = builder.Packed(2 * SumStep.Partials(x.Shape, sum.Axes));
        builder.AddStep(new SumStep(builder.Kernels.Dense, x, partials, sum.Axes) { Once = once });
        builder.AddStep(new SumPartsStep(partials, builder.Result(node, BufferLayout.Dense)) { Once = once });
        return true;
    }

    public static bool Repeat(PlanBuilder builder, Value node)
    {
        var source = builder.Dense(node.Inputs[0]);
        builder.AddStep(new RepeatStep(source, builder.Result(node, BufferLayout.Dense)) { Once = builder.IsFrozen(node) });
        return true;
    }
}
