using Karyon.Learning.Models;

namespace Karyon.Learning.Training;

/// <summary>Scores a network on validation data; higher is better. Called with the averaged weights, in evaluation mode.</summary>
/// <returns>Figures by name, the first of which decides what is best.</returns>
public delegate IReadOnlyList<(string Name, double Value)> Validation(HoverUNet network);
