namespace Karyon.Core.Representations.ThresholdWatershed;

/// <summary>The names under which networks, targets and the decoder know the maps of HoVer-NeXt.</summary>
public static class ThresholdWatershedChannels
{
    /// <summary>Probability of "background"; as a target 0 or 1. The border of a nucleus is neither background nor interior.</summary>
    public const string Background = "background";

    /// <summary>Probability of "interior of a nucleus"; as a target 0 or 1.</summary>
    public const string Interior = "interior";
}
