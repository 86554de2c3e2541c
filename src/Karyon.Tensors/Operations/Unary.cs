using System.Numerics;

namespace Karyon.Tensors.Operations;

/// <summary>An elementwise operation on one operand.</summary>
public abstract record Unary : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 1, 1);
        return inputs[0];
    }

    internal abstract T Function<T>(T x) where T : unmanaged, IFloatingPointIeee754<T>;

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        for (var i = 0; i < output.Data.Length; i++) output.Data[i] = Function(inputs[0].Data[i]);
    }
}

/// <summary>scale * x + shift, one fused multiply-add.</summary>
/// <param name="Scale">Factor.</param>
/// <param name="Shift">Summand.</param>
public sealed record ScaleShift(float Scale, float Shift) : Unary
{
    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) => [gradient * Scale];

    internal override T Function<T>(T x) => T.FusedMultiplyAdd(x, T.CreateTruncating(Scale), T.CreateTruncating(Shift));
}

/// <summary>x clamped to a range; the gradient passes strictly inside and at the bounds, as PyTorch's clamp.</summary>
/// <param name="Low">Least value.</param>
/// <param name="High">Greatest value.</param>
public sealed record Clamp(float Low, float High) : Unary
{
    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) =>
        [new Value(new ClampGradient(Low, High), node.Inputs[0], gradient)];

    internal override T Function<T>(T x)
    {
        T low = T.CreateTruncating(Low), high = T.CreateTruncating(High);
        x = x > low ? x : low;
        return x < high ? x : high;
    }
}

/// <summary>The second operand where the first lies within the range, else 0.</summary>
/// <param name="Low">Least value.</param>
/// <param name="High">Greatest value.</param>
public sealed record ClampGradient(float Low, float High) : Binary
{
    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) =>
        [null, new Value(new ClampGradient(Low, High), node.Inputs[0], gradient)];

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        T low = T.CreateTruncating(Low), high = T.CreateTruncating(High);
        Broadcasting.Apply(inputs[0], inputs[1], output, (x, g) => x >= low && x <= high ? g : T.Zero);
    }
}

/// <summary>Square root.</summary>
public sealed record Sqrt : Unary
{
    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) => [gradient * 0.5f / node];

    internal override T Function<T>(T x) => T.Sqrt(x);
}

/// <summary>e to the power of x; our own exponential, the same bits everywhere.</summary>
public sealed record Exp : Unary
{
    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) => [gradient * node];

    internal override T Function<T>(T x) => Kernels.Scalar.Elementary.ElementaryTwin.Exp(x);
}

/// <summary>Natural logarithm; our own, the same bits everywhere.</summary>
public sealed record Log : Unary
{
    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) => [gradient / node.Inputs[0]];

    internal override T Function<T>(T x) => Kernels.Scalar.Elementary.ElementaryTwin.Log(x);
}

/// <summary>1 / (1 + exp(-x)).</summary>
public sealed record Sigmoid : Unary
{
    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) => [gradient * (node * (1f - node))];

    internal override T Function<T>(T x) => Kernels.Scalar.Elementary.ElementaryTwin.Sigmoid(x);
}
