namespace Karyon.Tensors.Operations;

/// <summary>A node without operands.</summary>
public abstract record LeafOperation(Shape Shape) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 0, 0);
        return Shape;
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => default;

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) => [];
}

/// <summary>An input that a plan is given when it runs.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Shape">Its shape.</param>
public sealed record Input(string Label, Shape Shape) : LeafOperation(Shape)
{
    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context) =>
        throw new InvalidOperationException($"the input {Label} was not given");
}

/// <summary>A tensor that lives outside the graph, e.g. a parameter.</summary>
/// <param name="Tensor">The elements; read when a plan runs.</param>
/// <param name="Label">Its name, e.g. <c>encoder.conv1.weight</c>.</param>
public sealed record Leaf(Tensor Tensor, string Label) : LeafOperation(Tensor.Shape)
{
    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        var source = Tensor.Span;
        for (var i = 0; i < source.Length; i++) output.Data[i] = T.CreateTruncating(source[i]);
    }
}

/// <summary>Elements that are part of the graph.</summary>
/// <param name="Shape">Their shape.</param>
/// <param name="Elements">Row-major.</param>
public sealed record Constant(Shape Shape, IReadOnlyList<float> Elements) : LeafOperation(Shape)
{
    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        if (Elements.Count != output.Data.Length) throw new ShapeException($"a constant of {Elements.Count} elements does not fill {Shape}");
        for (var i = 0; i < Elements.Count; i++) output.Data[i] = T.CreateTruncating(Elements[i]);
    }
}
