using Karyon.Tensors.Operations;

namespace Karyon.Learning.Models;

/// <summary>What a network costs and sees, read off its description without running it.</summary>
/// <param name="MultiplyAccumulates">Products that are summed for the given input.</param>
/// <param name="OtherFlops">All other arithmetic, in operations.</param>
/// <param name="Stride">Input pixels between the values of the coarsest map.</param>
/// <param name="ReceptiveField">Input rows that one output row depends on, px; null where everything depends on everything.</param>
/// <param name="Layers">The products by kind of layer, and what published counts add to them.</param>
public sealed record NetworkCost(long MultiplyAccumulates, long OtherFlops, int Stride, int? ReceptiveField, LayerCosts Layers)
{
    /// <summary>Floating-point operations; a multiply-accumulate counts as two.</summary>
    public long Flops => 2 * MultiplyAccumulates + OtherFlops;

    /// <summary>Walks a graph.</summary>
    /// <param name="input">The image, [N, C, H, W]; for a true receptive field it must be larger than that.</param>
    /// <param name="outputs">What is computed of it, [N, C, H, W].</param>
    public static NetworkCost Of(Value input, params IReadOnlyList<Value> outputs)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(outputs);
        var order = Order(outputs);
        long products = 0, others = 0;
        var layers = new LayerCosts();
        foreach (var value in order)
        {
            var cost = value.Operation.Cost([.. value.Inputs.Select(operand => operand.Shape)], value.Shape);
            (products, others) = (products + cost.MultiplyAccumulates, others + cost.OtherFlops);
            layers = layers.With(value, cost.MultiplyAccumulates);
        }
        var field = new ReceptiveField(input, order);
        return new NetworkCost(products, others, field.Stride, field.Rows(outputs), layers);
    }

    /// <summary>All values that the outputs need, operands first.</summary>
    private static List<Value> Order(IReadOnlyList<Value> outputs)
    {
        var order = new List<Value>();
        var seen = new HashSet<Value>(ReferenceEqualityComparer.Instance);
        var stack = new Stack<(Value Value, int Next)>();
        foreach (var output in outputs)
        {
            if (!seen.Add(output)) continue;
            stack.Push((output, 0));
            while (stack.TryPop(out var top))
            {
                if (top.Next == top.Value.Inputs.Count)
                {
                    order.Add(top.Value);
                    continue;
                }
                stack.Push((top.Value, top.Next + 1));
                if (seen.Add(top.Value.Inputs[top.Next])) stack.Push((top.Value.Inputs[top.Next], 0));
            }
        }
        return order;
    }
}
