using Karyon.Cli.Inputs;
using Karyon.Data.Exports;
using Karyon.Learning.Inference;

namespace Karyon.Cli.Segmentation;

/// <summary>What the user asks <c>segment</c> for, checked.</summary>
internal sealed record SegmentRequest
{
    /// <summary>The images, each with a name of its own.</summary>
    public required IReadOnlyList<InputImage> Inputs { get; init; }

    /// <summary>Where results go.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>The files to write for each image.</summary>
    public required IReadOnlyList<ResultFormat> Formats { get; init; }

    /// <summary>Pixel size that overrides what files say, µm; null: none.</summary>
    public double? MicronsPerPixel { get; init; }

    /// <summary>Weights by name or file; null: the default.</summary>
    public string? Model { get; init; }

    /// <summary>Threads; 1 or more.</summary>
    public required int Threads { get; init; }

    /// <summary>How images are cut and shown to the network.</summary>
    public required SegmentationOptions Options { get; init; }

    /// <summary>Whether images are segmented as the published tools do it.</summary>
    public bool Published { get; init; }

    /// <summary>The step of a published grid, px; null: the tool's.</summary>
    public int? StepPx { get; init; }

    /// <summary>Whether existing results are made anew.</summary>
    public bool Force { get; init; }

    /// <summary>The options that decide what a result holds, by their names on the command line, for provenance.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Stated { get; init; }
}
