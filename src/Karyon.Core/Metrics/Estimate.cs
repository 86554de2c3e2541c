namespace Karyon.Core.Metrics;

/// <summary>A figure over images and how sure it is.</summary>
/// <param name="Value">The figure, e.g. the mean over images; NaN where there is no image.</param>
/// <param name="Interval95">Its 95 % bootstrap interval over images; NaN where there is no image.</param>
public readonly record struct Estimate(double Value, Interval Interval95);
