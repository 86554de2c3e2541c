using Karyon.Tensors.Kernels.Scalar.Elementary;

namespace Karyon.Tensors.Operations;

/// <summary>A gated linear unit with SiLU (Shazeer 2020): silu(a) b, where a is the first half of an image's channels and b the second. Operand: [N, 2C, H, W]; result: [N, C, H, W].</summary>
public sealed record SwiGlu : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 1, 1);
        RequireRank(inputs[0], 4, "the image");
        return inputs[0][1] % 2 == 0 ? inputs[0].With(1, inputs[0][1] / 2) : throw new ShapeException($"{Name}: {inputs[0][1]} channels do not halve");
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(0, 5 * output.Count);

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) => [new Value(new SwiGluGradient(), node.Inputs[0], gradient)];

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context) =>
        Halves.Each(inputs[0].Shape, output.Shape, (a, b, i) => output.Data[i] = ElementaryTwin.Silu(inputs[0].Data[a]) * inputs[0].Data[b]);
}

/// <summary>The gradient of <see cref="SwiGlu"/>: (g b) silu'(a), then g silu(a). Operands: image [N, 2C, H, W], gradient [N, C, H, W].</summary>
public sealed record SwiGluGradient : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 2, 2);
        RequireRank(inputs[0], 4, "the image");
        return inputs[1].Rank == 4 && inputs[0] == inputs[1].With(1, 2 * inputs[1][1]) ? inputs[0] : throw new ShapeException($"{Name}: the gradient {inputs[1]} does not fit the image {inputs[0]}");
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(0, 5 * output.Count);

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) =>
        throw new NotSupportedException($"{Name} has no gradient of its own: second derivatives through gated units are not built");

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context) =>
        Halves.Each(inputs[0].Shape, inputs[1].Shape, (a, b, i) =>
        {
            T gate = inputs[0].Data[a], value = inputs[0].Data[b], g = inputs[1].Data[i];
            output.Data[a] = ElementaryTwin.SiluSlope(gate) * (g * value);
            output.Data[b] = ElementaryTwin.Silu(gate) * g;
        });
}

/// <summary>Where the halves of an image's channels lie in dense arrays.</summary>
internal static class Halves
{
    /// <summary>Visits every element of the half-wide image: its index in the first half, in the second, and its own.</summary>
    public static void Each(Shape whole, Shape half, Action<long, long, long> visit)
    {
        long image = half.Count / Math.Max(half[0], 1);
        for (var n = 0L; n < whole[0]; n++)
            for (var k = 0L; k < image; k++) visit(2 * n * image + k, (2 * n + 1) * image + k, n * image + k);
    }
}
