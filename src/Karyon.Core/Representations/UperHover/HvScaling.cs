namespace Karyon.Core.Representations.UperHover;

/// <summary>What the distances to a nucleus's centre are divided by.</summary>
public enum HvScaling
{
    /// <summary>
    /// Each side of the centre by its own greatest distance, as HoVer-Net: maps reach -1 and 1 at every border, so that touching nuclei part by the same jump.
    /// </summary>
    EachSide,

    /// <summary>Both sides by the greater of the two (our reading of the UperHover card).</summary>
    Farthest,
}
