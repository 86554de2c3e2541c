namespace Karyon.Tensors.Operations;

/// <summary>
/// Stochastic depth (Huang et al. 2016): the whole sample of a batch [N, C, H, W] is zeroed with a probability, the others are scaled by
/// 1 / (1 - probability). Which ones follows from the run's seed, the stream and the sample's index alone, so the gradient draws the same
/// again.
/// </summary>
/// <param name="Probability">Share that is zeroed, in [0, 1).</param>
/// <param name="Stream">Tells apart the drop paths of one network; other numbers than dropout's of the same stream.</param>
public sealed record DropPath(float Probability, int Stream) : Operation, IKeepsChannels
{
    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 1, 1);
        RequireRank(inputs[0], 4, "the image");
        return Probability is >= 0 and < 1 ? inputs[0] : throw new ArgumentOutOfRangeException(nameof(inputs), Probability, "a drop path probability lies in [0, 1)");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Gradient(Value node, Value gradient, IReadOnlyList<bool> wanted) => [new Value(this, gradient)];

    internal override void Evaluate<T>(IReadOnlyList<DenseArray<T>> inputs, DenseArray<T> output, EvaluationContext context)
    {
        var image = output.Data.Length / Math.Max(output.Shape[0], 1);
        for (var n = 0; n < output.Shape[0]; n++)
        {
            var factor = T.CreateTruncating(Factor(context.Seed, n));
            for (var i = n * image; i < (n + 1) * image; i++) output.Data[i] = factor == T.Zero ? T.Zero : T.FusedMultiplyAdd(inputs[0].Data[i], factor, T.Zero);
        }
    }

    /// <summary>What a sample is multiplied by in a run: 0 where it is dropped, in double.</summary>
    internal double Factor(ulong seed, int sample) =>
        new CounterRandom(seed, 0xD9A, (ulong)Stream).UniformSingle((ulong)sample) < Probability ? 0 : 1 / (1 - (double)Probability);
}
