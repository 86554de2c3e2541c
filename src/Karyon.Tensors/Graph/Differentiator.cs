using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Graph;

/// <summary>Reverse-mode differentiation: gradients as values, written in operations.</summary>
public static class Differentiator
{
    /// <summary>
    /// The gradients of a scalar with regard to some values. Where a value is used several times its gradients are added in the order in
    /// which the differentiator meets them, which follows from the graph alone.
    /// </summary>
    /// <param name="loss">A scalar.</param>
    /// <param name="wanted">Leaves or other values of its graph.</param>
    /// <returns>One gradient for each, of its shape; zeros for a value that the loss does not depend on.</returns>
    /// <exception cref="ShapeException">The loss is not a scalar.</exception>
    public static IReadOnlyList<Value> Gradients(Value loss, IReadOnlyList<Value> wanted)
    {
        if (loss.Shape.Count != 1) throw new ShapeException($"a loss of shape {loss.Shape} is not a scalar");
        var order = GraphOrder.Of([loss]);
        var needed = new HashSet<Value>(wanted, ReferenceEqualityComparer.Instance);
        foreach (var node in order)
            if (node.Inputs.Any(needed.Contains)) needed.Add(node);

        var gradients = new Dictionary<Value, Value>(ReferenceEqualityComparer.Instance) { [loss] = Value.Constant([1f], new Shape()).Reshape(loss.Shape) };
        for (var i = order.Count - 1; i >= 0; i--)
        {
            var node = order[i];
            if (node.Inputs.Count == 0 || !needed.Contains(node) || !gradients.TryGetValue(node, out var gradient)) continue;
            bool[] flags = [.. node.Inputs.Select(needed.Contains)];
            var parts = node.Operation.Gradient(node, gradient, flags);
            for (var k = 0; k < flags.Length; k++)
            {
                if (!flags[k] || parts[k] is not { } part) continue;
                gradients[node.Inputs[k]] = gradients.TryGetValue(node.Inputs[k], out var earlier) ? earlier + part : part;
            }
        }
        return [.. wanted.Select(value => gradients.TryGetValue(value, out var gradient) ? gradient : Value.Constant(new float[value.Shape.Count], value.Shape))];
    }
}
