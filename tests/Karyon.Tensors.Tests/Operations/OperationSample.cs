using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Tests.Operations;

/// <summary>An operation with operands that fit it, and some that do not.</summary>
internal sealed record OperationSample(Operation Operation, params IReadOnlyList<SampleInput> Inputs)
{
    /// <summary>Writes the operation down on its operands.</summary>
    public Func<Value[], Value> Build { get; init; } = null!;

    /// <summary>Operands that the shape rule must refuse.</summary>
    public IReadOnlyList<Shape[]> Misfits { get; init; } = [];

    /// <summary>Whether its own gradient is stated not to be built.</summary>
    public bool LacksGradient { get; init; }

    public Value Write(Value[] inputs) => Build is null ? new Value(Operation, inputs) : Build(inputs);

    public override string ToString() => $"{Operation} on {string.Join(", ", Inputs.Select(input => input.Shape))}";
}
