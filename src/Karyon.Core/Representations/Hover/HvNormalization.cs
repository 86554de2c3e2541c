namespace Karyon.Core.Representations.Hover;

/// <summary>How the horizontal and vertical maps and their derivatives are brought to a common scale.</summary>
public enum HvNormalization
{
    /// <summary>
    /// By constants: the maps from [-1, 1], the Sobel responses from the range that they take at nuclei. A pixel's result depends on
    /// its surroundings alone, not on the tile that is passed.
    /// </summary>
    Fixed,

    /// <summary>
    /// By the least and greatest value of the map that is passed, as the published code does (hover_net's <c>__proc_np_hv</c>, pixel for pixel).
    /// </summary>
    Published,
}
