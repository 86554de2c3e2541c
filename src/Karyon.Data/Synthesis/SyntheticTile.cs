using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;

namespace Karyon.Data.Synthesis;

/// <summary>A synthetic H&amp;E image with its exact truth.</summary>
public sealed class SyntheticTile
{
    /// <summary>The image.</summary>
    public required Raster<Rgb> Image { get; init; }

    /// <summary>The truth: ids 1..n without gaps; each nucleus is one 4-connected component. Where nuclei overlap, the upper one owns the pixels.</summary>
    public required LabelMap Labels { get; init; }

    /// <summary>The class of each nucleus, an index into <see cref="Scheme"/>: <c>ClassIndices[id - 1]</c>.</summary>
    public required IReadOnlyList<int> ClassIndices { get; init; }

    /// <summary>Pixel size, µm per pixel.</summary>
    public required double MicronsPerPixel { get; init; }

    /// <summary>The classes of the generator: neoplastic, inflammatory, connective, with the names and colours of PanNuke.</summary>
    public static ClassScheme Scheme { get; } = new("synthetic",
    [
        new NucleusClass("neoplastic", new Rgb(255, 0, 0)),
        new NucleusClass("inflammatory", new Rgb(0, 255, 0)),
        new NucleusClass("connective", new Rgb(0, 0, 255)),
    ]);
}
