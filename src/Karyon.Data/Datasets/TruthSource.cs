namespace Karyon.Data.Datasets;

/// <summary>Which of several published forms of the same annotation becomes the instance map.</summary>
public enum TruthSource
{
    /// <summary>The label image where there is one, else the polygons.</summary>
    Automatic,

    /// <summary>Label images only.</summary>
    LabelImages,

    /// <summary>Polygons only, filled by <see cref="DatasetOptions.PolygonRule"/>.</summary>
    Polygons,
}
