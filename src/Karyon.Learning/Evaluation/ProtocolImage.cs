namespace Karyon.Learning.Evaluation;

/// <summary>One image's part in a report.</summary>
/// <param name="Name">The image.</param>
/// <param name="Figures">Its own figures; one that is null is not defined on it.</param>
/// <param name="Reason">Why it has none; null where it has.</param>
/// <param name="IsFailure">Whether it should have figures and has none.</param>
public sealed record ProtocolImage(string Name, IReadOnlyList<KeyValuePair<string, double?>> Figures, string? Reason = null, bool IsFailure = false);
