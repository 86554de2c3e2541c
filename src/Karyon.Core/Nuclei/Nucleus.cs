using Karyon.Core.Rasters;

namespace Karyon.Core.Nuclei;

/// <summary>One nucleus as a decoder found it, in level-0 pixel coordinates. Immutable.</summary>
public sealed record Nucleus
{
    /// <summary>Number within its result, from 1, in raster order of the owners' windows.</summary>
    public required int Id { get; init; }

    /// <summary>Its pixels.</summary>
    public required PixelMask Mask { get; init; }

    /// <summary>Column of the centroid, px, with pixel centres at +0.5.</summary>
    public required double CentroidX { get; init; }

    /// <summary>Row of the centroid, px, with pixel centres at +0.5.</summary>
    public required double CentroidY { get; init; }

    /// <summary>Index into the scheme of classes; 0 where the model has no types (one class, "nucleus").</summary>
    public int ClassIndex { get; init; }

    /// <summary>Share of the nucleus's pixels that voted for its class, 0..1; for untyped models the mean probability of "nucleus".</summary>
    public double Probability { get; init; }

    /// <summary>Number of pixels.</summary>
    public int AreaPx => Mask.Area;

    /// <summary>The smallest window that holds the nucleus.</summary>
    public Rect Bounds => Mask.Bounds;
}
