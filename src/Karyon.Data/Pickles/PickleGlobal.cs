namespace Karyon.Data.Pickles;

/// <summary>A name that a pickle may mention. It stands for a record of ours; no code of the name's owner ever runs.</summary>
/// <param name="Module">Python module.</param>
/// <param name="Name">Name in it.</param>
/// <param name="Make">What calling it makes; null: it is only mentioned, never called.</param>
public sealed record PickleGlobal(string Module, string Name, Func<PickleCall, object?>? Make = null)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Module}.{Name}";
}
