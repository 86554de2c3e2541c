namespace Karyon.Learning.Checkpoints.Pickles;

/// <summary>A dictionary of a pickle: its pairs in the order in which they were set. Keys are not compared while it is read.</summary>
internal sealed class PickleDictionary
{
    public List<KeyValuePair<object?, object?>> Items { get; } = [];

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
