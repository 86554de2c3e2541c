using Karyon.Core.Nuclei;
using Karyon.Data.Exports;
using Karyon.Learning.Inference;

namespace Karyon.Cli.Segmentation;

/// <summary>What was found in an image.</summary>
/// <param name="Nuclei">The nuclei by id.</param>
/// <param name="Timings">Seconds per stage.</param>
internal sealed record FoundNuclei(IReadOnlyList<Nucleus> Nuclei, SegmentationTimings Timings)
{
    /// <summary>Instances that are in the instance map alone.</summary>
    public IReadOnlyList<Nucleus> MapOnly { get; init; } = [];

    /// <summary>Our own tiles; null where there were none.</summary>
    public TileGrid? Tiles { get; init; }

    /// <summary>The published grid; null on our own road.</summary>
    public PublishedRun? Published { get; init; }
}
