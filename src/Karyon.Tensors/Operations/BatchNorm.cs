namespace Karyon.Tensors.Operations;

/// <summary>
/// Mean and biased variance of each channel of an image [N, C, H, W] over images and pixels: [2, C], mean first. One pass: sums of x and
/// of x² in double, where the square of a float is exact, then E[x²] - E[x]², at least 0. Of the double's 53 bits cancellation takes
/// log2(1 + mean² / variance); 24 of them are left for a float even where the mean is ten thousand deviations.
/// It passes no gradient: <see cref="BatchNorm"/> with <see cref="BatchNorm.FromBatch"/> accounts for the path through the moments.
/// </summary>
/// <param name="Running">Where running statistics are kept up to date from the batch's, or null.</param>
public sealed record ChannelMoments(RunningStatistics? Running) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 1, 1);
        RequireRank(inputs[0], 4, "the image");
        return new Shape(2, inputs[0][1]);
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(0, 4 * inputs[0].Count);

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) => [null];

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        var x = inputs[0];
        int channels = x.Shape[1];
        double count = (double)x.Shape[0] * x.Shape[2] * x.Shape[3];
        for (var c = 0; c < channels; c++)
        {
            var sum = ChannelOrder.Sum(x.Shape, c, (total, k) => total + double.CreateTruncating(x.Data[k]));
            var squares = ChannelOrder.Sum(x.Shape, c, (total, k) => Math.FusedMultiplyAdd(double.CreateTruncating(x.Data[k]), double.CreateTruncating(x.Data[k]), total));
            var (mean, variance) = Of(sum, squares, count);
            output.Data[c] = T.CreateTruncating(mean);
            output.Data[channels + c] = T.CreateTruncating(variance);
        }
    }

    /// <summary>Mean and variance from the sums of some values and of their squares.</summary>
    internal static (double Mean, double Variance) Of(double sum, double squares, double count)
    {
        var mean = sum / count;
        return (mean, Math.Max(0.0, Math.FusedMultiplyAdd(-mean, mean, squares / count)));
    }
}

/// <summary>Running statistics of a batch normalisation, updated after a training step.</summary>
/// <param name="Mean">Running mean, [C].</param>
/// <param name="Variance">Running variance (of unbiased batch variances), [C].</param>
/// <param name="Momentum">Share of the batch: running = (1 - momentum) running + momentum batch.</param>
public sealed record RunningStatistics(Tensor Mean, Tensor Variance, float Momentum)
{
    /// <summary>Takes in the moments of a batch.</summary>
    /// <param name="moments">Mean, then biased variance, [2, C].</param>
    /// <param name="count">Values per channel in the batch.</param>
    public void Update(ReadOnlySpan<float> moments, long count)
    {
        Span<float> mean = Mean.Span, variance = Variance.Span;
        var unbias = count > 1 ? (double)count / (count - 1) : 1;
        for (var c = 0; c < mean.Length; c++)
        {
            mean[c] = (float)((1.0 - Momentum) * mean[c] + (double)Momentum * moments[c]);
            variance[c] = (float)((1.0 - Momentum) * variance[c] + Momentum * (moments[mean.Length + c] * unbias));
        }
    }
}

/// <summary>Scale and shift that a batch normalisation comes to, in double, rounded once.</summary>
internal static class NormalizationCoefficients
{
    public static (double Scale, double Shift, double InverseDeviation) Of(double mean, double variance, double weight, double bias, double epsilon)
    {
        var inverse = 1 / Math.Sqrt(variance + epsilon);
        var scale = weight * inverse;
        return (scale, bias - mean * scale, inverse);
    }
}

