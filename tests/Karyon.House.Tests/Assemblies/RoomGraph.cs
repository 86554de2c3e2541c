namespace Karyon.House.Tests.Assemblies;

/// <summary>Which rooms import which, and over which others.</summary>
internal sealed class RoomGraph(IEnumerable<(string From, string To)> imports)
{
    private readonly ILookup<string, string> _imports = imports.Distinct().ToLookup(import => import.From, import => import.To, StringComparer.Ordinal);

    /// <summary>Whether a room imports another, directly or over any number of rooms.</summary>
    public bool Leads(string from, string to)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([from]);
        while (open.TryPop(out var room))
            foreach (var next in _imports[room])
            {
                if (next == to) return true;
                if (seen.Add(next)) open.Push(next);
            }
        return false;
    }
}
