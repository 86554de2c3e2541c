namespace Karyon.Data.Pickles;

/// <summary>A dictionary of a pickle: its pairs in the order in which they were set. Keys are not compared while it is read.</summary>
public sealed class PickleDictionary
{
    private readonly List<KeyValuePair<object?, object?>> _items = [];

    /// <summary>The pairs, in the order in which they were set.</summary>
    public IReadOnlyList<KeyValuePair<object?, object?>> Items => _items;

    internal void Add(object? key, object? value) => _items.Add(new(key, value));

    /// <summary>The last value that a text names; null where there is none.</summary>
    public object? this[string key]
    {
        get
        {
            for (var i = Items.Count - 1; i >= 0; i--)
                if (Items[i].Key is string text && text == key) return Items[i].Value;
            return null;
        }
    }
}
