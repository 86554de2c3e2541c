namespace Karyon.Learning.Checkpoints.Pickles;

/// <summary>All that a pickle of some kind may mention, and what its persistent ids stand for.</summary>
internal sealed class PickleWhitelist
{
    private readonly Dictionary<(string, string), PickleGlobal> _globals;

    /// <summary>Makes a list.</summary>
    /// <param name="globals">The names.</param>
    /// <param name="load">What a persistent id stands for (the id, and where the pickle stands); null: there may be none.</param>
    public PickleWhitelist(IEnumerable<PickleGlobal> globals, Func<object?, PickleBytes, object?>? load = null)
    {
        _globals = globals.ToDictionary(global => (global.Module, global.Name));
        Load = load;
    }

    public Func<object?, PickleBytes, object?>? Load { get; }

    /// <summary>The name's record, or null where it may not be mentioned.</summary>
    public PickleGlobal? Find(string module, string name) => _globals.GetValueOrDefault((module, name));
}
