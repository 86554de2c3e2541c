namespace Karyon.Core.Stains;

/// <summary>Amounts of the stains at a pixel, in units of optical density.</summary>
/// <param name="First">Hematoxylin.</param>
/// <param name="Second">Eosin.</param>
/// <param name="Residual">What neither explains.</param>
public readonly record struct StainAmounts(double First, double Second, double Residual);
