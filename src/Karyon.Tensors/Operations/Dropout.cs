namespace Karyon.Tensors.Operations;

/// <summary>
/// Zeroes elements with a probability and scales the others by 1 / (1 - probability). Which ones follows from the run's seed, the
/// stream and the element's index alone, so the gradient draws the same mask again.
/// </summary>
/// <param name="Probability">Share that is zeroed, in [0, 1).</param>
/// <param name="Stream">Tells apart the dropouts of one network.</param>
public sealed record Dropout(float Probability, int Stream) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 1, 1);
        return Probability is >= 0 and < 1 ? inputs[0] : throw new ArgumentOutOfRangeException(nameof(inputs), Probability, "a dropout probability lies in [0, 1)");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) => [new Value(this, gradient)];

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        var random = Draws(context.Seed);
        var scale = T.CreateTruncating(1 / (1 - (double)Probability));
        for (var i = 0; i < output.Data.Length; i++)
            output.Data[i] = Drops(random, i) ? T.Zero : inputs[0].Data[i] * scale;
    }

    /// <summary>What kept elements are multiplied by.</summary>
    internal float Scale => (float)(1 / (1 - (double)Probability));

    /// <summary>The stream that decides in a run.</summary>
    internal CounterRandom Draws(ulong seed) => new(seed, 0xD20, (ulong)Stream);

    /// <summary>Whether an element is zeroed.</summary>
    internal bool Drops(CounterRandom draws, long element) => draws.UniformSingle((ulong)element) < Probability;
}
