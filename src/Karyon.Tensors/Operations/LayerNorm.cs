namespace Karyon.Tensors.Operations;

/// <summary>
/// Layer normalisation of each pixel (token) of an image [N, C, H, W] over its channels (Ba, Kiros and Hinton 2016):
/// fma(xhat, weight, bias) with xhat = fma(x, inverse, shift), inverse = 1 / sqrt(variance + epsilon) and shift = -mean * inverse, both
/// rounded once from double. Operands: image, weight [C], bias [C].
/// </summary>
/// <param name="Epsilon">Added to the biased variance.</param>
public sealed record LayerNorm(float Epsilon) : Operation, IKeepsChannels
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 3, 3);
        LayerNormTwin.RequireOperands(Name, inputs[0], inputs[1], inputs[2]);
        return inputs[0];
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(0, 8 * output.Count);

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted)
    {
        Value x = node.Inputs[0], weight = node.Inputs[1];
        var channels = new Shape(x.Shape[1]);
        var sums = wanted[1] || wanted[2] ? new Value(new LayerNormSums(Epsilon), x, gradient) : null;
        return
        [
            wanted[0] ? new Value(new LayerNormInputGradient(Epsilon), x, weight, gradient) : null,
            wanted[1] ? sums!.Slice(0, 1, 1).Reshape(channels) : null,
            wanted[2] ? sums!.Slice(0, 0, 1).Reshape(channels) : null,
        ];
    }

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        DenseArray<T> x = inputs[0], weight = inputs[1], bias = inputs[2];
        LayerNormTwin.EachPixel(x, Epsilon, (n, row, column, inverse, shift) =>
        {
            for (var c = 0; c < x.Shape[1]; c++)
                output[n, c, row, column] = T.FusedMultiplyAdd(T.FusedMultiplyAdd(x[n, c, row, column], inverse, shift), weight.Data[c], bias.Data[c]);
        });
    }
}

/// <summary>
/// Sums over pixels of a layer normalisation's backward pass: [sum g, sum g xhat], [2, C], in the order of <see cref="ChannelSum"/>; xhat as
/// in <see cref="LayerNorm"/>. Operands: image, gradient of the result.
/// </summary>
/// <param name="Epsilon">Added to the variance.</param>
public sealed record LayerNormSums(float Epsilon) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 2, 2);
        RequireRank(inputs[0], 4, "the image");
        return inputs[0] == inputs[1] ? new Shape(2, inputs[0][1]) : throw new ShapeException($"{Name}: the gradient {inputs[1]} does not fit the image {inputs[0]}");
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(0, 5 * inputs[0].Count);

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) =>
        throw new NotSupportedException($"{Name} has no gradient of its own: second derivatives through layer normalisation are not built");

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        DenseArray<T> x = inputs[0], g = inputs[1];
        var channels = x.Shape[1];
        var normalised = new DenseArray<T>(x.Shape);
        LayerNormTwin.EachPixel(x, Epsilon, (n, row, column, inverse, shift) =>
        {
            for (var c = 0; c < channels; c++) normalised[n, c, row, column] = T.FusedMultiplyAdd(x[n, c, row, column], inverse, shift);
        });
        for (var c = 0; c < channels; c++)
        {
            output.Data[c] = T.CreateTruncating(ChannelOrder.Sum(x.Shape, c, (sum, k) => sum + double.CreateTruncating(g.Data[k])));
            output.Data[channels + c] = T.CreateTruncating(ChannelOrder.Sum(x.Shape, c,
                (sum, k) => Math.FusedMultiplyAdd(double.CreateTruncating(g.Data[k]), double.CreateTruncating(normalised.Data[k]), sum)));
        }
    }
}

/// <summary>
/// The gradient of a layer normalisation with regard to its image: with u = g weight, inverse * fma(-xhat, b, u - a), where
/// a = (sum u) / C and b = (sum u xhat) / C over the pixel's channels in the order of the moments, each rounded once. Operands: image, weight [C],
/// gradient of the result.
/// </summary>
/// <param name="Epsilon">Added to the variance.</param>
public sealed record LayerNormInputGradient(float Epsilon) : Operation, IKeepsChannels
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 3, 3);
        LayerNormTwin.RequireOperands(Name, inputs[0], inputs[1], inputs[1]);
        return inputs[0] == inputs[2] ? inputs[0] : throw new ShapeException($"{Name}: the gradient {inputs[2]} does not fit the image {inputs[0]}");
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(0, 12 * output.Count);

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) =>
        throw new NotSupportedException($"{Name} has no gradient of its own: second derivatives through layer normalisation are not built");

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        DenseArray<T> x = inputs[0], weight = inputs[1], g = inputs[2];
        LayerNormTwin.EachPixel(x, Epsilon, (n, row, column, inverse, shift) =>
        {
            T Normalised(int c) => T.FusedMultiplyAdd(x[n, c, row, column], inverse, shift);
            T Weighted(int c) => g[n, c, row, column] * weight.Data[c];
            var sum = LayerNormTwin.Sum(x.Segments, (total, c) => total + double.CreateTruncating(Weighted(c)));
            var product = LayerNormTwin.Sum(x.Segments, (total, c) => Math.FusedMultiplyAdd(double.CreateTruncating(Weighted(c)), double.CreateTruncating(Normalised(c)), total));
            T a = T.CreateTruncating(sum / x.Shape[1]), b = T.CreateTruncating(product / x.Shape[1]);
            for (var c = 0; c < x.Shape[1]; c++)
                output[n, c, row, column] = inverse * T.FusedMultiplyAdd(T.Zero - Normalised(c), b, Weighted(c) - a);
        });
    }
}
