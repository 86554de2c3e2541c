namespace Karyon.Learning.Models;

/// <summary>The square tiles that a network wants.</summary>
/// <param name="Side">The side that it was trained on, px.</param>
/// <param name="Step">What any side must be divisible by, px.</param>
public sealed record TileDemand(int Side, int Step);
