using Karyon.Cli.Inputs;
using Karyon.Core.Nuclei;
using Karyon.Data.Slides;

namespace Karyon.Cli.Segmentation;

/// <summary>What became of one input.</summary>
/// <param name="Input">The image.</param>
/// <param name="State">What became of it.</param>
internal sealed record InputOutcome(InputImage Input, InputState State)
{
    /// <summary>Why it failed, in one line.</summary>
    public string? Error { get; init; }

    /// <summary>Columns, px.</summary>
    public int Width { get; init; }

    /// <summary>Rows, px.</summary>
    public int Height { get; init; }

    /// <summary>The pixel size that was used.</summary>
    public StatedPixelSize? PixelSize { get; init; }

    /// <summary>Nuclei per class.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> Counts { get; init; } = [];

    /// <summary>Seconds per stage.</summary>
    public StageTimes Times { get; init; } = StageTimes.None;

    /// <summary>The files that were written.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Area of the image, mm²; 0 where it is unknown.</summary>
    public double AreaMm2 => PixelSize is null ? 0 : (double)Width * Height * PixelSize.MicronsPerPixel * PixelSize.MicronsPerPixel * 1e-6;

    /// <summary>Nuclei per class of a result.</summary>
    public static IReadOnlyList<KeyValuePair<string, int>> PerClass(ClassScheme scheme, IReadOnlyList<int> counts) =>
        [.. scheme.Classes.Select((item, index) => new KeyValuePair<string, int>(item.Name, counts[index]))];
}
