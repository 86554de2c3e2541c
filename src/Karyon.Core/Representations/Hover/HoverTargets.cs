using Karyon.Core.Labelling;
using Karyon.Core.Rasters;

namespace Karyon.Core.Representations.Hover;

/// <summary>
/// The targets of a HoVer network, of the centre crop of an instance map (hover_net's <c>gen_targets</c>): inside each nucleus the horizontal and
/// vertical distance to its centre, the negative side scaled to -1, the positive side to 1. O(pixels): one scan for boxes and sums, one to write.
/// </summary>
/// <param name="Nuclei">1 inside of nuclei, else 0.</param>
/// <param name="Horizontal">Horizontal distance, -1 (left) to 1, 0 outside.</param>
/// <param name="Vertical">Vertical distance, -1 (top) to 1, 0 outside.</param>
/// <remarks>
/// The original counts pixels from 1 but takes the centre, floor(mean + 0.5), from 0, so the zero of a nucleus lies one pixel before its centre.
/// A map without any background, which the originals refuse, is encoded like any other.
/// </remarks>
public sealed record HoverTargets(Raster<byte> Nuclei, Raster<float> Horizontal, Raster<float> Vertical)
{
    /// <summary>hover_net gives nuclei of fewer pixels inside the crop no distances.</summary>
    private const int SmallestHoverNetArea = 30;

