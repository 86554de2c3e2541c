using Karyon.Core.Rasters;

namespace Karyon.Core.Labelling;

/// <summary>
/// The flood of the compact watershed (Neubert and Protzel 2014) as scikit-image 0.19 runs it: the level of a pixel grows by the compactness times
/// its distance to the marker pixel that the flood came from, and a pixel is labelled when its turn comes. Seeds may be given and flooded in parts.
/// </summary>
internal sealed class CompactFlood
{
    private static readonly (int Row, int Column)[] Steps = [(-1, 0), (0, -1), (0, 1), (1, 0), (-1, -1), (-1, 1), (1, -1), (1, 1)];

    private readonly FloodHeap<Entry> _heap = new();
    private readonly Raster<double> _levels;
    private readonly Raster<byte>? _mask;
    private readonly double _compactness;
    private readonly int _neighbours;
    private int _age = 1;

    public CompactFlood(Raster<double> levels, double compactness, Raster<byte>? mask, Connectivity connectivity)
    {
        (_levels, _compactness, _mask) = (levels, compactness, mask);
        _neighbours = connectivity == Connectivity.Four ? 4 : 8;
        Labels = new LabelMap(levels.Width, levels.Height);
    }

    /// <summary>What is labelled so far.</summary>
    public LabelMap Labels { get; }

    /// <summary>Labels a pixel of the mask and puts it where the flood begins.</summary>
    public void Seed(int at, int label)
    {
        Labels.Pixels[at] = label;
        _heap.Push(new Entry(FloodOrder.Key(_levels.Pixels[at]), 0, at, at));
    }

    /// <summary>Floods from all seeds given since the last run.</summary>
    public void Run()
    {
        int width = Labels.Width, height = Labels.Height;
        var labels = Labels.Pixels;
        var steps = Steps.AsSpan(0, _neighbours);
        while (_heap.Count > 0)
        {
            var entry = _heap.Pop();
            if (labels[entry.At] != 0 && entry.At != entry.Source) continue;
            labels[entry.At] = labels[entry.Source];
            var (row, column) = Math.DivRem(entry.At, width);
            var (sourceRow, sourceColumn) = Math.DivRem(entry.Source, width);
            foreach (var (down, right) in steps)
            {
                int r = row + down, c = column + right;
                if ((uint)r >= (uint)height || (uint)c >= (uint)width) continue;
                var next = r * width + c;
                if (labels[next] != 0 || (_mask is not null && _mask.Pixels[next] == 0)) continue;
                double dr = r - sourceRow, dc = c - sourceColumn;
                var level = _levels.Pixels[next] + _compactness * Math.Sqrt(dr * dr + dc * dc);
                _heap.Push(new Entry(FloodOrder.Key(level), ++_age, next, entry.Source));
            }
        }
    }

    private readonly record struct Entry(long Key, int Age, int At, int Source) : IFloodEntry<Entry>
    {
        public static bool Before(in Entry a, in Entry b) => FloodOrder.Before(a.Key, a.Age, b.Key, b.Age);
    }
}
