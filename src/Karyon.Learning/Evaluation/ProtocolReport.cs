using Karyon.Core.Metrics;

namespace Karyon.Learning.Evaluation;

/// <summary>The outcome of a typed protocol.</summary>
/// <param name="Protocol">Its name.</param>
/// <param name="Predictions">What was evaluated.</param>
/// <param name="Dataset">Against what.</param>
/// <param name="Options">How.</param>
/// <param name="Classes">Names of the classes.</param>
/// <param name="Images">Each image, in the data set's order, skipped and failed ones with their reason.</param>
/// <param name="Figures">The figures over the images that count, with 95 % bootstrap intervals.</param>
/// <param name="Notes">Conventions in force, and what was left out, counted.</param>
public sealed record ProtocolReport(
    string Protocol, string Predictions, string Dataset, ProtocolOptions Options, IReadOnlyList<string> Classes,
    IReadOnlyList<ProtocolImage> Images, IReadOnlyList<NamedEstimate> Figures, IReadOnlyList<string> Notes)
{
    /// <summary>Number of images that were measured.</summary>
    public int Count => Images.Count(image => image.Reason is null);

    /// <summary>Images that have no figure by their nature.</summary>
    public IReadOnlyList<ProtocolImage> Skipped => [.. Images.Where(image => image is { Reason: not null, IsFailure: false })];

    /// <summary>Images that could not be measured though they should have been.</summary>
    public IReadOnlyList<ProtocolImage> Failed => [.. Images.Where(image => image.IsFailure)];
}
