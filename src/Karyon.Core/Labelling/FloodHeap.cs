namespace Karyon.Core.Labelling;

/// <summary>What a <see cref="FloodHeap{TEntry}"/> orders.</summary>
internal interface IFloodEntry<TSelf> where TSelf : struct, IFloodEntry<TSelf>
{
    /// <summary>Whether <paramref name="a"/> is flooded before <paramref name="b"/>; false for equals.</summary>
    static abstract bool Before(in TSelf a, in TSelf b);
}

/// <summary>
/// The binary heap of scikit-image's watershed. Which of several equal entries comes out first is part of the result, so the places that
/// entries take are fixed: push appends and sifts up while strictly before the parent; pop moves the last entry to the root and
/// sifts down, to the right child only where it is strictly before the left one, until neither child is strictly before it.
/// </summary>
/// <remarks>
/// Pop goes the other way round to the same places: it moves the better child up all the way to a leaf, then lets the last entry
/// climb from there past all that are not strictly before it. That halves the comparisons, and none of them is hard to predict.
/// </remarks>
internal sealed class FloodHeap<TEntry> where TEntry : struct, IFloodEntry<TEntry>
{
    private TEntry[] _entries = new TEntry[1024];

    public int Count { get; private set; }

    public void Clear() => Count = 0;

    /// <summary>Makes room, so that filling it does not leave arrays of half the size behind.</summary>
    public void Reserve(int count)
    {
        if (_entries.Length < count) Array.Resize(ref _entries, count);
    }

    public void Push(in TEntry entry)
    {
        if (Count == _entries.Length) Array.Resize(ref _entries, 2 * Count);
        SiftUp(_entries, Count++, in entry, strictly: true);
    }

    public TEntry Pop()
    {
        var entries = _entries;
        var top = entries[0];
        var count = --Count;
        var hole = 0;
        var child = 1;
        while (child + 1 < count)
        {
            child += TEntry.Before(in entries[child + 1], in entries[child]) ? 1 : 0;
            entries[hole] = entries[child];
            hole = child;
            child = 2 * hole + 1;
        }
        if (child < count)
        {
            entries[hole] = entries[child];
            hole = child;
        }
        if (count > 0) SiftUp(entries, hole, in entries[count], strictly: false);
        return top;
    }

    /// <summary>Lets an entry climb from a hole while it is (strictly) before the parent.</summary>
    private static void SiftUp(TEntry[] entries, int hole, in TEntry entry, bool strictly)
    {
        while (hole > 0)
        {
            var parent = (hole - 1) >> 1;
            if (strictly ? !TEntry.Before(in entry, in entries[parent]) : TEntry.Before(in entries[parent], in entry)) break;
            entries[hole] = entries[parent];
            hole = parent;
        }
        entries[hole] = entry;
    }
}
