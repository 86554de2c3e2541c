using Karyon.Learning.Models;
using Karyon.Tensors;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Checkpoints.Names;

/// <summary>Finds the parts of a network among a file's tensors by the ends of names, and by shapes. O(tensors) for each name asked for.</summary>
internal sealed class NameSearch
{
    private const int MostTensors = 20_000, MostPrefixes = 4, MostPlaces = 16;
    private readonly ICheckpoint _file;
    private readonly Dictionary<string, Shape> _shapes;

    public NameSearch(ICheckpoint file)
    {
        if (file.Entries.Count > MostTensors) throw new InvalidNetworkFileException($"{file.Name}: a file of {file.Entries.Count} tensors is no network that is known here");
        _file = file;
        _shapes = file.Entries.ToDictionary(entry => entry.Name, entry => entry.Shape, StringComparer.Ordinal);
    }

    /// <summary>The shape of a tensor; null: there is none of that name.</summary>
    public Shape? ShapeOf(string name) => _shapes.TryGetValue(name, out var shape) ? shape : null;

    /// <summary>All places where a part may be.</summary>
    /// <param name="part">The part.</param>
    /// <param name="needed">Ends of our names that must be there; the first is looked for.</param>
    /// <param name="fits">What must hold of a tensor of such an end; null: nothing.</param>
    public List<PartNames> Find(NamePart part, IReadOnlyList<string> needed, Func<string, Shape, bool>? fits = null)
    {
        var found = new List<PartNames>();
        foreach (var ways in part.Renames)
        {
            var first = NamePart.Rename(needed[0], ways);
            var prefixes = part.Prefix != NamePart.AnyPrefix
                ? [part.Prefix]
                : _file.Entries.Where(entry => EndsWith(entry.Name, first)).Select(entry => entry.Name[..^first.Length]);
            foreach (var prefix in prefixes)
            {
                // More than one is refused, so it is enough to know that there are many.
                if (found.Count == MostPlaces) return found;
                var place = new PartNames(part, prefix, ways);
                if (found.Exists(other => needed.All(rest => other.Of(rest) == place.Of(rest)))) continue;
                if (needed.All(rest => ShapeOf(place.Of(rest)) is { } shape && (fits is null || fits(rest, shape)))) found.Add(place);
            }
        }
        return found;
    }

    /// <summary>The only place of several; none, or more than one, is refused by name.</summary>
    public PartNames Only(NamePart part, IReadOnlyList<PartNames> places, IReadOnlyList<string> needed) => places.Count switch
    {
        1 => places[0],
        0 => throw Invalid($"no tensors are called {(part.Prefix == NamePart.AnyPrefix ? "..." : part.Prefix)}{string.Join(", ", needed.Take(MostPrefixes))}, as {Called(part)} has"),
        _ => throw Ambiguous(part, places, needed[0]),
    };

    /// <summary>Says that several places fit.</summary>
    public InvalidNetworkFileException Ambiguous(NamePart part, IReadOnlyList<PartNames> places, string rest) =>
        Invalid($"{Called(part)} may be {string.Join(" or ", places.Take(MostPrefixes).Select(place => place.Of(rest)))}{(places.Count > MostPrefixes ? $" or {places.Count - MostPrefixes} more" : "")}");

    /// <summary>Says what is wrong and that a map can mend it.</summary>
    public InvalidNetworkFileException Invalid(string what) => new($"{_file.Name}: {PrintableText.Of(what)}; say which with a name map (--names FILE)");

    private static string Called(NamePart part) => part.Ours.Length == 0 ? "the network" : $"the network's {part.Ours.TrimEnd('.')}";

    /// <summary>Whether a name is an end by itself, or has it after a dot or slash.</summary>
    private static bool EndsWith(string name, string end) =>
        name.EndsWith(end, StringComparison.Ordinal) && (name.Length == end.Length || name[^(end.Length + 1)] is '.' or '/');
}
