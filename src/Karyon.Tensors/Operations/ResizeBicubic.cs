using Karyon.Tensors.Kernels.Scalar.Resizing;

namespace Karyon.Tensors.Operations;

/// <summary>
/// Bicubic resizing with antialiasing, align_corners false, as PyTorch's <c>upsample_bicubic2d_aa</c>: the cubic with a = -0.5, widened by the scale
/// where the image shrinks; taps outside the image are left out and the others' weights sum to 1. Weights in double, rounded once to float; columns
/// first, then rows; taps ascending, each a fused multiply-add from zero. For position embeddings: it runs as its twin.
/// </summary>
/// <param name="Height">Rows of the result.</param>
/// <param name="Width">Columns of the result.</param>
public sealed record ResizeBicubic(int Height, int Width) : Operation, IKeepsChannels
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 1, 1);
        RequireRank(inputs[0], 4, "the image");
        return inputs[0].With(2, Height).With(3, Width);
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(8 * output.Count, 0);

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) =>
        [new Value(new ResizeBicubicGradient(node.Inputs[0].Shape[2], node.Inputs[0].Shape[3]), gradient)];

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context) =>
        ResizeTaps.Apply<T>(inputs[0].Data, inputs[0].Shape[2], inputs[0].Shape[3], ResizeTaps.Bicubic(inputs[0].Shape[3], Width), ResizeTaps.Bicubic(inputs[0].Shape[2], Height), output.Data);
}

/// <summary>The gradient of <see cref="ResizeBicubic"/>: the transposed map, columns first, then rows; a pixel gathers the gradients that it had a share in, ascending.</summary>
/// <param name="Height">Rows of the operand of the forward pass.</param>
/// <param name="Width">Columns of the operand of the forward pass.</param>
public sealed record ResizeBicubicGradient(int Height, int Width) : Operation, IKeepsChannels
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 1, 1);
        RequireRank(inputs[0], 4, "the gradient");
        return inputs[0].With(2, Height).With(3, Width);
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(8 * inputs[0].Count, 0);

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) =>
        [new Value(new ResizeBicubic(node.Inputs[0].Shape[2], node.Inputs[0].Shape[3]), gradient)];

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context) =>
        ResizeTaps.Apply<T>(inputs[0].Data, inputs[0].Shape[2], inputs[0].Shape[3], ResizeTaps.Transposed(ResizeTaps.Bicubic(Width, inputs[0].Shape[3]), Width), ResizeTaps.Transposed(ResizeTaps.Bicubic(Height, inputs[0].Shape[2]), Height), output.Data);
}
