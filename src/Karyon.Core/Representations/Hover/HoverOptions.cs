namespace Karyon.Core.Representations.Hover;

/// <summary>What the HoVer decoder may be told. The defaults are the published values.</summary>
public sealed record HoverOptions
{
    /// <summary>How maps are brought to a common scale.</summary>
    public HvNormalization Normalization { get; init; } = HvNormalization.Fixed;

    /// <summary>A pixel is nucleus where its probability is at least this, 0..1.</summary>
    public double ProbabilityThreshold { get; init; } = 0.5;

    /// <summary>A pixel of a nucleus is marker where the border signal is below this, 0..1. Higher makes markers larger and splits fewer nuclei.</summary>
    public double OverallThreshold { get; init; } = 0.4;

    /// <summary>Connected foreground of fewer pixels is dropped before anything else, px.</summary>
    public int MinimumBlobArea { get; init; } = 10;

    /// <summary>Markers of fewer pixels are dropped, px.</summary>
    public int MinimumMarkerArea { get; init; } = 10;

    /// <summary>Nuclei of fewer pixels are dropped from the result, px.</summary>
    public int MinimumArea { get; init; }
}
