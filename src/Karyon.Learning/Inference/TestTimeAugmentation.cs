namespace Karyon.Learning.Inference;

/// <summary>In how many orientations each tile is shown to the network; the maps are averaged.</summary>
public enum TestTimeAugmentation
{
    /// <summary>As it is.</summary>
    None,

    /// <summary>As it is, mirrored left to right, top to bottom, and both: 4 runs.</summary>
    Flips,

    /// <summary>All eight symmetries of the square: 8 runs.</summary>
    D4,
}
