using System.Runtime.InteropServices;
using Karyon.Core.Rasters;

namespace Karyon.Core.Nuclei;

/// <summary>
/// The nuclei of one image with their classes, as evaluation compares them: an instance map, the class of each id, and where a format lets a pixel
/// belong to nuclei of several classes, a map for each class. The object owns what it is made of.
/// </summary>
public sealed class TypedNuclei
{
    /// <summary>The class index of nuclei without a class.</summary>
    public const int NoClass = -1;

    private readonly IReadOnlyList<LabelMap>? _classMaps;
    private readonly IReadOnlyDictionary<int, (double X, double Y)>? _places;
    private IReadOnlyList<ClassPoint>? _points;

    /// <summary>Nuclei of which each pixel belongs to one at most.</summary>
    /// <param name="labels">The instance map.</param>
    /// <param name="classes">The class index of each id; ids that are absent, or have <see cref="NoClass"/>, have no class.</param>
    /// <param name="places">Centroids of ids as a file states them, px with pixel centres at +0.5; null: those of the map.</param>
    public TypedNuclei(LabelMap labels, IReadOnlyDictionary<int, int> classes, IReadOnlyDictionary<int, (double X, double Y)>? places = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(classes);
        (Labels, Classes, _places) = (labels, classes, places);
    }

    private TypedNuclei(LabelMap labels, IReadOnlyDictionary<int, int> classes, IReadOnlyList<LabelMap> classMaps, int hidden) : this(labels, classes) =>
        (_classMaps, Hidden) = (classMaps, hidden);

    /// <summary>The instance map of all nuclei.</summary>
    public LabelMap Labels { get; }

    /// <summary>The class index of each id in <see cref="Labels"/>.</summary>
    public IReadOnlyDictionary<int, int> Classes { get; }

    /// <summary>Nuclei of the class maps that have no pixel in <see cref="Labels"/>, because nuclei of later classes cover them.</summary>
    public int Hidden { get; }

    /// <summary>The nuclei as points with classes, in the order of their ids; pixel centres at +0.5.</summary>
    public IReadOnlyList<ClassPoint> Points => _points ??= [.. (_places ?? Centroids()).OrderBy(place => place.Key)
        .Select(place => new ClassPoint(place.Value.X, place.Value.Y, Classes.GetValueOrDefault(place.Key, NoClass)))];

    /// <summary>
    /// Nuclei from one instance map per class, in which ids need not differ between classes (PanNuke's channels). The map of all numbers them class by
    /// class in the order of their ids; a later class takes the pixels it shares with an earlier one, as <c>binarize</c> of PanNuke-metrics does.
    /// </summary>
    /// <exception cref="ArgumentException">There is no map, or they differ in size.</exception>
    public static TypedNuclei FromClassMaps(IReadOnlyList<LabelMap> maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        if (maps.Count == 0) throw new ArgumentException("there must be a map of one class at least", nameof(maps));
        var all = new LabelMap(maps[0].Width, maps[0].Height);
        var classes = new Dictionary<int, int>();
        for (var index = 0; index < maps.Count; index++)
        {
            var map = maps[index];
            if (map.Width != all.Width || map.Height != all.Height) throw new ArgumentException("the maps of the classes differ in size", nameof(maps));
            var numbers = new Dictionary<int, int>();
            foreach (var id in IdsIn(map).Order())
            {
                numbers[id] = classes.Count + 1;
                classes.Add(classes.Count + 1, index);
            }
            for (var i = 0; i < map.Pixels.Length; i++)
                if (map.Pixels[i] != 0) all.Pixels[i] = numbers[map.Pixels[i]];
        }
        return new TypedNuclei(all, classes, maps, classes.Count - IdsIn(all).Count);
    }

