namespace Karyon.Core.Metrics;

/// <summary>An image's part in a PanNuke evaluation.</summary>
/// <param name="Fold">The fold, or 0.</param>
/// <param name="Tissue">The tissue as the data set spells it.</param>
/// <param name="Scores">Its figures.</param>
public sealed record PanNukeImage(int Fold, string Tissue, PanNukeScores Scores);
