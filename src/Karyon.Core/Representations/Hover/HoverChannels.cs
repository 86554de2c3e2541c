namespace Karyon.Core.Representations.Hover;

/// <summary>The names under which networks, losses, targets and the decoder know the HoVer maps.</summary>
public static class HoverChannels
{
    /// <summary>Probability of "nucleus"; as a target 0 or 1.</summary>
    public const string Probability = "np";

    /// <summary>Horizontal distance to the nucleus's centre, -1 (left) to 1.</summary>
    public const string Horizontal = "h";

    /// <summary>Vertical distance to the nucleus's centre, -1 (top) to 1.</summary>
    public const string Vertical = "v";
}
