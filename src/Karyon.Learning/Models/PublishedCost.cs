namespace Karyon.Learning.Models;

/// <summary>What is published of an architecture's size.</summary>
/// <param name="Parameters">Trained elements, by the original's code or card.</param>
/// <param name="GigaMacs">Thousands of millions of multiply-accumulates, as the HoVer-UNet paper prints them (<see cref="LayerCosts.CountedAsHoverUNet"/>); null: it has none.</param>
public sealed record PublishedCost(long Parameters, double? GigaMacs = null);
