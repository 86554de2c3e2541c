namespace Karyon.Core.Representations.DistanceMaps;

/// <summary>What the distance map representation may be told. The defaults are the paper's where it says, else our reading.</summary>
public sealed record DistanceMapOptions
{
    /// <summary>What the targets are divided by.</summary>
    public DistanceScaling Scaling { get; init; } = DistanceScaling.NucleusMaximum;

    /// <summary>A pixel is nucleus where its probability is at least this, 0..1.</summary>
    public double ProbabilityThreshold { get; init; } = 0.5;

    /// <summary>
    /// Mean area of a nucleus, px, which the smoothing follows; null: that of the connected pieces of the map that is decoded, as the paper says. What
    /// is decoded in windows needs it given (<see cref="DistanceMapDecoder.MeanPieceArea(Rasters.Raster{float})"/>), or the result hangs on the window.
    /// </summary>
    public double? NucleusAreaPx { get; init; }

    /// <summary>Standard deviation of the smoothing as a share of the diameter of a disk of the mean area; the paper does not say how large.</summary>
    public double SigmaShare { get; init; } = 0.25;

    /// <summary>Least standard deviation of the smoothing, px.</summary>
    public double MinimumSigma { get; init; } = 0.5;

    /// <summary>Nuclei of fewer pixels are dropped, px.</summary>
    public int MinimumArea { get; init; } = 30;

    /// <summary>The authors' targets, and the decoder in our reading.</summary>
    public static DistanceMapOptions Published { get; } = new() { Scaling = DistanceScaling.ImageMaximum };
}
