using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;

namespace Karyon.Core.Labelling;

/// <summary>
/// The horizontal runs of an image and the connected components that they form: O(pixels) to find, O(runs) to connect.
/// Components are numbered from 1 in raster order of their first pixel. Reusable: memory grows to the largest image seen.
/// </summary>
internal sealed class RunTable
{
    private Run[] _runs = new Run[256];
    private int[] _values = new int[256];
    private int[] _component = new int[256];
    private int[] _rowStart = [0];
    private int[] _areas = new int[16];
    private bool _valued;
    private int _height;

    /// <summary>The runs in raster order.</summary>
    public ReadOnlySpan<Run> Runs => _runs.AsSpan(0, Count);

    /// <summary>Number of runs.</summary>
    public int Count { get; private set; }

    /// <summary>The component of each run, from 1.</summary>
    public ReadOnlySpan<int> Components => _component.AsSpan(0, Count);

    /// <summary>The label of each run, of a table read from a label map.</summary>
    public ReadOnlySpan<int> Values => _values.AsSpan(0, Count);

    /// <summary>Number of components.</summary>
    public int ComponentCount { get; private set; }

    /// <summary>Pixels of each component; entry 0 is unused.</summary>
    public ReadOnlySpan<int> Areas => _areas.AsSpan(0, ComponentCount + 1);

    /// <summary>Reads the set bits of an image (or the clear ones) and connects them.</summary>
    public void Read(BitRaster image, Connectivity connectivity, bool value = true)
    {
        Start(image.Height, valued: false);
        for (var row = 0; row < image.Height; row++)
        {
            ReadOnlySpan<ulong> words = image.Row(row);
            for (var x = BitRaster.Find(words, 0, image.Width, value); x < image.Width;)
            {
                var end = BitRaster.Find(words, x + 1, image.Width, !value);
                Add(new Run(row, x, end), 1);
                x = BitRaster.Find(words, end, image.Width, value);
            }
            _rowStart[row + 1] = Count;
        }
        Connect(connectivity);
    }

    /// <summary>Reads the labelled pixels of a map; pixels of unlike labels do not touch.</summary>
    public void Read(LabelMap labels, Connectivity connectivity)
    {
        Start(labels.Height, valued: true);
        for (var row = 0; row < labels.Height; row++)
        {
            ReadOnlySpan<int> pixels = labels.Raster.Row(row);
            for (var x = 0; x < pixels.Length;)
            {
                var value = pixels[x];
                var length = pixels[x..].IndexOfAnyExcept(value);
                var end = length < 0 ? pixels.Length : x + length;
                if (value != 0) Add(new Run(row, x, end), value);
                x = end;
            }
            _rowStart[row + 1] = Count;
        }
        Connect(connectivity);
    }

    private void Start(int height, bool valued)
    {
        (Count, _height, _valued) = (0, height, valued);
        if (_rowStart.Length < height + 1) _rowStart = new int[height + 1];
    }

    private void Add(Run run, int value)
    {
        if (Count == _runs.Length)
        {
            Array.Resize(ref _runs, 2 * Count);
            Array.Resize(ref _values, 2 * Count);
            Array.Resize(ref _component, 2 * Count);
        }
        _runs[Count] = run;
        _values[Count] = value;
        _component[Count] = Count; // a forest whose roots are the first runs of their trees
        Count++;
    }

    private void Connect(Connectivity connectivity)
    {
        var reach = connectivity == Connectivity.Eight ? 1 : 0;
        for (var row = 1; row < _height; row++)
        {
            int above = _rowStart[row - 1], below = _rowStart[row], aboveEnd = below, belowEnd = _rowStart[row + 1];
            while (above < aboveEnd && below < belowEnd)
            {
                Run a = _runs[above], b = _runs[below];
                if (a.Start < b.End + reach && b.Start < a.End + reach && (!_valued || _values[above] == _values[below])) Join(above, below);
                if (a.End < b.End) above++;
                else if (b.End < a.End) below++;
                else if (reach == 0) (above, below) = (above + 1, below + 1);
                else
                {
                    // Both end here: each may still touch the other's next run by a corner.
                    if (above + 1 < aboveEnd && _runs[above + 1].Start == b.End && SameValue(above + 1, below)) Join(above + 1, below);
                    if (below + 1 < belowEnd && _runs[below + 1].Start == a.End && SameValue(above, below + 1)) Join(above, below + 1);
                    (above, below) = (above + 1, below + 1);
                }
            }
        }
        Number();
    }

    private bool SameValue(int i, int j) => !_valued || _values[i] == _values[j];

    private void Join(int i, int j)
    {
        int a = Root(i), b = Root(j);
        if (a < b) _component[b] = a;
        else _component[a] = b;
    }

    private int Root(int i)
    {
        while (_component[i] != i)
        {
            _component[i] = _component[_component[i]];
            i = _component[i];
        }
        return i;
    }

    /// <summary>Replaces links to earlier runs by component numbers; a root comes before all that link to it.</summary>
    private void Number()
    {
        ComponentCount = 0;
        for (var i = 0; i < Count; i++)
        {
            var link = _component[i];
            if (link == i)
            {
                if (++ComponentCount == _areas.Length) Array.Resize(ref _areas, 2 * ComponentCount);
                _areas[ComponentCount] = 0;
            }
            var component = link == i ? ComponentCount : _component[link];
            _component[i] = component;
            _areas[component] += _runs[i].Length;
        }
    }
}
