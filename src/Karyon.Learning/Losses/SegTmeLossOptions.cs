namespace Karyon.Learning.Losses;

/// <summary>What <see cref="SegTmeLoss"/> may be told; the defaults are the model card's.</summary>
public sealed record SegTmeLossOptions
{
    /// <summary>Weight of the distance maps against the semantic map (the card's lambda).</summary>
    public double Lambda { get; init; } = 1;

    /// <summary>Weight of the squared error inside the distance maps' part.</summary>
    public double HvMse { get; init; } = 1;

    /// <summary>Weight of the squared error of gradients inside the distance maps' part.</summary>
    public double HvMsge { get; init; } = 2;

    /// <summary>Which axes the gradients are taken along; the card does not say.</summary>
    public GradientAxes Msge { get; init; } = GradientAxes.Corrected;
}
