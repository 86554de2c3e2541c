using Karyon.Tensors;

namespace Karyon.Learning.Training.Augmentation;

/// <summary>How one property of a sample varies: with a probability it is drawn evenly from a range, else it stays as it is.</summary>
/// <param name="Probability">Share of samples that are changed, 0 to 1.</param>
/// <param name="Low">Least value.</param>
/// <param name="High">Greatest value.</param>
public readonly record struct Jitter(double Probability, double Low, double High)
{
    /// <summary>Never changes anything.</summary>
    public static Jitter Never => default;

    /// <summary>Whether the stream's sample is changed; counter 0 of the stream decides.</summary>
    public bool Happens(CounterRandom random) => random.Uniform(0) < Probability;

    /// <summary>The value of a sample, <paramref name="neutral"/> where it is not changed.</summary>
    /// <param name="random">A stream of this property's own.</param>
    /// <param name="neutral">The value that changes nothing.</param>
    /// <param name="index">Which of several values of the same property.</param>
    public double Draw(CounterRandom random, double neutral, int index = 0) =>
        Happens(random) ? new ValueRange(Low, High).At(random.Uniform(1 + (ulong)index)) : neutral;
}
