namespace Karyon.Tensors.Operations;

/// <summary>The same elements under another shape.</summary>
/// <param name="Target">The shape.</param>
public sealed record Reshape(Shape Target) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 1, 1);
        return inputs[0].Count == Target.Count ? Target : throw new ShapeException($"{Name}: {inputs[0]} cannot be viewed as {Target}");
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => default;

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) => [gradient.Reshape(node.Inputs[0].Shape)];

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context) =>
        inputs[0].Data.AsSpan().CopyTo(output.Data);
}

/// <summary>A range of one dimension: [Start, Start + Length).</summary>
/// <param name="Axis">The dimension.</param>
/// <param name="Start">First index.</param>
/// <param name="Length">Number of indices.</param>
public sealed record Slice(int Axis, int Start, int Length) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 1, 1);
        if (Axis < 0 || Axis >= inputs[0].Rank || Start < 0 || Length < 0 || Start + Length > inputs[0][Axis])
            throw new ShapeException($"{Name}: [{Start}, {Start + Length}) of dimension {Axis} leaves {inputs[0]}");
        return inputs[0].With(Axis, Length);
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => default;

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) =>
        [new Value(new Pad(Axis, Start, node.Inputs[0].Shape[Axis] - Start - Length), gradient)];

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        var (outer, size, inner) = Axes.Split(inputs[0].Shape, Axis);
        for (var o = 0; o < outer; o++)
            inputs[0].Data.AsSpan((o * size + Start) * inner, Length * inner).CopyTo(output.Data.AsSpan(o * Length * inner));
    }
}

/// <summary>Zeros before and after one dimension.</summary>
/// <param name="Axis">The dimension.</param>
/// <param name="Before">Indices before.</param>
/// <param name="After">Indices after.</param>
public sealed record Pad(int Axis, int Before, int After) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 1, 1);
        if (Axis < 0 || Axis >= inputs[0].Rank || Before < 0 || After < 0) throw new ShapeException($"{Name}: {Before} and {After} on dimension {Axis} of {inputs[0]}");
        return inputs[0].With(Axis, inputs[0][Axis] + Before + After);
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => default;

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) =>
        [gradient.Slice(Axis, Before, node.Inputs[0].Shape[Axis])];

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        var (outer, size, inner) = Axes.Split(inputs[0].Shape, Axis);
        var row = output.Shape[Axis] * inner;
        for (var o = 0; o < outer; o++)
            inputs[0].Data.AsSpan(o * size * inner, size * inner).CopyTo(output.Data.AsSpan(o * row + Before * inner));
    }
}

/// <summary>
/// Indices gathered along one dimension: result index k is the operand's index Indices[k]. Serves reflection padding and cropping;
/// the gradient gathers the other way round (<see cref="ScatterSum"/>).
/// </summary>
/// <param name="Axis">The dimension.</param>
/// <param name="Indices">Which index of the operand stands at each index of the result.</param>
public sealed record Gather(int Axis, AxisList Indices) : Operation
{
    /// <summary>NumPy's <c>reflect</c> padding (the edge is not repeated; repeated as often as needed).</summary>
    public static Gather Reflect(int axis, int size, int before, int after)
    {
        var indices = new List<int>(size + before + after);
        for (var k = -before; k < size + after; k++)
        {
            var period = Math.Max(2 * (size - 1), 1);
            var m = ((k % period) + period) % period;
            indices.Add(size == 1 ? 0 : m < size ? m : period - m);
        }
        return new Gather(axis, new AxisList(indices));
    }

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 1, 1);
        if (Axis < 0 || Axis >= inputs[0].Rank || Indices.Any(k => (uint)k >= (uint)inputs[0][Axis])) throw new ShapeException($"{Name}: an index leaves dimension {Axis} of {inputs[0]}");
        return inputs[0].With(Axis, Indices.Count);
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => default;

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) =>
        [new Value(new ScatterSum(Axis, Indices, node.Inputs[0].Shape[Axis]), gradient)];

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        var (outer, size, inner) = Axes.Split(inputs[0].Shape, Axis);
        for (var o = 0; o < outer; o++)
            for (var k = 0; k < Indices.Count; k++)
                inputs[0].Data.AsSpan((o * size + Indices[k]) * inner, inner).CopyTo(output.Data.AsSpan((o * Indices.Count + k) * inner));
    }
}

