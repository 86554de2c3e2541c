using Karyon.Tensors.Operations;

namespace Karyon.Learning.Losses;

/// <summary>One summand of a loss.</summary>
/// <param name="Name">Its name in logs, e.g. <c>hv.mse</c>.</param>
/// <param name="Weight">Its factor in the total.</param>
/// <param name="Value">Its value before weighting, a scalar.</param>
public sealed record LossTerm(string Name, double Weight, Value Value)
{
    /// <summary>What it adds to the total.</summary>
    public Value Weighted => Weight == 1 ? Value : Value * (float)Weight;
}
