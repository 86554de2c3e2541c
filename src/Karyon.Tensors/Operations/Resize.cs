namespace Karyon.Tensors.Operations;

/// <summary>Nearest-neighbour resizing of an image by PyTorch's rule: source = floor(target * size / result size), in integers.</summary>
/// <param name="Height">Rows of the result.</param>
/// <param name="Width">Columns of the result.</param>
public sealed record ResizeNearest(int Height, int Width) : Operation, IKeepsChannels
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 1, 1);
        RequireRank(inputs[0], 4, "the image");
        return inputs[0].With(2, Height).With(3, Width);
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => default;

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) =>
        [new Value(new ResizeNearestGradient(node.Inputs[0].Shape[2], node.Inputs[0].Shape[3]), gradient)];

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        var x = inputs[0];
        for (var n = 0; n < output.Shape[0]; n++)
            for (var c = 0; c < output.Shape[1]; c++)
                for (var row = 0; row < Height; row++)
                    for (var column = 0; column < Width; column++)
                        output[n, c, row, column] = x[n, c, Source(row, x.Shape[2], Height), Source(column, x.Shape[3], Width)];
    }

    internal static int Source(int target, int size, int resultSize) => (int)((long)target * size / resultSize);
}

/// <summary>The gradient of <see cref="ResizeNearest"/>: a pixel gathers the gradients of its copies in raster order.</summary>
/// <param name="Height">Rows of the operand of the forward pass.</param>
/// <param name="Width">Columns of the operand of the forward pass.</param>
public sealed record ResizeNearestGradient(int Height, int Width) : Operation, IKeepsChannels
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 1, 1);
        RequireRank(inputs[0], 4, "the gradient");
        return inputs[0].With(2, Height).With(3, Width);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) =>
        [new Value(new ResizeNearest(node.Inputs[0].Shape[2], node.Inputs[0].Shape[3]), gradient)];

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        var dy = inputs[0];
        for (var n = 0; n < dy.Shape[0]; n++)
            for (var c = 0; c < dy.Shape[1]; c++)
                for (var row = 0; row < dy.Shape[2]; row++)
                    for (var column = 0; column < dy.Shape[3]; column++)
                        output[n, c, ResizeNearest.Source(row, Height, dy.Shape[2]), ResizeNearest.Source(column, Width, dy.Shape[3])] += dy[n, c, row, column];
    }
}

/// <summary>
/// Bilinear resizing, align_corners false, no antialiasing: source = (target + 0.5) * size / result size - 0.5, clamped at the borders.
/// Weights in double, rounded once to float; along columns first, then rows: fma(w1, b, w0 * a).
/// </summary>
/// <param name="Height">Rows of the result.</param>
/// <param name="Width">Columns of the result.</param>
public sealed record ResizeBilinear(int Height, int Width) : Operation, IKeepsChannels
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 1, 1);
        RequireRank(inputs[0], 4, "the image");
        return inputs[0].With(2, Height).With(3, Width);
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(0, 6 * output.Count);

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) =>
        [new Value(new ResizeBilinearGradient(node.Inputs[0].Shape[2], node.Inputs[0].Shape[3]), gradient)];

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        var x = inputs[0];
        for (var n = 0; n < output.Shape[0]; n++)
            for (var c = 0; c < output.Shape[1]; c++)
                for (var row = 0; row < Height; row++)
                {
                    var (top, bottom, v0, v1) = Taps<T>(row, x.Shape[2], Height);
                    for (var column = 0; column < Width; column++)
                    {
                        var (left, right, h0, h1) = Taps<T>(column, x.Shape[3], Width);
                        var a = T.FusedMultiplyAdd(h1, x[n, c, top, right], h0 * x[n, c, top, left]);
                        var b = T.FusedMultiplyAdd(h1, x[n, c, bottom, right], h0 * x[n, c, bottom, left]);
                        output[n, c, row, column] = T.FusedMultiplyAdd(v1, b, v0 * a);
                    }
                }
    }

    internal static (int First, int Second, T Weight0, T Weight1) Taps<T>(int target, int size, int resultSize) where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        var tap = Kernels.Scalar.Resizing.ResizeTap.Of(target, size, resultSize);
        return (tap.Low, tap.High, T.CreateTruncating(tap.LowWeight), T.CreateTruncating(tap.HighWeight));
    }
}

/// <summary>The gradient of <see cref="ResizeBilinear"/>: a pixel gathers, rows then columns, the weighted gradients that it had a share in.</summary>
/// <param name="Height">Rows of the operand of the forward pass.</param>
/// <param name="Width">Columns of the operand of the forward pass.</param>
public sealed record ResizeBilinearGradient(int Height, int Width) : Operation, IKeepsChannels
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 1, 1);
        RequireRank(inputs[0], 4, "the gradient");
        return inputs[0].With(2, Height).With(3, Width);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) =>
        [new Value(new ResizeBilinear(node.Inputs[0].Shape[2], node.Inputs[0].Shape[3]), gradient)];

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        int from = inputs[0].Shape[2] * inputs[0].Shape[3], to = Height * Width;
        for (var plane = 0; plane < output.Shape[0] * output.Shape[1]; plane++)
            Kernels.Scalar.Resizing.ResizingTwin.BilinearBackward<T>(inputs[0].Data.AsSpan(plane * from, from), inputs[0].Shape[2], inputs[0].Shape[3], output.Data.AsSpan(plane * to, to), Height, Width);
    }
}
