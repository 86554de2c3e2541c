namespace Karyon.Tensors.Operations;

/// <summary>
/// exp(x - max) / sum of them along a dimension; with <see cref="Logarithm"/> its logarithm, x - max - log(sum). The maximum is exact,
/// exp and log are ours, the sum is in double, ascending, rounded once.
/// </summary>
/// <param name="Axis">The dimension.</param>
/// <param name="Logarithm">Whether the logarithm is taken.</param>
public sealed record Softmax(int Axis, bool Logarithm) : Operation
{
    /// <inheritdoc/>
    public override string Name => Logarithm ? "LogSoftmax" : "Softmax";

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 1, 1);
        return Axis >= 0 && Axis < inputs[0].Rank ? inputs[0] : throw new ShapeException($"{Name}: {inputs[0]} has no dimension {Axis}");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) =>
        [Logarithm
            ? gradient - new Value(new Softmax(Axis, false), node.Inputs[0]) * gradient.Sum([Axis], keepDimensions: true)
            : node * (gradient - (gradient * node).Sum([Axis], keepDimensions: true))];

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        var (x, y) = (inputs[0].Data, output.Data);
        int size = inputs[0].Shape[Axis], inner = 1;
        for (var d = Axis + 1; d < inputs[0].Shape.Rank; d++) inner *= inputs[0].Shape[d];
        for (var start = 0; start < x.Length; start += size * inner)
            for (var i = start; i < start + inner; i++)
            {
                var max = x[i];
                for (var k = 1; k < size; k++) max = x[i + k * inner] > max ? x[i + k * inner] : max;
                var sum = 0.0;
                for (var k = 0; k < size; k++) sum += double.CreateTruncating(Kernels.Scalar.Elementary.ElementaryTwin.Exp(x[i + k * inner] - max));
                var total = T.CreateTruncating(sum);
                var log = Logarithm ? Kernels.Scalar.Elementary.ElementaryTwin.Log(total) : T.Zero;
                for (var k = 0; k < size; k++)
                    y[i + k * inner] = Logarithm ? x[i + k * inner] - max - log : Kernels.Scalar.Elementary.ElementaryTwin.Exp(x[i + k * inner] - max) / total;
            }
    }
}
