using Karyon.Tensors.Kernels.Scalar.Elementary;
using Karyon.Tensors.Kernels.Scalar.Optimization;

namespace Karyon.Tensors.Operations;

/// <summary>
/// Scaled dot-product attention in heads. Tokens are the pixels of images: queries [N, C, h, w], keys and values [N, C, H, W]; a head is C / heads
/// neighbouring channels. For each query: products with all keys, channels ascending, then times 1 / sqrt(C / heads); exact maximum; our exp of
/// the differences; their sum in double per lane (key mod 16), lanes by the fixed tree; the exponentials' products with the values, keys
/// ascending; one division by the sum.
/// </summary>
/// <param name="Heads">Heads; C is divisible by them.</param>
public sealed record Attention(int Heads) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 3, 3);
        CheckOperands(this, inputs, Heads);
        return inputs[0];
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(2 * output.Count * inputs[1][2] * inputs[1][3], 0);

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) =>
        [.. Enum.GetValues<AttentionOperand>().Select(operand => wanted[(int)operand] ? new Value(new AttentionGradient(Heads, operand), [.. node.Inputs, gradient]) : null)];

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        var rows = new AttentionRows<T>(inputs[0], inputs[1], inputs[2], Heads);
        var exponentials = new T[rows.Keys];
        rows.Each((n, head, query) =>
        {
            var sum = rows.Exponentials(n, head, query, exponentials);
            for (var d = 0; d < rows.Width; d++)
            {
                var total = T.Zero;
                for (var t = 0; t < rows.Keys; t++) total = T.FusedMultiplyAdd(exponentials[t], rows.Value(n, head, t, d), total);
                output.Data[rows.At(n, head, query, d, rows.Queries)] = total / sum;
            }
        });
    }

    internal static void CheckOperands(Operation operation, IReadOnlyList<Shape> inputs, int heads)
    {
        var (q, k, v) = (inputs[0], inputs[1], inputs[2]);
        if (q.Rank != 4 || k.Rank != 4 || k != v || q[0] != k[0] || q[1] != k[1] || heads < 1 || q[1] % heads != 0 || k[2] * k[3] == 0)
            throw new ShapeException($"{operation.Name}: queries {q}, keys {k} and values {v} do not fit {heads} heads");
    }
}

/// <summary>An operand of attention.</summary>
public enum AttentionOperand
{
    /// <summary>Queries.</summary>
    Query,

    /// <summary>Keys.</summary>
    Key,

    /// <summary>Values.</summary>
    Value,
}

/// <summary>
/// The gradient of <see cref="Attention"/> with regard to one operand; operands: queries, keys, values, the result's gradient. With P the
/// probabilities, dP the gradient's products with the values (channels ascending), D the sum over keys of P dP (double per lane, fixed
/// tree), and dS = P (dP - D): dQ sums dS K over keys, dK sums dS Q over queries, each times the scale; dV sums P dO over queries; all ascending.
/// </summary>
/// <param name="Heads">Heads.</param>
/// <param name="Operand">Which operand.</param>
public sealed record AttentionGradient(int Heads, AttentionOperand Operand) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 4, 4);
        Attention.CheckOperands(this, inputs, Heads);
        if (inputs[3] != inputs[0]) throw new ShapeException($"{Name}: the gradient {inputs[3]} does not fit the queries {inputs[0]}");
        return inputs[(int)Operand];
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new((Operand == AttentionOperand.Value ? 2 : 3) * inputs[0].Count * inputs[1][2] * inputs[1][3], 0);

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) =>
        throw new NotSupportedException($"{Name} has no gradient of its own: second derivatives through attention are not built");

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        var rows = new AttentionRows<T>(inputs[0], inputs[1], inputs[2], Heads);
        var gradient = inputs[3];
        var (p, ds) = (new T[rows.Keys], new T[rows.Keys]);
        rows.Each((n, head, query) =>
        {
            var sum = rows.Exponentials(n, head, query, p);
            for (var t = 0; t < p.Length; t++) p[t] /= sum;
            T Result(int d) => gradient.Data[rows.At(n, head, query, d, rows.Queries)];
            if (Operand == AttentionOperand.Value)
            {
                for (var t = 0; t < rows.Keys; t++)
                    for (var d = 0; d < rows.Width; d++)
                        AddTo(ref output.Data[rows.At(n, head, t, d, rows.Keys)], p[t], Result(d));
                return;
            }
            for (var t = 0; t < rows.Keys; t++)
            {
                ds[t] = T.Zero;
                for (var d = 0; d < rows.Width; d++) ds[t] = T.FusedMultiplyAdd(Result(d), rows.Value(n, head, t, d), ds[t]);
            }
            var dot = rows.Dot(p, ds);
            for (var t = 0; t < rows.Keys; t++) ds[t] = p[t] * (ds[t] - dot);
            for (var t = 0; t < rows.Keys; t++)
                for (var d = 0; d < rows.Width; d++)
                {
                    if (Operand == AttentionOperand.Query) AddTo(ref output.Data[rows.At(n, head, query, d, rows.Queries)], ds[t], rows.Key(n, head, t, d));
                    else AddTo(ref output.Data[rows.At(n, head, t, d, rows.Keys)], ds[t], rows.Query(n, head, query, d));
                }
        });
        if (Operand == AttentionOperand.Value) return;
        foreach (ref var element in output.Data.AsSpan()) element *= rows.Scale;
    }

    private static void AddTo<T>(ref T sum, T a, T b) where T : unmanaged, System.Numerics.IFloatingPointIeee754<T> => sum = T.FusedMultiplyAdd(a, b, sum);
}

