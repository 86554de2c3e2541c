using Karyon.Tensors.Kernels.Scalar.Winograd;

namespace Karyon.Tensors.Operations;

/// <summary>
/// Cross-correlation of an image [N, C, H, W] with weights [O, C / groups, kh, kw], plus an optional bias [O]. The order of the sum:
/// bias, then block of 16 input channels, kernel row, kernel column, channel; depthwise: bias, kernel row, kernel column.
/// </summary>
/// <param name="Geometry">Stride, padding, dilation and groups.</param>
public sealed record Convolution2d(ConvolutionGeometry Geometry) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 2, 3);
        if (inputs.Count == 3 && (inputs[2].Rank != 1 || inputs[2][0] != inputs[1][0]))
            throw new ShapeException($"{Name}: a bias of shape {inputs[2]} does not fit weights {inputs[1]}");
        return Geometry.Output(Name, inputs[0], inputs[1]);
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) =>
        new(output.Count * inputs[1][1] * inputs[1][2] * inputs[1][3], inputs.Count == 3 ? output.Count : 0);

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted)
    {
        Value x = node.Inputs[0], weights = node.Inputs[1];
        var dx = wanted[0] ? new Value(new Conv2dInputGradient(Geometry, x.Shape[2], x.Shape[3]), gradient, weights) : null;
        var dw = wanted[1] ? new Value(new Conv2dWeightGradient(Geometry, weights.Shape[2], weights.Shape[3]), x, gradient) : null;
        return node.Inputs.Count == 2 ? [dx, dw] : [dx, dw, wanted[2] ? new Value(new ChannelSum(), gradient) : null];
    }

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        DenseArray<T> x = inputs[0], weights = inputs[1];
        if (context.Winograd && Geometry.Winograd(x.Shape[1], weights.Shape, output.Shape) is var form and not WinogradForm.Direct)
        {
            var size = new WinogradSize(x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3], output.Shape[1], Geometry.PadTop, Geometry.PadLeft, output.Shape[2], output.Shape[3]);
            WinogradTwin<T>.Forward(x.Data, weights.Data, inputs.Count == 3 ? inputs[2].Data : [], size, form).CopyTo(output.Data, 0);
            return;
        }
        int groupIn = weights.Shape[1], groupOut = output.Shape[1] / Geometry.Groups;
        IEnumerable<(int First, int Count)> all = [.. ChannelSegments.Ranges(x.Segments)];
        for (var n = 0; n < output.Shape[0]; n++)
            for (var o = 0; o < output.Shape[1]; o++)
            {
                var firstChannel = o / groupOut * groupIn;
                var ranges = Geometry.Groups == 1 ? all : ChannelSegments.Ranges(x.Segments, firstChannel, groupIn);
                for (var row = 0; row < output.Shape[2]; row++)
                    for (var column = 0; column < output.Shape[3]; column++)
                        output[n, o, row, column] = Window(x, weights, ranges, firstChannel, n, o, row, column, inputs.Count == 3 ? inputs[2].Data[o] : T.Zero);
            }
    }

    private T Window<T>(DenseArray<T> x, DenseArray<T> weights, IEnumerable<(int First, int Count)> ranges, int firstChannel, int n, int o, int row, int column, T sum)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        foreach (var (first, count) in ranges)
            for (var i = 0; i < weights.Shape[2]; i++)
                for (var j = 0; j < weights.Shape[3]; j++)
                {
                    int y = row * Geometry.StrideY - Geometry.PadTop + i * Geometry.DilationY, z = column * Geometry.StrideX - Geometry.PadLeft + j * Geometry.DilationX;
                    var inside = (uint)y < (uint)x.Shape[2] && (uint)z < (uint)x.Shape[3];
                    for (var c = first; c < first + count; c++)
                        sum = T.FusedMultiplyAdd(inside ? x[n, c, y, z] : T.Zero, weights[o, c - firstChannel, i, j], sum);
                }
        return sum;
    }
}

