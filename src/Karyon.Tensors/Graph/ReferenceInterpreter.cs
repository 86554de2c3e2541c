using System.Numerics;
using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Graph;

/// <summary>Runs a graph by the operations' scalar twins, node by node: in float the definition of every plan's bits, in double the test of the mathematics.</summary>
internal sealed class ReferenceInterpreter<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Dictionary<Value, DenseArray<T>> _results = new(ReferenceEqualityComparer.Instance);
    private readonly EvaluationContext _context;

    /// <param name="inputs">Elements of the graph's inputs, and of leaves to replace.</param>
    /// <param name="seed">Seed of random draws.</param>
    /// <param name="winograd">Whether convolutions are defined as in plans with <see cref="PlanOptions.Winograd"/>.</param>
    public ReferenceInterpreter(IReadOnlyDictionary<Value, T[]> inputs, ulong seed = 0, bool winograd = false)
    {
        _context = new EvaluationContext(seed, winograd);
        foreach (var (value, elements) in inputs)
            _results[value] = new DenseArray<T>(value.Shape, elements.Length == value.Shape.Count ? elements : throw new ShapeException($"{elements.Length} elements do not fill {value}"));
    }

    /// <summary>The elements of a value, row-major.</summary>
    public T[] Evaluate(Value value)
    {
        foreach (var node in GraphOrder.Of([value]))
        {
            if (_results.ContainsKey(node)) continue;
            var output = new DenseArray<T>(node.Shape) { Segments = ChannelSegments.Of(node) };
            node.Operation.Evaluate([.. node.Inputs.Select(input => _results[input])], output, _context);
            _results[node] = output;
        }
        return _results[value].Data;
    }
}
