using Karyon.Core.Metrics;

namespace Karyon.Learning.Evaluation;

/// <summary>How a typed protocol is run. What is null follows from <see cref="Form"/>.</summary>
public sealed record ProtocolOptions
{
    /// <summary>Bootstrap resamples over images; 1 or more.</summary>
    public int Resamples { get; init; } = 1000;

    /// <summary>Names the stream of the bootstrap's draws.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whose form of the figures.</summary>
    public MetricForm Form { get; init; } = MetricForm.Exact;

    /// <summary>What an image without nuclei on either side counts in an average over images; published: as CoNIC, 0.</summary>
    public EmptyImageRule? BothEmpty { get; init; }

    /// <summary>Whether an image without nuclei on a side gets HoVer-Net's dummy point there; published: yes.</summary>
    public bool? DummyPoints { get; init; }

    /// <summary>Whether in a map without background the nucleus of the lowest id is lost, as in the originals; published: yes.</summary>
    public bool? LoseFirstWithoutBackground { get; init; }

    /// <summary>Whether every true nucleus has a class; if not, pairs of a true nucleus without class are no errors of classification.</summary>
    public bool Exhaustive { get; init; } = true;

    /// <summary>Largest distance of a pair of points, px; null: 12 px at 0.25 µm, scaled to the image's pixel size; published: 12 px whatever the pixel size.</summary>
    public double? RadiusPx { get; init; }

    /// <summary>Pixel size of all images, µm; null: what is stated.</summary>
    public double? MicronsPerPixel { get; init; }

    /// <summary>The value of unknown pixels in class maps.</summary>
    public int IgnoreValue { get; init; } = SemanticCounts.DefaultIgnoreValue;

    /// <summary>How the truth's polygons became pixels, as reports name it.</summary>
    public string TruthRule { get; init; } = "labels as given";

    /// <summary><see cref="LoseFirstWithoutBackground"/> with its default.</summary>
    public bool LosesFirst => LoseFirstWithoutBackground ?? Form == MetricForm.Published;
}
