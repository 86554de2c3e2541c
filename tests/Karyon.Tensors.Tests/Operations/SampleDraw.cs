namespace Karyon.Tensors.Tests.Operations;

/// <summary>Draws shapes and settings of a sample: the same ones for the same seed.</summary>
internal sealed class SampleDraw(ulong seed, bool small)
{
    private readonly CounterRandom _random = new(seed, 0x5A);
    private ulong _counter;

    /// <summary>An integer from low to high, both included.</summary>
    public int Int(int low, int high) => low + _random.Below(_counter++, high - low + 1);

    public bool Chance => Int(0, 1) == 1;

    public T Pick<T>(params T[] choices) => choices[Int(0, choices.Length - 1)];

    /// <summary>Channels: few where every element is moved in turn, else around the borders of blocks of 16.</summary>
    public int Channels => small ? Int(1, 4) : Pick(1, 3, 5, 15, 16, 17, 20, 31, 32, 33, 48);

    /// <summary>Channels of one group: a border between groups is one between blocks, or all groups lie in one block.</summary>
    public int GroupChannels => small ? Int(1, 4) : Pick(1, 3, 8, 16, 32);

    /// <summary>Rows or columns, at least so many.</summary>
    public int Side(int least = 1) => Int(least, Math.Max(least, small ? 5 : 14));

    public int Batch => Int(1, 2);

    /// <summary>An image [N, C, H, W] with sides of at least so many pixels.</summary>
    public Shape Image(int least = 1) => new(Batch, Channels, Side(least), Side(least));

    /// <summary>A shape of one to four dimensions.</summary>
    public Shape Any()
    {
        var sizes = new int[Int(1, 4)];
        for (var d = 0; d < sizes.Length; d++) sizes[d] = Int(1, small ? 4 : 9);
        return new Shape(sizes);
    }

    /// <summary>The seed of the next thing that draws for itself.</summary>
    public int Seed() => Int(0, int.MaxValue - 1);
}
