using System.Globalization;
using Karyon.Core.Nuclei;
using Karyon.Data.Codecs;

namespace Karyon.Data.Datasets;

/// <summary>
/// What class names of files mean in a scheme: its own names in any case, with <c>_</c>, <c>-</c> and blanks alike; numbers from 1; 0 is no class; and
/// names that a user maps. Immutable.
/// </summary>
public sealed class ClassNaming
{
    private const int Dropped = -2;

    private readonly Dictionary<string, int> _indices = new(StringComparer.Ordinal);

    /// <summary>The naming of a scheme.</summary>
    /// <param name="scheme">The classes.</param>
    /// <param name="map">
    /// Names of files (in any case) and what they stand for: a class of the scheme, <c>none</c> for no class, or <c>drop</c> for nuclei that are left out.
    /// </param>
    /// <exception cref="ArgumentException">A name stands for no class.</exception>
    public ClassNaming(ClassScheme scheme, IReadOnlyDictionary<string, string>? map = null) : this(scheme, Numbers(scheme), new Dictionary<string, int>(), map) { }

    /// <summary>The naming of classes that are joined to groups.</summary>
    /// <param name="grouping">The groups.</param>
    /// <param name="ungrouped">The classes that are joined, in the order of the grouping.</param>
    /// <param name="map">As of the other constructor.</param>
    /// <exception cref="ArgumentException">A name stands for no class.</exception>
    public ClassNaming(ClassGrouping grouping, ClassScheme ungrouped, IReadOnlyDictionary<string, string>? map = null) : this(
        (grouping ?? throw new ArgumentNullException(nameof(grouping))).Classes, grouping.GroupOfNumber,
        grouping.GroupOfName.Concat(ungrouped.Classes.Select((type, index) => KeyValuePair.Create(type.Name, grouping.GroupOfConsep[index]))), map)
    { }

    private ClassNaming(ClassScheme scheme, IReadOnlyList<int> numbers, IEnumerable<KeyValuePair<string, int>> further, IReadOnlyDictionary<string, string>? map)
    {
        Scheme = scheme;
        _indices["0"] = TypedNuclei.NoClass;
        for (var number = 1; number <= numbers.Count; number++) _indices[number.ToString(CultureInfo.InvariantCulture)] = numbers[number - 1];
        foreach (var (name, index) in further) _indices[Plain(name)] = index;
        for (var index = 0; index < scheme.Classes.Count; index++) _indices[Plain(scheme.Classes[index].Name)] = index;
        foreach (var (name, meaning) in map ?? new Dictionary<string, string>())
        {
            _indices[Plain(name)] = Plain(meaning) switch
            {
                "none" => TypedNuclei.NoClass,
                "drop" => Dropped,
                var other => _indices.TryGetValue(other, out var index) ? index : throw new ArgumentException($"'{meaning}' is no class; there are {Known}, none and drop", nameof(map)),
            };
        }
    }

    /// <summary>The classes.</summary>
    public ClassScheme Scheme { get; }

    private string Known => string.Join(", ", Scheme.Classes.Select(type => type.Name));

    /// <summary>Nuclei with class indices of the scheme.</summary>
    /// <param name="nuclei">Nuclei with class names.</param>
    /// <param name="source">What to call their file in errors.</param>
    /// <exception cref="InvalidFileException">A name means nothing here.</exception>
    public TypedNuclei Resolve(NamedNuclei nuclei, string source)
    {
        ArgumentNullException.ThrowIfNull(nuclei);
        var classes = new Dictionary<int, int>(nuclei.ClassNames.Count);
        HashSet<int>? dropped = null;
        foreach (var (id, name) in nuclei.ClassNames)
        {
            var index = IndexOf(name, source);
            if (index == Dropped) (dropped ??= []).Add(id);
            else classes.Add(id, index);
        }
        if (dropped is null) return new TypedNuclei(nuclei.Labels, classes, nuclei.Places);
        var labels = nuclei.Labels;
        for (var i = 0; i < labels.Pixels.Length; i++)
            if (dropped.Contains(labels.Pixels[i])) labels.Pixels[i] = 0;
        return new TypedNuclei(labels, classes, nuclei.Places?.Where(place => !dropped.Contains(place.Key)).ToDictionary());
    }

    /// <summary>Nuclei that have classes of another scheme, such as a data set's own, with class indices of this one.</summary>
    /// <exception cref="InvalidFileException">A class of them means nothing here.</exception>
    public TypedNuclei Resolve(TypedNuclei nuclei, ClassScheme theirs, string source)
    {
        ArgumentNullException.ThrowIfNull(nuclei);
        ArgumentNullException.ThrowIfNull(theirs);
        int[] indices = [.. theirs.Classes.Select(type => IndexOf(type.Name, source))];
        if (indices.SequenceEqual(Enumerable.Range(0, Scheme.Classes.Count))) return nuclei;
        var names = nuclei.Classes.Where(entry => entry.Value >= 0).ToDictionary(entry => entry.Key, entry => theirs.Classes[entry.Value].Name);
        return Resolve(new NamedNuclei(nuclei.Labels, names), source);
    }

    private int IndexOf(string name, string source) => _indices.TryGetValue(Plain(name), out var index) ? index
        : throw new InvalidFileException($"{source}: the class '{name}' is unknown; there are {Known} (--class-map \"{name}=CLASS\" says which it is, =none that it is none, =drop leaves it out)");

    private static int[] Numbers(ClassScheme scheme)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        return [.. Enumerable.Range(0, scheme.Classes.Count)];
    }

    private static string Plain(string name) => name.Trim().ToLowerInvariant().Replace('-', '_').Replace(' ', '_');
}