    /// <summary>The targets of a whole map.</summary>
    public static HoverTargets Encode(LabelMap labels, HoverTargetRule rule = HoverTargetRule.Clamped)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return Encode(labels, labels.Width, labels.Height, rule);
    }

    /// <summary>The targets of the centre crop of a map; a nucleus that the crop cuts keeps the centre and extents that it has in the whole map.</summary>
    /// <param name="labels">The instance map; ids need not be consecutive, negative ones are background.</param>
    /// <param name="width">Columns of the crop, px; it begins at (map - crop) / 2, rounded down.</param>
    /// <param name="height">Rows of the crop, px.</param>
    /// <param name="rule">Whose targets.</param>
    /// <exception cref="ArgumentOutOfRangeException">The crop is larger than the map.</exception>
    public static HoverTargets Encode(LabelMap labels, int width, int height, HoverTargetRule rule)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, labels.Width);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, labels.Height);
        if (rule == HoverTargetRule.HoverNet) labels = SplitParts(labels);
        var crop = new Rect((labels.Width - width) / 2, (labels.Height - height) / 2, width, height);
        var extents = new ExtentTable(labels, crop, rule);
        var targets = new HoverTargets(new Raster<byte>(width, height), new Raster<float>(width, height), new Raster<float>(width, height));
        for (var row = 0; row < height; row++)
        {
            ReadOnlySpan<int> ids = labels.Raster.Row(crop.Y + row).Slice(crop.X, width);
            for (var x = 0; x < width; x++)
            {
                if (ids[x] <= 0) continue;
                targets.Nuclei[row, x] = 1;
                ref readonly var extent = ref extents.Of(ids[x]);
                int column = crop.X + x, line = crop.Y + row;
                if (!extent.HasDistances || !extent.Read.Contains(column, line)) continue;
                targets.Horizontal[row, x] = Scale(column + 1 - extent.CentreX, extent.Least.X - extent.CentreX + 1, extent.Greatest.X - extent.CentreX + 1);
                targets.Vertical[row, x] = Scale(line + 1 - extent.CentreY, extent.Least.Y - extent.CentreY + 1, extent.Greatest.Y - extent.CentreY + 1);
            }
        }
        return targets;
    }

    /// <summary>
    /// A map whose ids are 4-connected: the first part of an id in raster order keeps it, further parts get new ids above all others
    /// (hover_net's <c>fix_mirror_padding</c>, made for mirrored borders that repeat ids).
    /// </summary>
    public static LabelMap SplitParts(LabelMap labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var parts = ConnectedComponents.LabelParts(labels, Connectivity.Four);
        var idOfPart = new List<int> { 0 };
        for (var i = 0; i < parts.Pixels.Length; i++)
            if (parts.Pixels[i] == idOfPart.Count) idOfPart.Add(labels.Pixels[i]);
        var highest = idOfPart.Max();
        var newId = new int[idOfPart.Count];
        foreach (var partsOfId in Enumerable.Range(1, idOfPart.Count - 1).GroupBy(part => idOfPart[part]).OrderBy(group => group.Key))
        {
            // The k-th part takes the k-th number above the highest; the first number stays free, as in the original.
            var number = 0;
            foreach (var part in partsOfId) newId[part] = ++number == 1 ? partsOfId.Key : highest + number;
            if (number > 1) highest += number;
        }
        var result = new LabelMap(labels.Width, labels.Height);
        for (var i = 0; i < result.Pixels.Length; i++) result.Pixels[i] = newId[parts.Pixels[i]];
        return result;
    }

    private static float Scale(int distance, int least, int greatest) =>
        distance < 0 ? (float)distance / -least : distance > 0 ? (float)distance / greatest : 0;

    /// <summary>What the targets of one nucleus follow from.</summary>
    private struct Extent
    {
        /// <summary>The window that the original reads, in which the nucleus has distances.</summary>
        public Rect Read;

        public (int X, int Y) Least;
        public (int X, int Y) Greatest;
        public int CentreX;
        public int CentreY;
        public bool HasDistances;
        public int AreaInCrop;
        private long _sumX;
        private long _sumY;
        private int _area;

        public void Add(int x, int y)
        {
            if (_area == 0) (Least, Greatest) = ((x, y), (x, y));
            Least = (Math.Min(Least.X, x), Math.Min(Least.Y, y));
            Greatest = (Math.Max(Greatest.X, x), Math.Max(Greatest.Y, y));
            _sumX += x;
            _sumY += y;
            _area++;
        }

        /// <summary>floor(mean + 0.5), in integers.</summary>
        public void Centre()
        {
            HasDistances = _area > 0;
            if (!HasDistances) return;
            CentreX = (int)((2 * _sumX + _area) / (2L * _area));
            CentreY = (int)((2 * _sumY + _area) / (2L * _area));
        }
    }

    /// <summary>The extents of every id of a map.</summary>
    private sealed class ExtentTable
    {
        private readonly Dictionary<int, int> _index = [];
        private readonly List<int> _ids = [];
        private Extent[] _extents = new Extent[16];
        private int _lastId;
        private int _last;

        public ExtentTable(LabelMap labels, Rect crop, HoverTargetRule rule)
        {
            for (var row = 0; row < labels.Height; row++)
            {
                ReadOnlySpan<int> ids = labels.Raster.Row(row);
                for (var x = 0; x < ids.Length; x++)
                {
                    if (ids[x] <= 0) continue;
                    var index = Index(ids[x]); // may move the extents
                    ref var extent = ref _extents[index];
                    extent.Add(x, row);
                    if (crop.Contains(x, row)) extent.AreaInCrop++;
                }
            }
            for (var i = 0; i < _ids.Count; i++)
            {
                ref var extent = ref _extents[i];
                extent.Read = new Rect(0, 0, labels.Width, labels.Height);
                extent.Centre();
                if (rule != HoverTargetRule.Clamped) ReadAsTheOriginals(labels, _ids[i], ref extent);
                if (rule == HoverTargetRule.HoverNet && extent.AreaInCrop < SmallestHoverNetArea) extent.HasDistances = false;
            }
        }

        public ref readonly Extent Of(int id) => ref _extents[Index(id)];

        private int Index(int id)
        {
            if (id == _lastId) return _last;
            if (!_index.TryGetValue(id, out var index))
            {
                index = _ids.Count;
                _ids.Add(id);
                _index.Add(id, index);
                if (index == _extents.Length) Array.Resize(ref _extents, 2 * index);
            }
            (_lastId, _last) = (id, index);
            return index;
        }

        /// <summary>
        /// The originals grow the box by 2 px and slice the map with it; a start below 0 counts from the other end, which leaves an empty window or, for
        /// a nucleus that reaches the other end as well, its last one or two rows or columns.
        /// </summary>
        private static void ReadAsTheOriginals(LabelMap labels, int id, ref Extent extent)
        {
            var (left, right) = Slice(extent.Least.X - 2, extent.Greatest.X + 3, labels.Width);
            var (top, bottom) = Slice(extent.Least.Y - 2, extent.Greatest.Y + 3, labels.Height);
            if (right - left < 2 || bottom - top < 2)
            {
                extent.HasDistances = false;
                return;
            }
            var read = new Rect(left, top, right - left, bottom - top);
            if (left == Math.Max(0, extent.Least.X - 2) && top == Math.Max(0, extent.Least.Y - 2) && extent.Least.X >= 2 && extent.Least.Y >= 2) return;
            extent = new Extent { Read = read, AreaInCrop = extent.AreaInCrop };
            for (var row = read.Y; row < read.Bottom; row++)
                for (var x = read.X; x < read.Right; x++)
                    if (labels[row, x] == id) extent.Add(x, row);
            extent.Centre();
        }

        private static (int From, int To) Slice(int from, int to, int length) => (from < 0 ? Math.Max(0, length + from) : from, Math.Min(to, length));
    }
}
