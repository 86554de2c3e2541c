namespace Karyon.Data.Pickles;

/// <summary>A value that a pickle gives a state to after it was made (opcode BUILD).</summary>
public interface IPickleState
{
    /// <summary>Takes the state.</summary>
    /// <param name="state">The state.</param>
    /// <param name="bytes">Where the pickle stands, for errors.</param>
    void SetState(object? state, PickleBytes bytes);
}
