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

    /// <summary>Whether classes are looked for in a folder's files, which have to be read for their names; sets of a kind have theirs anyway.</summary>
    public bool WithClasses { get; init; }

    /// <summary>Whether a folder's label images without a table of classes are maps of class numbers.</summary>
    public bool ClassMaps { get; init; }

    /// <summary>The value of unknown pixels in maps of class numbers.</summary>
    public int IgnoreValue { get; init; } = Core.Metrics.SemanticCounts.DefaultIgnoreValue;

    /// <summary>The classes of a folder in the order of their numbers; null: the names that its files have.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>Only this published split matters, so that the others may lack what it has; null: all. Items still say their split.</summary>
    public string? Split { get; init; }
}
