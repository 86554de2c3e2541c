namespace Karyon.Core.Representations.DistanceMaps;

/// <summary>The names under which networks, losses, targets and the decoder know the maps of the two-stage U-Net.</summary>
public static class DistanceMapChannels
{
    /// <summary>Probability of "nucleus"; as a target 0 or 1.</summary>
    public const string Probability = "np";

    /// <summary>Distance to the nucleus's border, in the unit of <see cref="DistanceScaling"/>, 0 outside.</summary>
    public const string Distance = "distance";
}
