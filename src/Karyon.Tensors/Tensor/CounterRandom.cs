namespace Karyon.Tensors;

/// <summary>
/// Counter-based random numbers: the n-th number of a stream follows from (key, n) alone, so samples can be drawn in any order, by any
/// thread, on any machine. The generator is splitmix64's output function (Steele, Lea and Flood 2014) over a key mixed from the words.
/// </summary>
public readonly struct CounterRandom
{
    private readonly ulong _key;

    /// <summary>A stream named by its words, e.g. (seed, epoch, sample).</summary>
    public CounterRandom(params ReadOnlySpan<ulong> words)
    {
        var key = 0x6A09E667F3BCC909UL;
        foreach (var word in words) key = Mix(key ^ Mix(word + 0x9E3779B97F4A7C15UL));
        _key = key;
    }

    /// <summary>The 64 bits at a counter.</summary>
    public ulong Bits(ulong counter) => Mix(_key + (counter + 1) * 0x9E3779B97F4A7C15UL);

    /// <summary>A number in [0, 1) with 53 bits.</summary>
    public double Uniform(ulong counter) => (Bits(counter) >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number in [0, 1) with 24 bits, exact in float32.</summary>
    public float UniformSingle(ulong counter) => (Bits(counter) >> 40) * (1f / (1 << 24));

    /// <summary>An integer in [0, bound), by multiplication (bias below 2^-32 for bounds under 2^32).</summary>
    public int Below(ulong counter, int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        return (int)(((Bits(counter) >> 32) * (ulong)bound) >> 32);
    }

    /// <summary>A stream inside this one.</summary>
    public CounterRandom Fork(ulong word) => new(_key, word);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
