namespace Karyon.Tensors.Operations;

/// <summary>An elementwise operation on two operands, with NumPy's broadcasting.</summary>
public abstract record Binary : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 2, 2);
        return Broadcast(inputs[0], inputs[1]);
    }
}

/// <summary>a + b.</summary>
public sealed record Add : Binary
{
    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) =>
        [wanted[0] ? Broadcasting.SumTo(gradient, node.Inputs[0].Shape) : null, wanted[1] ? Broadcasting.SumTo(gradient, node.Inputs[1].Shape) : null];

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context) =>
        Broadcasting.Apply(inputs[0], inputs[1], output, static (a, b) => a + b);
}

/// <summary>a - b.</summary>
public sealed record Subtract : Binary
{
    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) =>
        [wanted[0] ? Broadcasting.SumTo(gradient, node.Inputs[0].Shape) : null, wanted[1] ? Broadcasting.SumTo(-gradient, node.Inputs[1].Shape) : null];

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context) =>
        Broadcasting.Apply(inputs[0], inputs[1], output, static (a, b) => a - b);
}

/// <summary>a * b.</summary>
public sealed record Multiply : Binary
{
    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) =>
        [wanted[0] ? Broadcasting.SumTo(gradient * node.Inputs[1], node.Inputs[0].Shape) : null,
         wanted[1] ? Broadcasting.SumTo(gradient * node.Inputs[0], node.Inputs[1].Shape) : null];

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context) =>
        Broadcasting.Apply(inputs[0], inputs[1], output, static (a, b) => a * b);
}

/// <summary>a / b.</summary>
public sealed record Divide : Binary
{
    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) =>
        [wanted[0] ? Broadcasting.SumTo(gradient / node.Inputs[1], node.Inputs[0].Shape) : null,
         wanted[1] ? Broadcasting.SumTo(-(gradient * node / node.Inputs[1]), node.Inputs[1].Shape) : null];

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context) =>
        Broadcasting.Apply(inputs[0], inputs[1], output, static (a, b) => a / b);
}
