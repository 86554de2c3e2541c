namespace Karyon.Core.Metrics;

/// <summary>How well one class was found.</summary>
/// <param name="ClassIndex">The class.</param>
/// <param name="F1">0..1; null where the class occurs on neither side.</param>
public readonly record struct ClassF1(int ClassIndex, double? F1);