/// <summary>
/// Batch normalisation and an activation in one: act(fma(x, scale, shift)) with scale = weight / sqrt(variance + epsilon) and
/// shift = bias - mean * scale computed in double and rounded once. Operands: image [N, C, H, W], moments [2, C], weight [C], bias [C].
/// </summary>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="Activation">Applied to the result.</param>
/// <param name="FromBatch">Whether the moments are the image's own (training), so that the gradient runs through them too.</param>
public sealed record BatchNorm(float Epsilon, Activation Activation, bool FromBatch) : Operation, IKeepsChannels
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 4, 4);
        BatchNormTwin.RequireOperands(Name, inputs);
        return inputs[0];
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(0, 2 * output.Count);

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted)
    {
        var channels = node.Shape[1];
        Value x = node.Inputs[0], moments = node.Inputs[1], weight = node.Inputs[2], bias = node.Inputs[3];
        var sums = new Value(new BatchNormSums(Epsilon, Activation), x, moments, weight, bias, gradient);
        return
        [
            wanted[0] ? new Value(new BatchNormInputGradient(Epsilon, Activation, FromBatch), x, moments, weight, bias, gradient, sums) : null,
            null,
            wanted[2] ? sums.Slice(0, 1, 1).Reshape(new Shape(channels)) : null,
            wanted[3] ? sums.Slice(0, 0, 1).Reshape(new Shape(channels)) : null,
        ];
    }

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        var x = inputs[0];
        for (var c = 0; c < x.Shape[1]; c++)
        {
            var (scale, shift) = Coefficients(inputs, c);
            for (var n = 0; n < x.Shape[0]; n++)
                for (var row = 0; row < x.Shape[2]; row++)
                    for (var column = 0; column < x.Shape[3]; column++)
                        output[n, c, row, column] = Activate.Apply(Activation, T.FusedMultiplyAdd(x[n, c, row, column], scale, shift));
        }

        (T, T) Coefficients(IReadOnlyList<DenseArray<T>> operands, int c) => BatchNormTwin.Coefficients(operands, c, Epsilon);
    }
}

/// <summary>Shared by the three twins of batch normalisation.</summary>
internal static class BatchNormTwin
{
    /// <summary>Throws unless image, moments, weight, bias and, where there are any, gradient and sums fit each other.</summary>
    public static void RequireOperands(string name, IReadOnlyList<Shape> inputs)
    {
        if (inputs[0].Rank != 4) throw new ShapeException($"{name}: the image has shape {inputs[0]}; 4 dimensions are needed");
        var channels = inputs[0][1];
        if (inputs[1] != new Shape(2, channels) || inputs[2] != new Shape(channels) || inputs[3] != new Shape(channels))
            throw new ShapeException($"{name}: moments {inputs[1]}, weight {inputs[2]} and bias {inputs[3]} do not fit {channels} channels");
        if (inputs.Count > 4 && inputs[4] != inputs[0]) throw new ShapeException($"{name}: the gradient {inputs[4]} does not fit the image {inputs[0]}");
        if (inputs.Count > 5 && inputs[5] != inputs[1]) throw new ShapeException($"{name}: sums {inputs[5]} do not fit {channels} channels");
    }

    public static (T Scale, T Shift) Coefficients<T>(IReadOnlyList<DenseArray<T>> inputs, int c, float epsilon)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        var (scale, shift, _) = Double(inputs, c, epsilon);
        return (T.CreateTruncating(scale), T.CreateTruncating(shift));
    }

    public static (double Scale, double Shift, double InverseDeviation) Double<T>(IReadOnlyList<DenseArray<T>> inputs, int c, float epsilon)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        var channels = inputs[2].Data.Length;
        return NormalizationCoefficients.Of(double.CreateTruncating(inputs[1].Data[c]), double.CreateTruncating(inputs[1].Data[channels + c]),
            double.CreateTruncating(inputs[2].Data[c]), double.CreateTruncating(inputs[3].Data[c]), epsilon);
    }
}

