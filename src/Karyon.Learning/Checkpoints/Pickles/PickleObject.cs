namespace Karyon.Learning.Checkpoints.Pickles;

/// <summary>An object of a pickle that is kept as it was written and means nothing here.</summary>
/// <param name="Type">Its type's name.</param>
/// <param name="Arguments">What it was made with.</param>
internal sealed record PickleObject(PickleGlobal Type, IReadOnlyList<object?> Arguments) : IPickleState
{
    /// <summary>The state that it was given afterwards.</summary>
    public object? State { get; private set; }

    public void SetState(object? state, PickleBytes bytes) => State = state;
}
