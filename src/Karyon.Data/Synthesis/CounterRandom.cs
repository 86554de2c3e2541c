namespace Karyon.Data.Synthesis;

/// <summary>
/// Random numbers as a function of (seed, stream, counter): the same bytes on every machine, and independent of the order in
/// which streams are read. The mixing step is the finaliser of SplitMix64 (Steele, Lea, Flood 2014, variant 13 of Stafford).
/// </summary>
/// <param name="seed">Seed of the tile.</param>
/// <param name="stream">Which sequence of the seed.</param>
internal struct CounterRandom(ulong seed, ulong stream)
{
    private readonly ulong _key = Mix(seed * 0x9E3779B97F4A7C15UL + Mix(stream + 0x632BE59BD9B4E019UL));
    private ulong _counter;

    /// <summary>A uniform number in [0, 1) with 53 random bits.</summary>
    public double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A uniform number in [low, high).</summary>
    public double Uniform(double low, double high) => low + (high - low) * Uniform();

    /// <summary>
    /// A nearly normal number of mean 0 and variance 1: the sum of twelve uniform ones (Irwin-Hall), so that no transcendental
    /// function decides a byte. It never leaves ±6.
    /// </summary>
    public double Normal()
    {
        var sum = -6.0;
        for (var i = 0; i < 12; i++) sum += Uniform();
        return sum;
    }

    /// <summary>A normal number clamped to ±2.5 standard deviations.</summary>
    public double Normal(double mean, double deviation) => mean + deviation * Math.Clamp(Normal(), -2.5, 2.5);

    /// <summary>Whether an event of a probability happens.</summary>
    public bool Chance(double probability) => Uniform() < probability;

    /// <summary>A whole number in [0, count).</summary>
    public int Below(int count) => (int)(Uniform() * count);

    /// <summary>A uniformly distributed unit vector, by rejection.</summary>
    public (double X, double Y) Direction()
    {
        while (true)
        {
            double x = Uniform(-1, 1), y = Uniform(-1, 1), square = x * x + y * y;
            if (square is > 1 or < 0.01) continue;
            var length = Math.Sqrt(square);
            return (x / length, y / length);
        }
    }

    /// <summary>64 mixed bits of the next counter.</summary>
    public ulong Next() => Mix(_key + ++_counter * 0xD1342543DE82EF95UL);

    /// <summary>A bijection of 64 bits whose output bits depend on every input bit.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }
}
