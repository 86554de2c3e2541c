using Karyon.Tensors.Kernels.Scalar.Pooling;

namespace Karyon.Tensors.Operations;

/// <summary>
/// The mean of each of rows times columns windows that cover an image: from floor(i size / count) to ceil((i + 1) size / count), as PyTorch cuts
/// them. The sum in double in raster order, divided by the pixels, rounded once.
/// </summary>
/// <param name="Rows">Rows of the result.</param>
/// <param name="Columns">Columns of the result.</param>
public sealed record AdaptiveAveragePool2d(int Rows, int Columns) : Operation, IKeepsChannels
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 1, 1);
        RequireRank(inputs[0], 4, "the image");
        return Rows > 0 && Columns > 0 && inputs[0][2] > 0 && inputs[0][3] > 0 ? inputs[0].With(2, Rows).With(3, Columns) : throw new ShapeException($"{Name}: {inputs[0]} has no {Rows} times {Columns} windows");
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(0, inputs[0].Count);

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) =>
        [new Value(new AdaptiveAveragePool2dGradient(node.Inputs[0].Shape[2], node.Inputs[0].Shape[3]), gradient)];

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        var x = inputs[0];
        for (var n = 0; n < output.Shape[0]; n++)
            for (var c = 0; c < output.Shape[1]; c++)
                for (var row = 0; row < Rows; row++)
                    for (var column = 0; column < Columns; column++)
                    {
                        var (top, bottom) = AdaptiveWindow.Of(row, x.Shape[2], Rows);
                        var (left, right) = AdaptiveWindow.Of(column, x.Shape[3], Columns);
                        var sum = 0.0;
                        for (var y = top; y < bottom; y++)
                            for (var z = left; z < right; z++) sum += double.CreateTruncating(x[n, c, y, z]);
                        output[n, c, row, column] = T.CreateTruncating(sum / ((double)(bottom - top) * (right - left)));
                    }
    }
}

/// <summary>The gradient of <see cref="AdaptiveAveragePool2d"/>: a pixel gathers, from zero in raster order, the gradients of its windows, each divided by the window's pixels.</summary>
/// <param name="Height">Rows of the image.</param>
/// <param name="Width">Columns of the image.</param>
public sealed record AdaptiveAveragePool2dGradient(int Height, int Width) : Operation, IKeepsChannels
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
        [new Value(new AdaptiveAveragePool2d(node.Inputs[0].Shape[2], node.Inputs[0].Shape[3]), gradient)];

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        var g = inputs[0];
        int rows = g.Shape[2], columns = g.Shape[3];
        for (var n = 0; n < g.Shape[0]; n++)
            for (var c = 0; c < g.Shape[1]; c++)
                for (var row = 0; row < rows; row++)
                    for (var column = 0; column < columns; column++)
                    {
                        var (top, bottom) = AdaptiveWindow.Of(row, Height, rows);
                        var (left, right) = AdaptiveWindow.Of(column, Width, columns);
                        var share = g[n, c, row, column] / T.CreateTruncating((bottom - top) * (right - left));
                        for (var y = top; y < bottom; y++)
                            for (var z = left; z < right; z++) output[n, c, y, z] += share;
                    }
    }
}
