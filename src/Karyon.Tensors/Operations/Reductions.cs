using System.Numerics;

namespace Karyon.Tensors.Operations;

/// <summary>
/// The one order of sums over pixels or elements. Terms are cut into chunks of <see cref="Chunk"/>; inside a chunk 16 lanes of double
/// take the terms in turn (lane = index mod 16); lanes are added by a fixed tree (8, 4, 2, 1 apart), chunks by index.
/// </summary>
internal static class OrderedSum
{
    /// <summary>Terms in a chunk.</summary>
    public const int Chunk = 4096;

    /// <summary>Sums terms 0 to count - 1.</summary>
    public static double Of<T>(ReadOnlySpan<T> source, long start, ReadOnlySpan<long> offsets) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var total = 0.0;
        Span<double> lanes = stackalloc double[16];
        for (var first = 0; first < offsets.Length; first += Chunk)
        {
            lanes.Clear();
            var last = Math.Min(first + Chunk, offsets.Length);
            for (var k = first; k < last; k++) lanes[(k - first) & 15] += double.CreateTruncating(source[(int)(start + offsets[k])]);
            total += Tree(lanes);
        }
        return total;
    }

    /// <summary>Adds 16 lanes by the fixed tree.</summary>
    public static double Tree(Span<double> lanes)
    {
        for (var distance = 8; distance > 0; distance /= 2)
            for (var k = 0; k < distance; k++) lanes[k] += lanes[k + distance];
        return lanes[0];
    }
}

/// <summary>The sum over dimensions, in the order of <see cref="OrderedSum"/>.</summary>
/// <param name="Axes">The dimensions, ascending.</param>
/// <param name="KeepDimensions">Whether they stay with size 1.</param>
public sealed record Sum(AxisList Axes, bool KeepDimensions) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 1, 1);
        var sizes = new List<int>();
        for (var d = 0; d < inputs[0].Rank; d++)
        {
            if (!Axes.Contains(d)) sizes.Add(inputs[0][d]);
            else if (KeepDimensions) sizes.Add(1);
        }
        if (Axes.Any(axis => axis < 0 || axis >= inputs[0].Rank)) throw new ShapeException($"{Name}: axes {Axes} are not in {inputs[0]}");
        return new Shape([.. sizes]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted)
    {
        var shape = node.Inputs[0].Shape;
        var kept = shape;
        foreach (var axis in Axes) kept = kept.With(axis, 1);
        return [new Value(new BroadcastTo(shape), gradient.Shape == kept ? gradient : gradient.Reshape(kept))];
    }

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        var (starts, offsets) = Plan(inputs[0].Shape, Axes);
        for (var i = 0; i < output.Data.Length; i++)
            output.Data[i] = T.CreateTruncating(OrderedSum.Of<T>(inputs[0].Data, starts[i], offsets));
    }

    /// <summary>Where each result's terms start, and the offsets of the terms, both row-major.</summary>
    internal static (long[] Starts, long[] Offsets) Plan(Shape shape, AxisList axes)
    {
        var strides = Broadcasting.Strides(shape, shape);
        List<long> starts = [0], offsets = [0];
        for (var d = 0; d < shape.Rank; d++)
        {
            var list = axes.Contains(d) ? offsets : starts;
            var stride = shape[d] == 1 ? 0 : strides[d];
            var next = new List<long>(list.Count * shape[d]);
            foreach (var item in list)
                for (var k = 0; k < shape[d]; k++) next.Add(item + k * stride);
            if (axes.Contains(d)) offsets = next;
            else starts = next;
        }
        return ([.. starts], [.. offsets]);
    }
}

/// <summary>A list of dimensions, compared by value.</summary>
public sealed class AxisList(IEnumerable<int> axes) : List<int>(axes), IEquatable<AxisList>
{
    /// <inheritdoc/>
    public bool Equals(AxisList? other) => other is not null && this.SequenceEqual(other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AxisList);

    /// <inheritdoc/>
    public override int GetHashCode() => this.Aggregate(17, HashCode.Combine);

    /// <inheritdoc/>
    public override string ToString() => $"({string.Join(", ", this)})";
}

/// <summary>Repeats a value along the dimensions in which it has size 1.</summary>
/// <param name="Target">The result's shape.</param>
public sealed record BroadcastTo(Shape Target) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 1, 1);
        return Broadcast(inputs[0], Target) == Target ? Target : throw new ShapeException($"{Name}: {inputs[0]} does not broadcast to {Target}");
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => default;

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) => [Broadcasting.SumTo(gradient, node.Inputs[0].Shape)];

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context) =>
        Broadcasting.Apply(inputs[0], output, output, static (a, _) => a);
}

/// <summary>The sum of an image [N, C, H, W] over all but its channels: [C].</summary>
public sealed record ChannelSum : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 1, 1);
        RequireRank(inputs[0], 4, "the image");
        return new Shape(inputs[0][1]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) =>
        [new Value(new BroadcastTo(node.Inputs[0].Shape), gradient.Reshape(new Shape(1, gradient.Shape[0], 1, 1)))];

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        for (var c = 0; c < output.Data.Length; c++)
            output.Data[c] = T.CreateTruncating(ChannelOrder.Sum(inputs[0].Shape, c, (sum, k) => sum + double.CreateTruncating(inputs[0].Data[k])));
    }
}

/// <summary>
/// The order of sums over the pixels of a channel of [N, C, H, W]: strips of whole rows (at most 4,096 pixels, at least a row), images in
/// turn; inside a strip one double, pixels in raster order; strips are added in order. In blocked layout a lane is a channel.
/// </summary>
internal static class ChannelOrder
{
    /// <summary>Sums; the term makes the next sum from the sum so far and a pixel's index in the array.</summary>
    public static double Sum(Shape shape, int channel, Func<double, int, double> term) =>
        Kernels.Scalar.Normalization.NormalizationTwin.Sum(shape[0], shape[1], shape[2], shape[3], channel, term);
}
