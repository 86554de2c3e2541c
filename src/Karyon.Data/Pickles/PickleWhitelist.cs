namespace Karyon.Data.Pickles;

/// <summary>All that a pickle of some kind may mention, and what its persistent ids stand for.</summary>
public sealed class PickleWhitelist
{
    private readonly Dictionary<(string, string), PickleGlobal> _globals;

    /// <summary>Makes a list.</summary>
    /// <param name="globals">The names.</param>
    /// <param name="reads">What the list allows, and how else to save, after "only".</param>
    /// <param name="load">What a persistent id stands for (the id, and where the pickle stands); null: there may be none.</param>
    public PickleWhitelist(IEnumerable<PickleGlobal> globals, string reads, Func<object?, PickleBytes, object?>? load = null)
    {
        _globals = globals.ToDictionary(global => (global.Module, global.Name));
        (Reads, Load) = (reads, load);
    }

    /// <summary>What the list allows, and how else to save, for refusals.</summary>
    public string Reads { get; }

    /// <summary>What a persistent id stands for; null: there may be none.</summary>
    public Func<object?, PickleBytes, object?>? Load { get; }

    /// <summary>The name's record, or null where it may not be mentioned.</summary>
    public PickleGlobal? Find(string module, string name) => _globals.GetValueOrDefault((module, name));
}
