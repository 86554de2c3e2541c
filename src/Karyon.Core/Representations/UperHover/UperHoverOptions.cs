namespace Karyon.Core.Representations.UperHover;

/// <summary>What the UperHover representation may be told.</summary>
public sealed record UperHoverOptions
{
    /// <summary>
    /// Published: blobs are 8-connected though the flood goes over edges alone, so a piece that hangs on a blob by a corner may be lost, and
    /// seeds of one level come in an order that hangs on the whole map. Corrected: blobs are connected as the flood is, and each is flooded by itself.
    /// </summary>
    public DecoderRule Rule { get; init; } = DecoderRule.Corrected;

    /// <summary>What counts as one nucleus in the targets.</summary>
    public HvSource Source { get; init; } = HvSource.Instances;

    /// <summary>What the targets' distances are divided by.</summary>
    public HvScaling Scaling { get; init; } = HvScaling.EachSide;

    /// <summary>Seeds of one blob lie at least this far apart along rows or columns, px; the card does not say how far.</summary>
    public int MinimumSeedDistance { get; init; } = 5;

    /// <summary>Levels of the flood per px of distance to the seed.</summary>
    public double Compactness { get; init; } = 0.01;

    /// <summary>Nuclei of fewer pixels are dropped from the result, px.</summary>
    public int MinimumArea { get; init; }

    /// <summary>What the model card says, in our reading.</summary>
    public static UperHoverOptions Published { get; } = new()
    {
        Rule = DecoderRule.Published, Source = HvSource.ClassComponents, Scaling = HvScaling.Farthest,
    };
}