    /// <summary>
    /// Nuclei from an instance map and a map of class numbers (CoNIC's layout). What counts for a class is decided pixel by pixel, as CoNIC's code does; a
    /// nucleus as a whole has the class of most of its pixels, the lower on ties.
    /// </summary>
    /// <param name="labels">The instance map.</param>
    /// <param name="numbers">0 without class, k for the class of index k - 1.</param>
    /// <param name="count">Number of classes.</param>
    /// <exception cref="ArgumentException">The maps differ in size, or a number is no class.</exception>
    public static TypedNuclei FromPixelClasses(LabelMap labels, LabelMap numbers, int count)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(numbers);
        if (labels.Width != numbers.Width || labels.Height != numbers.Height) throw new ArgumentException("the maps of nuclei and classes differ in size", nameof(numbers));
        var maps = new LabelMap[count];
        for (var index = 0; index < count; index++) maps[index] = new LabelMap(labels.Width, labels.Height);
        var votes = new Dictionary<int, int[]>();
        for (var i = 0; i < labels.Pixels.Length; i++)
        {
            int id = labels.Pixels[i], number = numbers.Pixels[i];
            if ((uint)number > (uint)count) throw new ArgumentException($"the class {number} is not in 0..{count}", nameof(numbers));
            if (id == 0 || number == 0) continue;
            maps[number - 1].Pixels[i] = id;
            (CollectionsMarshal.GetValueRefOrAddDefault(votes, id, out _) ??= new int[count])[number - 1]++;
        }
        var classes = votes.ToDictionary(vote => vote.Key, vote => Array.IndexOf(vote.Value, vote.Value.Max()));
        return new TypedNuclei(labels, classes, maps, 0);
    }

    /// <summary>The instance map of one class alone.</summary>
    public LabelMap MapOf(int classIndex)
    {
        if (_classMaps is not null) return (uint)classIndex < (uint)_classMaps.Count ? _classMaps[classIndex] : new LabelMap(Labels.Width, Labels.Height);
        var map = new LabelMap(Labels.Width, Labels.Height);
        for (var i = 0; i < map.Pixels.Length; i++)
        {
            var id = Labels.Pixels[i];
            if (id != 0 && Classes.TryGetValue(id, out var found) && found == classIndex) map.Pixels[i] = id;
        }
        return map;
    }

    /// <summary>Class numbers per pixel: 0 background, k the class of index k - 1, and one beyond the last class where a nucleus has none.</summary>
    /// <param name="count">Number of classes.</param>
    public LabelMap ToClassNumbers(int count)
    {
        var map = new LabelMap(Labels.Width, Labels.Height);
        for (var i = 0; i < map.Pixels.Length; i++)
        {
            var id = Labels.Pixels[i];
            if (id == 0) continue;
            var index = Classes.GetValueOrDefault(id, NoClass);
            map.Pixels[i] = (uint)index < (uint)count ? index + 1 : count + 1;
        }
        return map;
    }

    /// <summary>
    /// The nuclei that are left where originals take a map's lowest value for background (<c>np.unique(map)[1:]</c>): in a map without background the
    /// nucleus of the lowest id is lost.
    /// </summary>
    public TypedNuclei WithoutFirstWhereNoBackground()
    {
        if (_classMaps is not null) return FromClassMaps([.. _classMaps.Select(map => Without(map, FirstWhereNoBackground(map)))]);
        if (FirstWhereNoBackground(Labels) is not { } first) return this;
        return new TypedNuclei(Without(Labels, first), Classes.Where(entry => entry.Key != first).ToDictionary(),
            _places?.Where(entry => entry.Key != first).ToDictionary());
    }

    /// <summary>
    /// The nuclei where some pixels are unknown: these become background, and nuclei that may be left out as a whole go where most of their pixels are unknown.
    /// </summary>
    /// <param name="unknown">Not 0 where nothing is known; of the map's size.</param>
    /// <param name="wholeNuclei">Whether nuclei that lie there for the most part go altogether; else they lose those pixels only.</param>
    public TypedNuclei Outside(Raster<byte> unknown, bool wholeNuclei)
    {
        ArgumentNullException.ThrowIfNull(unknown);
        var areas = new Dictionary<int, (int Known, int Unknown)>();
        for (var i = 0; i < unknown.Pixels.Length; i++)
        {
            if (Labels.Pixels[i] == 0) continue;
            ref var area = ref CollectionsMarshal.GetValueRefOrAddDefault(areas, Labels.Pixels[i], out _);
            area = unknown.Pixels[i] == 0 ? (area.Known + 1, area.Unknown) : (area.Known, area.Unknown + 1);
        }
        bool IsLeft(int id) => !areas.TryGetValue(id, out var area) || (area.Known > 0 && (!wholeNuclei || area.Unknown <= area.Known));
        var map = new LabelMap(Labels.Width, Labels.Height);
        for (var i = 0; i < map.Pixels.Length; i++)
            if (unknown.Pixels[i] == 0 && Labels.Pixels[i] != 0 && IsLeft(Labels.Pixels[i])) map.Pixels[i] = Labels.Pixels[i];
        return new TypedNuclei(map, Classes.Where(entry => IsLeft(entry.Key)).ToDictionary(), _places?.Where(place => IsLeft(place.Key)).ToDictionary());
    }

    /// <summary>The nuclei on a canvas that is larger at the right and at the bottom.</summary>
    public TypedNuclei OnCanvas(int width, int height)
    {
        if (width == Labels.Width && height == Labels.Height) return this;
        return _classMaps is null
            ? new TypedNuclei(Grown(Labels, width, height), Classes, _places)
            : new TypedNuclei(Grown(Labels, width, height), Classes, [.. _classMaps.Select(map => Grown(map, width, height))], Hidden);
    }

    /// <summary>The ids of a map; a run of equal pixels is looked up once.</summary>
    private static HashSet<int> IdsIn(LabelMap map)
    {
        var ids = new HashSet<int>();
        var last = 0;
        foreach (var id in map.Pixels)
        {
            if (id == last) continue;
            last = id;
            if (id != 0) ids.Add(id);
        }
        return ids;
    }

    private static LabelMap Grown(LabelMap map, int width, int height)
    {
        var grown = new LabelMap(width, height);
        for (var row = 0; row < map.Height; row++) map.Raster.Row(row).CopyTo(grown.Raster.Row(row));
        return grown;
    }

    private static int? FirstWhereNoBackground(LabelMap map) => map.Pixels.Length == 0 || map.Pixels.Contains(0) ? null : map.Pixels.Min();

    private static LabelMap Without(LabelMap map, int? id) =>
        id is null ? map : new LabelMap(new Raster<int>(map.Width, map.Height, Array.ConvertAll(map.Pixels, pixel => pixel == id ? 0 : pixel)));

    private Dictionary<int, (double X, double Y)> Centroids()
    {
        var sums = new Dictionary<int, (long X, long Y, int Count)>();
        for (var row = 0; row < Labels.Height; row++)
        {
            var ids = Labels.Raster.Row(row);
            for (var column = 0; column < ids.Length; column++)
            {
                if (ids[column] == 0) continue;
                ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, ids[column], out _);
                sum = (sum.X + column, sum.Y + row, sum.Count + 1);
            }
        }
        return sums.ToDictionary(entry => entry.Key, entry => ((double)entry.Value.X / entry.Value.Count + 0.5, (double)entry.Value.Y / entry.Value.Count + 0.5));
    }
}
