namespace Karyon.Data.Pickles;

/// <summary>An object of a pickle that is kept as it was written and means nothing here.</summary>
/// <remarks>No record: it may hold itself, and records print and compare all they hold.</remarks>
/// <param name="type">Its type's name.</param>
/// <param name="arguments">What it was made with.</param>
public sealed class PickleObject(PickleGlobal type, IReadOnlyList<object?> arguments) : IPickleState
{
    /// <summary>Its type's name.</summary>
    public PickleGlobal Type => type;

    /// <summary>What it was made with.</summary>
    public IReadOnlyList<object?> Arguments => arguments;

    /// <summary>The state that it was given afterwards.</summary>
    public object? State { get; private set; }

    /// <inheritdoc/>
    public void SetState(object? state, PickleBytes bytes) => State = state;
}
