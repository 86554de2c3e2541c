using Karyon.Tensors.Kernels.Scalar.Elementary;

namespace Karyon.Tensors.Operations;

/// <summary>x P(x) with the normal law's distribution P(x) = (1 + erf(x / sqrt 2)) / 2 (Hendrycks and Gimpel 2016, the exact form); our own erf, the same bits everywhere.</summary>
public sealed record Gelu : Unary, IKeepsChannels
{
    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) => [new Value(new GeluGradient(), node.Inputs[0], gradient)];

    internal override T Function<T>(T x) => ElementaryTwin.Gelu(x);
}

/// <summary>x / (1 + e^-x), also called swish; our own exponential, the same bits everywhere.</summary>
public sealed record Silu : Unary, IKeepsChannels
{
    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) => [new Value(new SiluGradient(), node.Inputs[0], gradient)];

    internal override T Function<T>(T x) => ElementaryTwin.Silu(x);
}

/// <summary>The gradient of a smooth activation: its slope at the first operand, the activation's, times the second, the gradient of its result.</summary>
public abstract record SlopeProduct : Operation, IKeepsChannels
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 2, 2);
        return inputs[0] == inputs[1] ? inputs[0] : throw new ShapeException($"{Name}: {inputs[0]} and {inputs[1]} differ");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) => wanted[0]
        ? throw new NotSupportedException($"{Name} has no gradient of its own: second derivatives of smooth activations are not built")
        : [null, new Value(this, node.Inputs[0], gradient)];

    internal abstract T Slope<T>(T x) where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>;

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        for (var i = 0; i < output.Data.Length; i++) output.Data[i] = Slope(inputs[0].Data[i]) * inputs[1].Data[i];
    }
}

/// <summary>The gradient of <see cref="Gelu"/>: g (P(x) + x p(x)) with the normal law's density p.</summary>
public sealed record GeluGradient : SlopeProduct
{
    internal override T Slope<T>(T x) => ElementaryTwin.GeluSlope(x);
}

/// <summary>The gradient of <see cref="Silu"/>: with s = sigmoid(x), g s (1 + x (1 - s)).</summary>
public sealed record SiluGradient : SlopeProduct
{
    internal override T Slope<T>(T x) => ElementaryTwin.SiluSlope(x);
}
