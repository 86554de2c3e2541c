namespace Karyon.Core.Representations.DistanceMaps;

/// <summary>What the distances to the border of a nucleus are divided by.</summary>
public enum DistanceScaling
{
    /// <summary>By the greatest distance of the nucleus: every nucleus reaches 1, whatever else the image holds.</summary>
    NucleusMaximum,

    /// <summary>
    /// By the greatest distance of the image, as the authors' public tool: a nucleus's target hangs on the largest one of the image, which a
    /// network that sees a crop cannot know.
    /// </summary>
    ImageMaximum,

    /// <summary>Not at all: px.</summary>
    Pixels,
}
