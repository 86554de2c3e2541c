namespace Karyon.Core.Contours;

/// <summary>Who keeps a pixel that several polygons cover.</summary>
public enum PolygonRasterizerOverlap
{
    /// <summary>The polygon that comes first.</summary>
    FirstWins,

    /// <summary>The polygon that comes last.</summary>
    LastWins,
}
