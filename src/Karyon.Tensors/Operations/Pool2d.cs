namespace Karyon.Tensors.Operations;

/// <summary>How a pooling window moves; padding is symmetric.</summary>
/// <param name="Kernel">Rows and columns of the window.</param>
/// <param name="Stride">Pixels between windows.</param>
/// <param name="Padding">Pixels around the image: minus infinity for the maximum; for the average see <see cref="AveragePool2d"/>.</param>
public readonly record struct PoolGeometry(int Kernel, int Stride, int Padding)
{
    internal Shape Output(string name, Shape image)
    {
        if (image.Rank != 4) throw new ShapeException($"{name}: needs an image [N, C, H, W], not {image}");
        if (Kernel < 1 || Stride < 1 || Padding < 0 || 2 * Padding > Kernel || image[2] < 1 || image[3] < 1 || image[2] + 2 * Padding < Kernel || image[3] + 2 * Padding < Kernel)
            throw new ShapeException($"{name}: a window of {Kernel} with stride {Stride} and padding {Padding} does not fit {image}");
        return new Shape(image[0], image[1], (image[2] + 2 * Padding - Kernel) / Stride + 1, (image[3] + 2 * Padding - Kernel) / Stride + 1);
    }

    /// <summary>The pixels of a window that lie inside an axis: [first, last).</summary>
    internal (int First, int Last) Window(int index, int size)
    {
        var start = index * Stride - Padding;
        return (Math.Max(start, 0), Math.Min(start + Kernel, size));
    }

    /// <summary>The windows that hold a pixel: [first, last).</summary>
    internal (int First, int Last) Windows(int pixel, int count)
    {
        var first = (pixel + Padding - Kernel + Stride) / Stride;
        return (pixel + Padding < Kernel ? 0 : first, Math.Min((pixel + Padding) / Stride + 1, count));
    }
}

/// <summary>The maximum of each window; max(a, b) is a > b ? a : b, taken in raster order.</summary>
/// <param name="Geometry">The window.</param>
public sealed record MaxPool2d(PoolGeometry Geometry) : Operation, IKeepsChannels
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 1, 1);
        return Geometry.Output(Name, inputs[0]);
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(0, output.Count * Geometry.Kernel * Geometry.Kernel);

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) =>
        [new Value(new MaxPool2dGradient(Geometry), node.Inputs[0], node, gradient)];

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        var x = inputs[0];
        for (var n = 0; n < output.Shape[0]; n++)
            for (var c = 0; c < output.Shape[1]; c++)
                for (var row = 0; row < output.Shape[2]; row++)
                    for (var column = 0; column < output.Shape[3]; column++)
                    {
                        var (y, z) = Arg(x, Geometry, n, c, row, column);
                        output[n, c, row, column] = x[n, c, y, z];
                    }
    }

    /// <summary>Where a window's maximum stands: the first of equal ones in raster order.</summary>
    internal static (int Row, int Column) Arg<T>(DenseArray<T> x, PoolGeometry geometry, int n, int c, int row, int column)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        var (top, bottom) = geometry.Window(row, x.Shape[2]);
        var (left, right) = geometry.Window(column, x.Shape[3]);
        var best = (Row: top, Column: left);
        for (var y = top; y < bottom; y++)
            for (var z = left; z < right; z++)
                if (x[n, c, y, z] > x[n, c, best.Row, best.Column]) best = (y, z);
        return best;
    }
}