/// <summary>The rows of attention as formulas, in the order that defines their bits.</summary>
internal sealed class AttentionRows<T>(DenseArray<T> q, DenseArray<T> k, DenseArray<T> v, int heads) where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
{
    private const int Lanes = 16;
    private readonly double[] _lanes = new double[Lanes];

    public int Queries { get; } = q.Shape[2] * q.Shape[3];

    public int Keys { get; } = k.Shape[2] * k.Shape[3];

    /// <summary>Channels of a head.</summary>
    public int Width { get; } = q.Shape[1] / heads;

    /// <summary>What products are multiplied with.</summary>
    public T Scale { get; } = T.CreateTruncating(ScaleOf(q.Shape[1] / heads));

    /// <summary>1 / sqrt(width), rounded once.</summary>
    public static double ScaleOf(int width) => typeof(T) == typeof(float) ? (float)(1 / Math.Sqrt(width)) : 1 / Math.Sqrt(width);

    public void Each(Action<int, int, int> row)
    {
        for (var n = 0; n < q.Shape[0]; n++)
            for (var head = 0; head < heads; head++)
                for (var query = 0; query < Queries; query++) row(n, head, query);
    }

    public int At(int n, int head, int token, int d, int tokens) => ((n * heads + head) * Width + d) * tokens + token;

    public T Query(int n, int head, int token, int d) => q.Data[At(n, head, token, d, Queries)];

    public T Key(int n, int head, int token, int d) => k.Data[At(n, head, token, d, Keys)];

    public T Value(int n, int head, int token, int d) => v.Data[At(n, head, token, d, Keys)];

    /// <summary>exp(score - greatest score) of a query with each key; returns their sum.</summary>
    public T Exponentials(int n, int head, int query, T[] to)
    {
        for (var t = 0; t < Keys; t++)
        {
            var score = T.Zero;
            for (var d = 0; d < Width; d++) score = T.FusedMultiplyAdd(Query(n, head, query, d), Key(n, head, t, d), score);
            to[t] = score * Scale;
        }
        var greatest = to[0];
        foreach (var score in to) greatest = score > greatest ? score : greatest;
        Array.Clear(_lanes);
        for (var t = 0; t < Keys; t++)
        {
            to[t] = ElementaryTwin.Exp(to[t] - greatest);
            _lanes[t % Lanes] += double.CreateTruncating(to[t]);
        }
        return T.CreateTruncating(OptimizerTwin.Tree(_lanes));
    }

    /// <summary>Sum of products over keys.</summary>
    public T Dot(T[] a, T[] b)
    {
        Array.Clear(_lanes);
        for (var t = 0; t < Keys; t++) _lanes[t % Lanes] = Math.FusedMultiplyAdd(double.CreateTruncating(a[t]), double.CreateTruncating(b[t]), _lanes[t % Lanes]);
        return T.CreateTruncating(OptimizerTwin.Tree(_lanes));
    }
}