/// <summary>
/// The gradient of <see cref="Convolution2d"/> with regard to its image, which is also the transposed convolution: operands are the result's
/// gradient [N, O, h, w] and the weights [O, C / groups, kh, kw]; the result is [N, C, H, W]. Order of the sum: block of 16 output
/// channels, kernel row and column descending (the mirrored kernel's ascending), channel.
/// </summary>
/// <param name="Geometry">The convolution's geometry.</param>
/// <param name="Height">Rows of the image.</param>
/// <param name="Width">Columns of the image.</param>
public sealed record Conv2dInputGradient(ConvolutionGeometry Geometry, int Height, int Width) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 2, 2);
        RequireRank(inputs[0], 4, "the gradient");
        RequireRank(inputs[1], 4, "the weights");
        var image = new Shape(inputs[0][0], inputs[1][1] * Geometry.Groups, Height, Width);
        if (Geometry.Output(Name, image, inputs[1]) != inputs[0])
            throw new ShapeException($"{Name}: an image {image} under weights {inputs[1]} does not give {inputs[0]}");
        return image;
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(inputs[0].Count * inputs[1][1] * inputs[1][2] * inputs[1][3], 0);

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) =>
        [wanted[0] ? new Value(new Convolution2d(Geometry), gradient, node.Inputs[1]) : null,
         wanted[1] ? new Value(new Conv2dWeightGradient(Geometry, node.Inputs[1].Shape[2], node.Inputs[1].Shape[3]), gradient, node.Inputs[0]) : null];

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        DenseArray<T> dy = inputs[0], weights = inputs[1];
        if (context.Winograd && Geometry.Winograd(dy.Shape[1], weights.Shape, output.Shape) is var form and not WinogradForm.Direct)
        {
            var size = new WinogradSize(dy.Shape[0], dy.Shape[1], dy.Shape[2], dy.Shape[3], output.Shape[1], 2 - Geometry.PadTop, 2 - Geometry.PadLeft, Height, Width);
            WinogradTwin<T>.Forward(dy.Data, Mirrored(weights), [], size, form).CopyTo(output.Data, 0);
            return;
        }
        int groupIn = weights.Shape[1], groupOut = dy.Shape[1] / Geometry.Groups;
        var all = ChannelSegments.Ranges(dy.Segments).ToArray();
        for (var n = 0; n < output.Shape[0]; n++)
            for (var c = 0; c < output.Shape[1]; c++)
            {
                var group = c / groupIn;
                var ranges = Geometry.Groups == 1 ? all : ChannelSegments.Ranges(dy.Segments, group * groupOut, groupOut);
                for (var row = 0; row < Height; row++)
                    for (var column = 0; column < Width; column++)
                        output[n, c, row, column] = Gather(dy, weights, ranges, n, c, c - group * groupIn, row, column);
            }
    }

    /// <summary>[O, C, 3, 3] as [C, O, 3, 3] with the taps in reverse.</summary>
    private static T[] Mirrored<T>(DenseArray<T> weights) where T : unmanaged
    {
        var mirrored = new T[weights.Data.Length];
        int outputs = weights.Shape[0], inputs = weights.Shape[1];
        for (var o = 0; o < outputs; o++)
            for (var c = 0; c < inputs; c++)
                for (var t = 0; t < 9; t++) mirrored[(c * outputs + o) * 9 + t] = weights.Data[(o * inputs + c) * 9 + 8 - t];
        return mirrored;
    }

    private T Gather<T>(DenseArray<T> dy, DenseArray<T> weights, IReadOnlyList<(int First, int Count)> ranges, int n, int c, int channel, int row, int column)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        var sum = T.Zero;
        foreach (var (first, count) in ranges)
            for (var i = weights.Shape[2] - 1; i >= 0; i--)
            {
                var y = row + Geometry.PadTop - i * Geometry.DilationY;
                if (y < 0 || y % Geometry.StrideY != 0 || y / Geometry.StrideY >= dy.Shape[2]) continue;
                for (var j = weights.Shape[3] - 1; j >= 0; j--)
                {
                    var x = column + Geometry.PadLeft - j * Geometry.DilationX;
                    if (x < 0 || x % Geometry.StrideX != 0 || x / Geometry.StrideX >= dy.Shape[3]) continue;
                    for (var o = first; o < first + count; o++)
                        sum = T.FusedMultiplyAdd(dy[n, o, y / Geometry.StrideY, x / Geometry.StrideX], weights[o, channel, i, j], sum);
                }
            }
        return sum;
    }
}

/// <summary>
/// The gradient of <see cref="Convolution2d"/> with regard to its weights: operands are the image [N, C, H, W] and the result's gradient
/// [N, O, h, w]; the result is [O, C / groups, kh, kw]. Order of the sum: for each
/// image pixels in raster order, from zero; then the images' sums in their order.
/// </summary>
/// <param name="Geometry">The convolution's geometry.</param>
/// <param name="KernelHeight">Rows of the kernel.</param>
/// <param name="KernelWidth">Columns of the kernel.</param>
public sealed record Conv2dWeightGradient(ConvolutionGeometry Geometry, int KernelHeight, int KernelWidth) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 2, 2);
        RequireRank(inputs[0], 4, "the image");
        RequireRank(inputs[1], 4, "the gradient");
        var weights = new Shape(inputs[1][1], inputs[0][1] / Geometry.Groups, KernelHeight, KernelWidth);
        if (Geometry.Output(Name, inputs[0], weights) != inputs[1])
            throw new ShapeException($"{Name}: an image {inputs[0]} under weights {weights} does not give {inputs[1]}");
        return weights;
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(inputs[1].Count * output[1] * output[2] * output[3], 0);

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) =>
        [wanted[0] ? new Value(new Conv2dInputGradient(Geometry, node.Inputs[0].Shape[2], node.Inputs[0].Shape[3]), node.Inputs[1], gradient) : null,
         wanted[1] ? new Value(new Convolution2d(Geometry), node.Inputs[0], gradient) : null];

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        DenseArray<T> x = inputs[0], dy = inputs[1];
        var groupOut = output.Shape[0] / Geometry.Groups;
        for (var o = 0; o < output.Shape[0]; o++)
            for (var c = 0; c < output.Shape[1]; c++)
                for (var i = 0; i < KernelHeight; i++)
                    for (var j = 0; j < KernelWidth; j++)
                        output[o, c, i, j] = Sum(x, dy, o, o / groupOut * output.Shape[1] + c, i * Geometry.DilationY - Geometry.PadTop, j * Geometry.DilationX - Geometry.PadLeft);
    }

    private T Sum<T>(DenseArray<T> x, DenseArray<T> dy, int o, int c, int offsetY, int offsetX) where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        var total = T.Zero;
        for (var n = 0; n < dy.Shape[0]; n++)
        {
            var sum = T.Zero;
            for (var row = 0; row < dy.Shape[2]; row++)
                for (var column = 0; column < dy.Shape[3]; column++)
                {
                    int y = row * Geometry.StrideY + offsetY, z = column * Geometry.StrideX + offsetX;
                    var inside = (uint)y < (uint)x.Shape[2] && (uint)z < (uint)x.Shape[3];
                    sum = T.FusedMultiplyAdd(inside ? x[n, c, y, z] : T.Zero, dy[n, o, row, column], sum);
                }
            total = n == 0 ? sum : total + sum;
        }
        return total;
    }
}
