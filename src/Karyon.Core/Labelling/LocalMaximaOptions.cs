namespace Karyon.Core.Labelling;

/// <summary>What counts as a peak for <see cref="LocalMaxima"/>.</summary>
public sealed record LocalMaximaOptions
{
    /// <summary>Half the side of the window that a peak is the maximum of, px; peaks lie at least this far apart (Chebyshev).</summary>
    public int MinimumDistance { get; init; } = 1;

    /// <summary>A peak is above this; null for the least value of the image.</summary>
    public double? Threshold { get; init; }

    /// <summary>A peak is also above this share of the greatest value of the image.</summary>
    public double? RelativeThreshold { get; init; }

    /// <summary>Whether peaks nearer to the border than <see cref="MinimumDistance"/> are dropped.</summary>
    public bool ExcludeBorder { get; init; } = true;

    /// <summary>At most so many, the highest first; null for all.</summary>
    public int? MaximumCount { get; init; }
}
