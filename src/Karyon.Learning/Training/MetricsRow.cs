namespace Karyon.Learning.Training;

/// <summary>The figures of one step in <c>metrics.csv</c>, a line each.</summary>
/// <param name="Step">Steps taken.</param>
/// <param name="Name">Column group: <c>train</c> or <c>validation</c>.</param>
/// <param name="Values">Figures by name.</param>
public sealed record MetricsRow(long Step, string Name, IReadOnlyList<(string Name, double Value)> Values);
