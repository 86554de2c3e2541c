using Karyon.Tensors;

namespace Karyon.Learning.Training.Sampling;

/// <summary>
/// Chooses items by weight for numbered samples. The samples of an epoch follow a Weyl sequence of the golden ratio over the weights'
/// cumulative sum, started anew in each: every item is drawn as often as its weight says to within a few draws, in every stretch of samples.
/// </summary>
internal sealed class ItemChoice
{
    private const ulong GoldenRatio = 0x9E3779B97F4A7C15;
    private readonly double[] _ends;

    public ItemChoice(IReadOnlyList<TrainingItem> items)
    {
        if (items.Count == 0) throw new ArgumentException("there are no items to draw from", nameof(items));
        _ends = new double[items.Count];
        var sum = 0.0;
        for (var i = 0; i < items.Count; i++)
        {
            if (!(items[i].Weight > 0) || !double.IsFinite(items[i].Weight))
                throw new ArgumentException($"{items[i].Name}: the weight is {items[i].Weight}; a number above 0 is needed", nameof(items));
            _ends[i] = sum += items[i].Weight;
        }
    }

    /// <summary>The item of a sample.</summary>
    /// <param name="epoch">The epoch's stream.</param>
    /// <param name="sample">The sample's number in the epoch.</param>
    public int Of(CounterRandom epoch, ulong sample)
    {
        var place = epoch.Bits(0) + sample * GoldenRatio;
        var at = (place >> 11) * (1.0 / (1UL << 53)) * _ends[^1];
        var index = Array.BinarySearch(_ends, at);
        return Math.Min(index < 0 ? ~index : index + 1, _ends.Length - 1);
    }
}
