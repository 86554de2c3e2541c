namespace Karyon.Tensors.Operations;

/// <summary>
/// Matrix product of the last two dimensions, K ascending, fused multiply-adds; leading dimensions broadcast. With an optional third
/// operand [N], the bias that starts each sum. <see cref="TransposeSecond"/> takes the second operand as [.., N, K], as linear layers store it.
/// </summary>
/// <param name="TransposeFirst">Whether the first operand is [.., K, M].</param>
/// <param name="TransposeSecond">Whether the second operand is [.., N, K].</param>
public sealed record MatMul(bool TransposeFirst, bool TransposeSecond) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 2, 3);
        var (a, b) = (inputs[0], inputs[1]);
        if (a.Rank < 2 || b.Rank < 2) throw new ShapeException($"{Name}: {a} and {b} need two dimensions or more");
        int m = a[TransposeFirst ? -1 : -2], ka = a[TransposeFirst ? -2 : -1], n = b[TransposeSecond ? -2 : -1], kb = b[TransposeSecond ? -1 : -2];
        if (ka != kb) throw new ShapeException($"{Name}: {a} and {b} have inner sizes {ka} and {kb}");
        if (inputs.Count == 3 && inputs[2] != new Shape(n)) throw new ShapeException($"{Name}: a bias of shape {inputs[2]} does not fit {n} columns");
        return new Shape([.. Broadcast(new Shape(a.Sizes[..^2]), new Shape(b.Sizes[..^2])).Sizes, m, n]);
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(output.Count * inputs[0][TransposeFirst ? -2 : -1], 0);

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted)
    {
        Value a = node.Inputs[0], b = node.Inputs[1];
        Value? da = null, db = null;
        if (wanted[0])
            da = TransposeFirst ? new Value(new MatMul(TransposeSecond, true), b, gradient) : new Value(new MatMul(false, !TransposeSecond), gradient, b);
        if (wanted[1])
            db = TransposeSecond ? new Value(new MatMul(true, TransposeFirst), gradient, a) : new Value(new MatMul(!TransposeFirst, false), a, gradient);
        da = da is null ? null : Broadcasting.SumTo(da, a.Shape);
        db = db is null ? null : Broadcasting.SumTo(db, b.Shape);
        return node.Inputs.Count == 2 ? [da, db] : [da, db, wanted[2] ? Broadcasting.SumTo(gradient, node.Inputs[2].Shape) : null];
    }

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        var (a, b) = (inputs[0], inputs[1]);
        int m = output.Shape[-2], n = output.Shape[-1], k = a.Shape[TransposeFirst ? -2 : -1];
        var batch = new Shape(output.Shape.Sizes[..^2]);
        long[] firsts = Broadcasting.Sources(new Shape(a.Shape.Sizes[..^2]), batch), seconds = Broadcasting.Sources(new Shape(b.Shape.Sizes[..^2]), batch);
        for (var i = 0L; i < batch.Count; i++)
        {
            long oa = firsts[i] * m * k, ob = seconds[i] * n * k;
            for (var row = 0; row < m; row++)
                for (var column = 0; column < n; column++)
                {
                    var sum = inputs.Count == 3 ? inputs[2].Data[column] : T.Zero;
                    for (var q = 0; q < k; q++)
                        sum = T.FusedMultiplyAdd(a.Data[oa + (TransposeFirst ? q * m + row : row * k + q)], b.Data[ob + (TransposeSecond ? column * k + q : q * n + column)], sum);
                    output.Data[(i * m + row) * n + column] = sum;
                }
        }
    }
}
