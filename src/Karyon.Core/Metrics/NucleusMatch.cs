namespace Karyon.Core.Metrics;

/// <summary>A true nucleus and the predicted one that counts as found for it.</summary>
/// <param name="TruthId">Id in the truth's map.</param>
/// <param name="PredictionId">Id in the prediction's map.</param>
/// <param name="Iou">Intersection over union, (0, 1].</param>
public readonly record struct NucleusMatch(int TruthId, int PredictionId, double Iou);
