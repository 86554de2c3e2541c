using Karyon.Core.Contours;

namespace Karyon.Data.Datasets;

/// <summary>How annotations become instance maps. Figures are comparable only under the same options.</summary>
public sealed record DatasetOptions
{
    /// <summary>Which form of the annotation is read where there are several.</summary>
    public TruthSource Truth { get; init; } = TruthSource.Automatic;

    /// <summary>The rule by which polygons are filled.</summary>
    public PolygonRasterizerRule PolygonRule { get; init; } = PolygonRasterizerRule.PixelCentre;

    /// <summary>Who keeps a pixel that several polygons or masks cover.</summary>
    public PolygonRasterizerOverlap Overlap { get; init; } = PolygonRasterizerOverlap.FirstWins;

    /// <summary>Only this published split matters, so that the others may lack what it has; null: all. Items still say their split.</summary>
    public string? Split { get; init; }
}