/// <summary>The gradient of <see cref="MaxPool2d"/>: each window's gradient goes to its first maximum in raster order; a pixel gathers its windows in raster order. Operands: image, its maxima, gradient.</summary>
/// <param name="Geometry">The window.</param>
public sealed record MaxPool2dGradient(PoolGeometry Geometry) : Operation, IKeepsChannels
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 3, 3);
        return Geometry.Output(Name, inputs[0]) == inputs[2] && inputs[1] == inputs[2] ? inputs[0] : throw new ShapeException($"{Name}: the gradient {inputs[2]} does not fit the image {inputs[0]}");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) =>
        throw new NotSupportedException($"{Name} has no gradient of its own: second derivatives through pooling are not built");

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        DenseArray<T> x = inputs[0], dy = inputs[2];
        for (var n = 0; n < dy.Shape[0]; n++)
            for (var c = 0; c < dy.Shape[1]; c++)
                for (var row = 0; row < dy.Shape[2]; row++)
                    for (var column = 0; column < dy.Shape[3]; column++)
                    {
                        var (y, z) = MaxPool2d.Arg(x, Geometry, n, c, row, column);
                        output[n, c, y, z] += dy[n, c, row, column];
                    }
    }
}

/// <summary>The mean of each window: the sum in raster order, divided by the count.</summary>
/// <param name="Geometry">The window.</param>
/// <param name="CountPadding">Whether the padding's zeros count (PyTorch's default).</param>
public sealed record AveragePool2d(PoolGeometry Geometry, bool CountPadding = true) : Operation, IKeepsChannels
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 1, 1);
        return Geometry.Output(Name, inputs[0]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) =>
        [new Value(new AveragePool2dGradient(Geometry, CountPadding, node.Inputs[0].Shape[2], node.Inputs[0].Shape[3]), gradient)];

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        var x = inputs[0];
        for (var n = 0; n < output.Shape[0]; n++)
            for (var c = 0; c < output.Shape[1]; c++)
                for (var row = 0; row < output.Shape[2]; row++)
                    for (var column = 0; column < output.Shape[3]; column++)
                    {
                        var (top, bottom) = Geometry.Window(row, x.Shape[2]);
                        var (left, right) = Geometry.Window(column, x.Shape[3]);
                        var sum = T.Zero;
                        for (var y = top; y < bottom; y++)
                            for (var z = left; z < right; z++) sum += x[n, c, y, z];
                        output[n, c, row, column] = sum / Weight<T>(Geometry, CountPadding, (bottom - top) * (right - left));
                    }
    }

    internal static T Weight<T>(PoolGeometry geometry, bool countPadding, int inside) where T : unmanaged, System.Numerics.IFloatingPointIeee754<T> =>
        T.CreateTruncating(countPadding ? geometry.Kernel * geometry.Kernel : inside);
}

/// <summary>The gradient of <see cref="AveragePool2d"/>: a pixel gathers its windows' weighted gradients in raster order.</summary>
/// <param name="Geometry">The window.</param>
/// <param name="CountPadding">As in the forward pass.</param>
/// <param name="Height">Rows of the image.</param>
/// <param name="Width">Columns of the image.</param>
public sealed record AveragePool2dGradient(PoolGeometry Geometry, bool CountPadding, int Height, int Width) : Operation, IKeepsChannels
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 1, 1);
        RequireRank(inputs[0], 4, "the gradient");
        var image = inputs[0].With(2, Height).With(3, Width);
        return Geometry.Output(Name, image) == inputs[0] ? image : throw new ShapeException($"{Name}: the gradient {inputs[0]} does not fit the image {image}");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) => [new Value(new AveragePool2d(Geometry, CountPadding), gradient)];

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        var dy = inputs[0];
        for (var n = 0; n < dy.Shape[0]; n++)
            for (var c = 0; c < dy.Shape[1]; c++)
                for (var row = 0; row < dy.Shape[2]; row++)
                    for (var column = 0; column < dy.Shape[3]; column++)
                    {
                        var (top, bottom) = Geometry.Window(row, Height);
                        var (left, right) = Geometry.Window(column, Width);
                        var share = dy[n, c, row, column] / AveragePool2d.Weight<T>(Geometry, CountPadding, (bottom - top) * (right - left));
                        for (var y = top; y < bottom; y++)
                            for (var z = left; z < right; z++) output[n, c, y, z] += share;
                    }
    }
}
