using Karyon.Core.Contours;
using Karyon.Data.Codecs;

namespace Karyon.Data.Datasets;

/// <summary>How a result file of one image is read.</summary>
public sealed record NucleiFileOptions
{
    /// <summary>Columns of the image for formats that do not state them, px; 0: as far as the nuclei reach.</summary>
    public int Width { get; init; }

    /// <summary>Rows of the image for formats that do not state them, px; 0: as far as the nuclei reach.</summary>
    public int Height { get; init; }

    /// <summary>How polygons are filled, where the format does not fix it.</summary>
    public PolygonRasterizerRule Rule { get; init; } = PolygonRasterizerRule.PixelCentre;

    /// <summary>Whether classes are wanted; a label image then needs its table.</summary>
    public bool WithClasses { get; init; }

    /// <summary>Whether a label image without a table is a map of class numbers.</summary>
    public bool ClassMaps { get; init; }

    /// <summary>The value of unknown pixels in class maps; such pixels have no class.</summary>
    public int IgnoreValue { get; init; } = Karyon.Core.Metrics.SemanticCounts.DefaultIgnoreValue;

    /// <summary>Bounds on an image's size; null for the default.</summary>
    public DecodeLimits? Limits { get; init; }

    /// <summary>The map's size where polygons reach to a point.</summary>
    internal (int Width, int Height) SizeFor(double right, double bottom)
    {
        const double Largest = 1 << 20;
        return Width > 0 && Height > 0 ? (Width, Height) : ((int)Math.Clamp(Math.Ceiling(right) + 1, 1, Largest), (int)Math.Clamp(Math.Ceiling(bottom) + 1, 1, Largest));
    }
}
