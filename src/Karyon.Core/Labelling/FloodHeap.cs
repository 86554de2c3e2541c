namespace Karyon.Core.Labelling;

/// <summary>What a <see cref="FloodHeap{TEntry}"/> orders.</summary>
internal interface IFloodEntry<TSelf> where TSelf : struct, IFloodEntry<TSelf>
{
    /// <summary>Whether <paramref name="a"/> is flooded before <paramref name="b"/>; false for equals.</summary>
    static abstract bool Before(in TSelf a, in TSelf b);
}

/// <summary>
/// The binary heap of scikit-image's watershed. Which of several equal entries comes out first is part of the result,
/// so its moves are fixed: push appends and sifts up while strictly before the parent; pop moves the last entry to the root and
/// sifts down, to the right child only where it is strictly before the better of parent and left child.
/// </summary>
internal sealed class FloodHeap<TEntry> where TEntry : struct, IFloodEntry<TEntry>
{
    private TEntry[] _entries = new TEntry[1024];

    public int Count { get; private set; }

    public void Clear() => Count = 0;

    public void Push(in TEntry entry)
    {
        if (Count == _entries.Length) Array.Resize(ref _entries, 2 * Count);
        var entries = _entries;
        var hole = Count++;
        while (hole > 0)
        {
            var parent = (hole - 1) >> 1;
            if (!TEntry.Before(in entry, in entries[parent])) break;
            entries[hole] = entries[parent];
            hole = parent;
        }
        entries[hole] = entry;
    }

    public TEntry Pop()
    {
        var entries = _entries;
        var top = entries[0];
        var count = --Count;
        if (count == 0) return top;
        var moved = entries[count];
        var hole = 0;
        while (true)
        {
            var left = 2 * hole + 1;
            if (left >= count) break;
            var child = TEntry.Before(in entries[left], in moved) ? left : hole;
            var right = left + 1;
            if (right < count)
            {
                ref readonly var better = ref child == hole ? ref moved : ref entries[left];
                if (TEntry.Before(in entries[right], in better)) child = right;
            }
            if (child == hole) break;
            entries[hole] = entries[child];
            hole = child;
        }
        entries[hole] = moved;
        return top;
    }
}
