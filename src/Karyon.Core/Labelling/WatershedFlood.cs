namespace Karyon.Core.Labelling;

/// <summary>
/// The flood of a marker-controlled watershed over an image with a frame of one pixel, so that no neighbour needs a border check.
/// Labels: -1 outside of the mask and on the frame, 0 not yet flooded, above 0 flooded. Reusable; not thread safe.
/// </summary>
internal sealed class WatershedFlood
{
    private readonly FloodHeap<Entry> _heap = new();
    private int[] _labels = [];
    private double[] _levels = [];
    private int _age = 1;

    /// <summary>Pixels from one row to the next.</summary>
    public int Stride { get; private set; }

    /// <summary>The labels with their frame; pixel (row, column) is at (row + 1) stride + column + 1.</summary>
    public int[] Labels => _labels;

    /// <summary>The image to flood, framed like <see cref="Labels"/>; only pixels of the mask are read.</summary>
    public double[] Levels => _levels;

    /// <summary>Starts an image; all pixels are outside of the mask.</summary>
    public void Reshape(int width, int height)
    {
        Stride = width + 2;
        var needed = checked(Stride * (height + 2));
        if (_labels.Length < needed)
        {
            _labels = new int[needed];
            _levels = new double[needed];
        }
        _labels.AsSpan(0, needed).Fill(-1);
        _heap.Clear();
        _age = 1;
    }

    /// <summary>The place of a pixel in <see cref="Labels"/> and <see cref="Levels"/>.</summary>
    public int At(int row, int column) => (row + 1) * Stride + column + 1;

    /// <summary>Makes room for the flood of some pixels, seeds included; without it room grows by doubling.</summary>
    public void Reserve(int pixels) => _heap.Reserve(pixels);

    /// <summary>Puts a labelled pixel where the flood begins.</summary>
    public void Seed(int at) => _heap.Push(new Entry(FloodOrder.Key(_levels[at]), 0, at));

    /// <summary>Floods from all seeds; the heap is empty afterwards.</summary>
    /// <returns>
    /// Whether the result follows from levels and ages alone: false where two seeds had the same level, so that the heap settled which came first.
    /// </returns>
    public bool Run(Connectivity connectivity)
    {
        Span<int> neighbours = [-Stride, -1, 1, Stride, -Stride - 1, -Stride + 1, Stride - 1, Stride + 1];
        if (connectivity == Connectivity.Four) neighbours = neighbours[..4];
        var labels = _labels;
        var levels = _levels;
        var age = _age;
        var settled = true;
        var last = new Entry(long.MinValue, -1, 0);
        while (_heap.Count > 0)
        {
            var entry = _heap.Pop();
            if (entry.Key == last.Key && entry.Age == last.Age) settled = false;
            last = entry;
            var label = labels[entry.At];
            foreach (var step in neighbours)
            {
                var next = entry.At + step;
                if (labels[next] != 0) continue;
                labels[next] = label;
                _heap.Push(new Entry(FloodOrder.Key(levels[next]), ++age, next));
            }
        }
        _age = age;
        return settled;
    }

    private readonly record struct Entry(long Key, int Age, int At) : IFloodEntry<Entry>
    {
        public static bool Before(in Entry a, in Entry b) => FloodOrder.Before(a.Key, a.Age, b.Key, b.Age);
    }
}
