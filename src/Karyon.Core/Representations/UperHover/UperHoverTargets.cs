using Karyon.Core.Labelling;
using Karyon.Core.Rasters;

namespace Karyon.Core.Representations.UperHover;

/// <summary>
/// The distance targets of UperHover (model card SegTME-UNI2-UperHoVer): in each nucleus the horizontal and vertical distance to its mean pixel, not rounded,
/// scaled to -1..1. O(pixels): one scan for extents and sums, one to write.
/// </summary>
/// <param name="Nuclei">What counted as one nucleus.</param>
/// <param name="Horizontal">Horizontal distance, -1 (left) to 1, 0 outside.</param>
/// <param name="Vertical">Vertical distance, -1 (top) to 1, 0 outside.</param>
public sealed record UperHoverTargets(LabelMap Nuclei, Raster<float> Horizontal, Raster<float> Vertical)
{
    /// <summary>The class of pixels whose truth is not known: no nucleus, and no loss.</summary>
    public const byte Void = 255;

    /// <summary>The targets of an instance map.</summary>
    /// <param name="labels">Ids need not be consecutive, negative ones are background; the result holds this map.</param>
    /// <param name="scaling">What distances are divided by.</param>
    public static UperHoverTargets OfInstances(LabelMap labels, HvScaling scaling = HvScaling.EachSide)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var extents = new ExtentTable(labels);
        var targets = new UperHoverTargets(labels, new Raster<float>(labels.Width, labels.Height), new Raster<float>(labels.Width, labels.Height));
        for (var row = 0; row < labels.Height; row++)
        {
            ReadOnlySpan<int> ids = labels.Raster.Row(row);
            for (var x = 0; x < ids.Length; x++)
            {
                if (ids[x] <= 0) continue;
                ref readonly var extent = ref extents.Of(ids[x]);
                targets.Horizontal[row, x] = extent.X.Scale(x, extent.Area, scaling);
                targets.Vertical[row, x] = extent.Y.Scale(row, extent.Area, scaling);
            }
        }
        return targets;
    }

    /// <summary>The targets that the card synthesises from a semantic map alone; components are numbered class by class, inside a class in raster order.</summary>
    /// <param name="semantic">Class of each pixel: 0 background, <see cref="Void"/> not known.</param>
    /// <param name="source">Components per class or of all classes together.</param>
    /// <param name="scaling">What distances are divided by.</param>
    /// <exception cref="ArgumentException">The source is <see cref="HvSource.Instances"/>, which a semantic map does not tell.</exception>
    public static UperHoverTargets OfSemantic(Raster<byte> semantic, HvSource source = HvSource.ClassComponents, HvScaling scaling = HvScaling.Farthest)
    {
        ArgumentNullException.ThrowIfNull(semantic);
        if (source == HvSource.Instances) throw new ArgumentException("a semantic map does not tell instances apart; choose components", nameof(source));
        var classes = new LabelMap(semantic.Width, semantic.Height);
        for (var i = 0; i < semantic.Pixels.Length; i++)
            if (semantic.Pixels[i] is not 0 and not Void) classes.Pixels[i] = source == HvSource.ClassComponents ? semantic.Pixels[i] : 1;
        var components = ConnectedComponents.LabelParts(classes, Connectivity.Eight);
        NumberByClass(components, classes);
        return OfInstances(components, scaling);
    }

    private static void NumberByClass(LabelMap components, LabelMap classes)
    {
        var classOf = new List<int> { 0 };
        for (var i = 0; i < components.Pixels.Length; i++)
            if (components.Pixels[i] == classOf.Count) classOf.Add(classes.Pixels[i]);
        var next = new int[byte.MaxValue + 2];
        next[1] = 1;
        foreach (var index in classOf.Skip(1)) next[index + 1]++;
        for (var index = 1; index < next.Length; index++) next[index] += next[index - 1];
        var number = new int[classOf.Count];
        for (var component = 1; component < number.Length; component++) number[component] = next[classOf[component]]++;
        foreach (ref var id in components.Pixels.AsSpan()) id = number[id];
    }

    /// <summary>A nucleus's columns, or its rows.</summary>
    private struct AxisExtent
    {
        private int _least;
        private int _greatest;
        private long _sum;

        public void Add(int at, bool first)
        {
            (_least, _greatest) = first ? (at, at) : (Math.Min(_least, at), Math.Max(_greatest, at));
            _sum += at;
        }

        public readonly float Scale(int at, int area, HvScaling scaling)
        {
            var centre = (double)_sum / area;
            double distance = at - centre, before = centre - _least, behind = _greatest - centre;
            var full = scaling == HvScaling.Farthest ? Math.Max(before, behind) : distance < 0 ? before : behind;
            return full > 0 ? (float)(distance / full) : 0;
        }
    }

    private struct Extent
    {
        public AxisExtent X;
        public AxisExtent Y;
        public int Area;
    }

    /// <summary>The extents of every id of a map.</summary>
    private sealed class ExtentTable
    {
        private readonly Dictionary<int, int> _index = [];
        private Extent[] _extents = new Extent[16];
        private int _lastId;
        private int _last;

        public ExtentTable(LabelMap labels)
        {
            for (var row = 0; row < labels.Height; row++)
            {
                ReadOnlySpan<int> ids = labels.Raster.Row(row);
                for (var x = 0; x < ids.Length; x++)
                {
                    if (ids[x] <= 0) continue;
                    var index = Index(ids[x]); // may move the extents
                    ref var extent = ref _extents[index];
                    extent.X.Add(x, extent.Area == 0);
                    extent.Y.Add(row, extent.Area == 0);
                    extent.Area++;
                }
            }
        }

        public ref readonly Extent Of(int id) => ref _extents[Index(id)];

        private int Index(int id)
        {
            if (id == _lastId) return _last;
            if (!_index.TryGetValue(id, out var index))
            {
                index = _index.Count;
                _index.Add(id, index);
                if (index == _extents.Length) Array.Resize(ref _extents, 2 * index);
            }
            (_lastId, _last) = (id, index);
            return index;
        }
    }
}
