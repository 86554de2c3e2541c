namespace Karyon.Core.Metrics;

/// <summary>A true nucleus and a predicted one that share pixels.</summary>
/// <param name="Truth">Index into <see cref="ContingencyTable.TruthIds"/>.</param>
/// <param name="Prediction">Index into <see cref="ContingencyTable.PredictionIds"/>.</param>
/// <param name="Pixels">Shared pixels; at least 1.</param>
public readonly record struct Overlap(int Truth, int Prediction, int Pixels);
