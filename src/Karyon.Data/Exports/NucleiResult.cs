using Karyon.Core.Nuclei;

namespace Karyon.Data.Exports;

/// <summary>The nuclei of one image, as the exports write them. Coordinates are level-0 pixels, origin top left.</summary>
public sealed record NucleiResult
{
    /// <summary>The input's name, without folder and extension.</summary>
    public required string Name { get; init; }

    /// <summary>Columns of the image, px.</summary>
    public required int Width { get; init; }

    /// <summary>Rows of the image, px.</summary>
    public required int Height { get; init; }

    /// <summary>The nuclei in order of their ids; they share no pixel and lie inside the image.</summary>
    public required IReadOnlyList<Nucleus> Nuclei { get; init; }

    /// <summary>
    /// Instances that a published tool has in its instance map but makes no record of: the label image has them, the other files and the counts do not. Empty on our own road.
    /// </summary>
    public IReadOnlyList<Nucleus> MapOnly { get; init; } = [];

    /// <summary>Whether the nuclei were found as a published tool finds them, so that hover_net's JSON holds what that tool writes for a tile.</summary>
    public bool IsPublished { get; init; }

    /// <summary>What the nuclei's class indices mean.</summary>
    public required ClassScheme Scheme { get; init; }

    /// <summary>Pixel size, µm per level-0 pixel.</summary>
    public required double MicronsPerPixel { get; init; }

    /// <summary>SHA-256 of the input file in lower-case hex, or null; it makes the ids of GeoJSON features differ between inputs.</summary>
    public string? InputSha256 { get; init; }

    /// <summary>Area of one pixel, µm².</summary>
    public double PixelAreaUm2 => MicronsPerPixel * MicronsPerPixel;

    /// <summary>The nuclei and what is in the instance map alone.</summary>
    public IReadOnlyList<Nucleus> Instances => MapOnly.Count == 0 ? Nuclei : [.. Nuclei, .. MapOnly];

    /// <summary>The class of a nucleus.</summary>
    public NucleusClass ClassOf(Nucleus nucleus)
    {
        ArgumentNullException.ThrowIfNull(nucleus);
        return Scheme.Classes[nucleus.ClassIndex];
    }
}
