using Karyon.Learning.Models;
using Karyon.Learning.Training.Sampling;

namespace Karyon.Learning.Recipes;

/// <summary>The network of a recipe.</summary>
public sealed record ModelRecipe
{
    /// <summary>The contracting half, see <see cref="NetworkDescription.Encoder"/>.</summary>
    public string Encoder { get; init; } = "mobilenet_v2";

    /// <summary>Channels of the five decoder blocks, coarse to fine.</summary>
    public ValueList<int> Widths { get; init; } = [128, 96, 64, 32, 16];

    /// <summary>Pixel size that the network works at, µm.</summary>
    public double MicronsPerPixel { get; init; } = 0.25;

    /// <summary>Probability from which a pixel is nucleus.</summary>
    public double Threshold { get; init; } = 0.5;

    /// <summary>Nuclei of fewer pixels are dropped.</summary>
    public int MinimumAreaPx { get; init; } = 10;

    /// <summary>Licence of the weights that result.</summary>
    public string License { get; init; } = "unknown";

    /// <summary>ImageNet weights that the encoder starts from; empty: random.</summary>
    public string EncoderWeights { get; init; } = "";

    /// <summary>A network file that training goes on from; empty: none. It goes before <see cref="EncoderWeights"/>.</summary>
    public string StartWeights { get; init; } = "";

    /// <summary>The description of the network to build.</summary>
    /// <param name="name">Name of the weights.</param>
    public NetworkDescription Describe(string name) => new()
    {
        Name = name,
        Encoder = Encoder,
        Widths = Widths,
        MicronsPerPixel = MicronsPerPixel,
        Threshold = Threshold,
        MinimumAreaPx = MinimumAreaPx,
        License = License,
    };
}
