namespace Karyon.Learning.Training;

/// <summary>Sums over the steps since the last row of <c>metrics.csv</c>; kept with a checkpoint, so that the next row has the mean of all its steps.</summary>
/// <param name="Steps">How many steps.</param>
/// <param name="Loss">Sum of the losses.</param>
/// <param name="GradientNorm">Sum of the gradients' norms.</param>
/// <param name="Terms">Sum of each of the loss's terms, in their order.</param>
public sealed record MeterSums(int Steps, double Loss, double GradientNorm, IReadOnlyList<double> Terms);
