namespace Karyon.Core.Representations.UperHover;

/// <summary>What counts as one nucleus when horizontal and vertical distances are made.</summary>
public enum HvSource
{
    /// <summary>The instances of the truth.</summary>
    Instances,

    /// <summary>
    /// The 8-connected components of each class of the semantic map, as the UperHover card synthesises them. Touching nuclei of one class become one:
    /// what is learnt from such targets does not part them.
    /// </summary>
    ClassComponents,

    /// <summary>The 8-connected components of all classes together: touching nuclei of any class become one.</summary>
    ForegroundComponents,
}
