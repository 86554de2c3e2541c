using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Graph;

/// <summary>The nodes that a set of results needs, operands before what uses them; the order follows from the graph alone.</summary>
internal static class GraphOrder
{
    public static IReadOnlyList<Value> Of(IEnumerable<Value> results)
    {
        var order = new List<Value>();
        var seen = new HashSet<Value>(ReferenceEqualityComparer.Instance);
        var stack = new Stack<(Value Node, int Next)>();
        foreach (var result in results)
        {
            if (!seen.Add(result)) continue;
            stack.Push((result, 0));
            while (stack.TryPop(out var top))
            {
                var (node, next) = top;
                while (next < node.Inputs.Count && seen.Contains(node.Inputs[next])) next++;
                if (next == node.Inputs.Count)
                {
                    order.Add(node);
                    continue;
                }
                stack.Push((node, next + 1));
                seen.Add(node.Inputs[next]);
                stack.Push((node.Inputs[next], 0));
            }
        }
        return order;
    }
}
