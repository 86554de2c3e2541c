namespace Karyon.Core.Metrics;

/// <summary>A true point and the predicted one assigned to it.</summary>
/// <param name="Truth">Index of the true point.</param>
/// <param name="Prediction">Index of the predicted point.</param>
/// <param name="Distance">Euclidean distance, px.</param>
public readonly record struct PointMatch(int Truth, int Prediction, double Distance);
