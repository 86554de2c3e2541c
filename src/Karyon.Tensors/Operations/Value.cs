namespace Karyon.Tensors.Operations;

/// <summary>
/// A symbolic tensor: the result of an operation on other values. Nothing is computed while values are written down; a plan, a cost
/// walk or the differentiator reads the graph that they form. Immutable; safe to share between threads.
/// </summary>
public sealed class Value
{
    /// <summary>Applies an operation; its shape rule checks the operands.</summary>
    /// <exception cref="ShapeException">The operands do not fit the operation.</exception>
    public Value(Operation operation, params IReadOnlyList<Value> inputs)
    {
        ArgumentNullException.ThrowIfNull(operation);
        (Operation, Inputs) = (operation, inputs);
        Shape = operation.InferShape([.. inputs.Select(input => input.Shape)]);
    }

    /// <summary>What computes it.</summary>
    public Operation Operation { get; }

    /// <summary>The operands.</summary>
    public IReadOnlyList<Value> Inputs { get; }

    /// <summary>The result's shape; images are [N, C, H, W].</summary>
    public Shape Shape { get; }

    /// <summary>An input of the graph, filled in when a plan runs.</summary>
    public static Value Input(string name, Shape shape) => new(new Input(name, shape));

    /// <summary>A leaf that reads a tensor, e.g. a parameter; the graph does not own it.</summary>
    public static Value Of(Tensor tensor, string name) => new(new Leaf(tensor, name));

    /// <summary>A constant held by the graph.</summary>
    public static Value Constant(ReadOnlySpan<float> elements, Shape shape) => new(new Constant(shape, elements.ToArray()));

    /// <summary>A scalar constant.</summary>
    public static Value Scalar(float value) => Constant([value], new Shape());

    /// <summary>Sum with broadcasting.</summary>
    public static Value operator +(Value a, Value b) => new(new Add(), a, b);

    /// <summary>Sum with a number.</summary>
    public static Value operator +(Value a, float b) => new(new ScaleShift(1, b), a);

    /// <summary>Difference with broadcasting.</summary>
    public static Value operator -(Value a, Value b) => new(new Subtract(), a, b);

    /// <summary>Difference with a number.</summary>
    public static Value operator -(Value a, float b) => new(new ScaleShift(1, -b), a);

    /// <summary>A number less a value.</summary>
    public static Value operator -(float a, Value b) => new(new ScaleShift(-1, a), b);

    /// <summary>Negation.</summary>
    public static Value operator -(Value a) => new(new ScaleShift(-1, 0), a);

    /// <summary>Product with broadcasting.</summary>
    public static Value operator *(Value a, Value b) => new(new Multiply(), a, b);

    /// <summary>Product with a number.</summary>
    public static Value operator *(Value a, float b) => new(new ScaleShift(b, 0), a);

    /// <summary>Product with a number.</summary>
    public static Value operator *(float a, Value b) => new(new ScaleShift(a, 0), b);

    /// <summary>Quotient with broadcasting.</summary>
    public static Value operator /(Value a, Value b) => new(new Divide(), a, b);

    /// <summary>Product with the reciprocal of a number, rounded to float once.</summary>
    public static Value operator /(Value a, float b) => new(new ScaleShift((float)(1.0 / b), 0), a);

    /// <inheritdoc/>
    public override string ToString() => $"{Operation.Name} {Shape}";
}
