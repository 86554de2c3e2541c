namespace Karyon.Tensors.Operations;

/// <summary>Arithmetic of one operation on given shapes.</summary>
/// <param name="MultiplyAccumulates">Products that are summed (convolutions, linear layers, attention).</param>
/// <param name="OtherFlops">Everything else, in operations.</param>
public readonly record struct Cost(long MultiplyAccumulates, long OtherFlops)
{
    /// <summary>Floating-point operations: a multiply-accumulate counts as two.</summary>
    public long Flops => 2 * MultiplyAccumulates + OtherFlops;
}

/// <summary>
/// What there is to know of an operation, apart from its vector kernels: parameters (its record's properties), shape rule, cost,
/// gradient (written in operations), and the scalar twin that defines its result. Immutable and compared by value.
/// </summary>
public abstract record Operation
{
    /// <summary>The operation's name in reports and errors.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>The shape of the result.</summary>
    /// <exception cref="ShapeException">The operands do not fit.</exception>
    public abstract Shape InferShape(IReadOnlyList<Shape> inputs);

    /// <summary>The arithmetic done.</summary>
    public virtual Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(0, output.Count);

    /// <summary>
    /// The gradient with regard to each input, as values computed from the node and the gradient of its result; null where an input
    /// has none. Only the entries with <paramref name="wanted"/> set are used, the others may be null.
    /// </summary>
    public abstract IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted);

    /// <summary>The scalar twin: computes the result on dense arrays in the stated order of arithmetic. In float it defines the bits of every kernel; in double it tests the mathematics.</summary>
    internal abstract void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>;

    /// <summary>Throws unless the number of operands is as expected.</summary>
    protected void RequireInputs(IReadOnlyList<Shape> inputs, int least, int most)
    {
        if (inputs.Count < least || inputs.Count > most)
            throw new ShapeException($"{Name} takes {least}{(most == least ? "" : $" to {most}")} operands, not {inputs.Count}");
    }

    /// <summary>The shape of two operands that broadcast.</summary>
    protected Shape Broadcast(Shape a, Shape b)
    {
        try
        {
            return Shape.Broadcast(a, b);
        }
        catch (ShapeException exception)
        {
            throw new ShapeException($"{Name}: {exception.Message}", exception);
        }
    }

    /// <summary>Throws unless a shape has a rank.</summary>
    protected void RequireRank(Shape shape, int rank, string operand)
    {
        if (shape.Rank != rank) throw new ShapeException($"{Name}: {operand} has shape {shape}; {rank} dimensions are needed");
    }
}

/// <summary>What a run hands to operations beside their operands.</summary>
/// <param name="Seed">Seed of this run's random draws (dropout); a training step passes its own.</param>
/// <param name="Winograd">Whether 3x3 convolutions are defined by Winograd's transforms where the rule over shapes says so, else by direct sums.</param>
internal sealed record EvaluationContext(ulong Seed, bool Winograd);
