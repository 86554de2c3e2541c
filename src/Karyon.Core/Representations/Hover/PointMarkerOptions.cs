namespace Karyon.Core.Representations.Hover;

/// <summary>How points are turned into masks; lengths and areas in pixels of the maps, meant for 0.25 µm.</summary>
public sealed record PointMarkerOptions
{
    /// <summary>Probability from which a pixel is nucleus.</summary>
    public double Threshold { get; init; } = 0.5;

    /// <summary>Radius of a point's marker.</summary>
    public int MarkerRadius { get; init; } = 3;

    /// <summary>A pixel farther from its point than this makes part of the mask doubtful.</summary>
    public int Reach { get; init; } = 40;

    /// <summary>Masks of fewer pixels are doubtful.</summary>
    public int Smallest { get; init; } = 40;

    /// <summary>Masks of more pixels are doubtful.</summary>
    public int Largest { get; init; } = 5200;

    /// <summary>Around a point that the model missed, the radius that is searched with a threshold of its own.</summary>
    public int MissedRadius { get; init; } = 16;

    /// <summary>Least probability near a missed point for a mask to be tried.</summary>
    public double MissedProbability { get; init; } = 0.12;

    /// <summary>Pixels at the border of every mask that count as unknown in the loss: outlines are the least sure part.</summary>
    public int DoubtfulBorder { get; init; }
}
