namespace Karyon.Core.Representations.Hover;

/// <summary>Whose horizontal and vertical targets are made.</summary>
public enum HoverTargetRule
{
    /// <summary>Right at every border: each nucleus by its own centre and extents. The rule of this project's training.</summary>
    Clamped,

    /// <summary>
    /// hover_net's <c>gen_targets</c>: further 4-connected parts of an id count as nuclei of their own, nuclei of fewer than 30 px inside the crop get no
    /// distances, and neither do most nuclei within 2 px of the top or left border (its box begins at a negative index, which
    /// Python counts from the other end).
    /// </summary>
    HoverNet,

    /// <summary>HoVer-UNet's copy of <c>gen_targets</c>: the border slip of <see cref="HoverNet"/> without the other two steps.</summary>
    HoverUNet,
}
