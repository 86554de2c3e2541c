using System.Numerics;

namespace Karyon.Tensors.Operations;

/// <summary>Activations that kernels apply for nothing while a result is still in registers.</summary>
public enum Activation
{
    /// <summary>x.</summary>
    None,

    /// <summary>x > 0 ? x : 0.</summary>
    Relu,

    /// <summary>ReLU, then x &lt; 6 ? x : 6.</summary>
    Relu6,
}

/// <summary>An activation of one operand.</summary>
/// <param name="Kind">Which.</param>
public sealed record Activate(Activation Kind) : Unary, IKeepsChannels
{
    /// <inheritdoc/>
    public override string Name => Kind.ToString();

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) =>
        [new Value(new ActivationGradient(Kind), node.Inputs[0], gradient)];

    internal override T Function<T>(T x) => Apply(Kind, x);

    internal static T Apply<T>(Activation kind, T x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (kind == Activation.None) return x;
        x = x > T.Zero ? x : T.Zero;
        var six = T.CreateTruncating(6);
        return kind == Activation.Relu6 ? x < six ? x : six : x;
    }

    /// <summary>Whether the gradient passes at a point: for ReLU x > 0, for ReLU6 also x &lt; 6.</summary>
    internal static bool Passes<T>(Activation kind, T x) where T : unmanaged, IFloatingPointIeee754<T> =>
        kind == Activation.None || (x > T.Zero && (kind == Activation.Relu || x < T.CreateTruncating(6)));
}

/// <summary>The gradient of an activation: operands are the activation's operand and its result's gradient.</summary>
/// <param name="Kind">Which.</param>
public sealed record ActivationGradient(Activation Kind) : Operation, IKeepsChannels
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 2, 2);
        return inputs[0] == inputs[1] ? inputs[0] : throw new ShapeException($"{Name}: {inputs[0]} and {inputs[1]} differ");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) =>
        [null, new Value(new ActivationGradient(Kind), node.Inputs[0], gradient)];

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        for (var i = 0; i < output.Data.Length; i++)
            output.Data[i] = Activate.Passes(Kind, inputs[0].Data[i]) ? inputs[1].Data[i] : T.Zero;
    }
}