/// <summary>The gradient of <see cref="Gather"/>: result index i is the sum, ascending, of the operand's indices k with Indices[k] = i.</summary>
/// <param name="Axis">The dimension.</param>
/// <param name="Indices">As in <see cref="Gather"/>.</param>
/// <param name="Size">Size of the dimension in the result.</param>
public sealed record ScatterSum(int Axis, AxisList Indices, int Size) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 1, 1);
        if (Axis < 0 || Axis >= inputs[0].Rank || inputs[0][Axis] != Indices.Count || Indices.Any(k => (uint)k >= (uint)Size))
            throw new ShapeException($"{Name}: {Indices.Count} indices below {Size} do not fit dimension {Axis} of {inputs[0]}");
        return inputs[0].With(Axis, Size);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) => [new Value(new Gather(Axis, Indices), gradient)];

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        var (outer, size, inner) = Axes.Split(inputs[0].Shape, Axis);
        for (var o = 0; o < outer; o++)
            for (var k = 0; k < size; k++)
                for (var i = 0; i < inner; i++)
                    output.Data[(o * Size + Indices[k]) * inner + i] += inputs[0].Data[(o * size + k) * inner + i];
    }
}

/// <summary>Operands one after the other along a dimension. Along the channels of images each operand starts a new block of 16.</summary>
/// <param name="Axis">The dimension.</param>
public sealed record Concat(int Axis) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 1, int.MaxValue);
        var total = 0;
        foreach (var shape in inputs)
        {
            if (Axis < 0 || Axis >= shape.Rank || shape.With(Axis, 0) != inputs[0].With(Axis, 0)) throw new ShapeException($"{Name}: {shape} does not fit {inputs[0]} along dimension {Axis}");
            total += shape[Axis];
        }
        return inputs[0].With(Axis, total);
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => default;

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted)
    {
        var gradients = new Value?[node.Inputs.Count];
        var start = 0;
        for (var k = 0; k < gradients.Length; k++)
        {
            var size = node.Inputs[k].Shape[Axis];
            if (wanted[k]) gradients[k] = gradient.Slice(Axis, start, size);
            start += size;
        }
        return gradients;
    }

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        var (outer, size, inner) = Axes.Split(output.Shape, Axis);
        var start = 0;
        foreach (var input in inputs)
        {
            var length = input.Shape[Axis] * inner;
            for (var o = 0; o < outer; o++) input.Data.AsSpan(o * length, length).CopyTo(output.Data.AsSpan(o * size * inner + start));
            start += length;
        }
    }
}

/// <summary>Dimensions in another order: result dimension d is the operand's dimension Order[d].</summary>
/// <param name="Order">A permutation.</param>
public sealed record Permute(AxisList Order) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 1, 1);
        var shape = inputs[0];
        if (!Order.Order().SequenceEqual(Enumerable.Range(0, shape.Rank))) throw new ShapeException($"{Name}: {Order} is no permutation of the dimensions of {shape}");
        return new Shape([.. Order.Select(axis => shape[axis])]);
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => default;

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) =>
        [new Value(new Permute(new AxisList(Enumerable.Range(0, Order.Count).Select(d => Order.IndexOf(d)))), gradient)];

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        var source = Broadcasting.Strides(inputs[0].Shape, inputs[0].Shape);
        var index = new int[Order.Count];
        for (var i = 0; i < output.Data.Length; i++)
        {
            var at = 0L;
            for (var d = 0; d < index.Length; d++) at += index[d] * source[Order[d]];
            output.Data[i] = inputs[0].Data[at];
            for (var d = index.Length - 1; d >= 0 && ++index[d] == output.Shape[d]; d--) index[d] = 0;
        }
    }
}

/// <summary>Splits a shape around one dimension.</summary>
internal static class Axes
{
    /// <summary>Elements before, in, and after the dimension: [outer, size, inner].</summary>
    public static (int Outer, int Size, int Inner) Split(Shape shape, int axis)
    {
        int outer = 1, inner = 1;
        for (var d = 0; d < axis; d++) outer *= shape[d];
        for (var d = axis + 1; d < shape.Rank; d++) inner *= shape[d];
        return (outer, shape[axis], inner);
    }
}