/// <summary>
/// Sums of a batch normalisation's backward pass: with g = the gradient where the activation passes, else 0, and
/// xhat = (x - mean) / sqrt(variance + epsilon): [sum g, sum g * xhat], [2, C]. Operands: as <see cref="BatchNorm"/>, then the gradient.
/// </summary>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="Activation">The activation that was applied.</param>
public sealed record BatchNormSums(float Epsilon, Activation Activation) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 5, 5);
        BatchNormTwin.RequireOperands(Name, inputs);
        return inputs[1];
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(0, 5 * inputs[0].Count);

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) =>
        throw new NotSupportedException($"{Name} has no gradient of its own: second derivatives through batch normalisation are not built");

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        DenseArray<T> x = inputs[0], dy = inputs[4];
        var channels = x.Shape[1];
        for (var c = 0; c < channels; c++)
        {
            var (scale, shift) = BatchNormTwin.Coefficients(inputs, c, Epsilon);
            var (_, _, inverse) = BatchNormTwin.Double(inputs, c, Epsilon);
            var mean = double.CreateTruncating(inputs[1].Data[c]);
            double G(int k) => Activate.Passes(Activation, T.FusedMultiplyAdd(x.Data[k], scale, shift)) ? double.CreateTruncating(dy.Data[k]) : 0;
            output.Data[c] = T.CreateTruncating(ChannelOrder.Sum(x.Shape, c, (sum, k) => sum + G(k)));
            output.Data[channels + c] = T.CreateTruncating(inverse * ChannelOrder.Sum(x.Shape, c,
                (sum, k) => Math.FusedMultiplyAdd(G(k), double.CreateTruncating(x.Data[k]) - mean, sum)));
        }
    }
}

/// <summary>
/// The gradient of a batch normalisation with regard to its image: with g and xhat as in <see cref="BatchNormSums"/> and M values per
/// channel, scale * g where the moments are fixed, and scale * (g - sum g / M - xhat * sum(g xhat) / M) where they are the batch's,
/// evaluated as fma(g, a, fma(x, b, c)) with a, b, c in double, rounded once. Operands: as <see cref="BatchNormSums"/>, then its result.
/// </summary>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="Activation">The activation that was applied.</param>
/// <param name="FromBatch">Whether the moments are the image's own.</param>
public sealed record BatchNormInputGradient(float Epsilon, Activation Activation, bool FromBatch) : Operation, IKeepsChannels
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 6, 6);
        BatchNormTwin.RequireOperands(Name, inputs);
        return inputs[0];
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(0, 6 * output.Count);

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) =>
        throw new NotSupportedException($"{Name} has no gradient of its own: second derivatives through batch normalisation are not built");

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        DenseArray<T> x = inputs[0], dy = inputs[4], sums = inputs[5];
        var channels = x.Shape[1];
        double count = (double)x.Shape[0] * x.Shape[2] * x.Shape[3];
        for (var c = 0; c < channels; c++)
        {
            var (scale, shift) = BatchNormTwin.Coefficients(inputs, c, Epsilon);
            var (a, b, d) = Factors(inputs, sums, c, channels, count);
            for (var n = 0; n < x.Shape[0]; n++)
                for (var row = 0; row < x.Shape[2]; row++)
                    for (var column = 0; column < x.Shape[3]; column++)
                    {
                        var value = x[n, c, row, column];
                        var g = Activate.Passes(Activation, T.FusedMultiplyAdd(value, scale, shift)) ? dy[n, c, row, column] : T.Zero;
                        output[n, c, row, column] = T.FusedMultiplyAdd(g, a, T.FusedMultiplyAdd(value, b, d));
                    }
        }
    }

    private (T A, T B, T C) Factors<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> sums, int c, int channels, double count)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        var (scale, _, inverse) = BatchNormTwin.Double(inputs, c, Epsilon);
        if (!FromBatch) return (T.CreateTruncating(scale), T.Zero, T.Zero);
        var (b, d) = Shift(double.CreateTruncating(T.CreateTruncating(scale)), inverse, double.CreateTruncating(inputs[1].Data[c]), double.CreateTruncating(sums.Data[c]), double.CreateTruncating(sums.Data[channels + c]), count);
        return (T.CreateTruncating(scale), T.CreateTruncating(b), T.CreateTruncating(d));
    }

    /// <summary>b and c of the formula above: b = -scale * inverse * S2 / M, c = -scale * S1 / M - b * mean.</summary>
    internal static (double B, double C) Shift(double scale, double inverse, double mean, double sum, double sumHat, double count)
    {
        var b = -(scale * inverse * sumHat / count);
        return (b, -(scale * sum / count) - b * mean);
    }
}
