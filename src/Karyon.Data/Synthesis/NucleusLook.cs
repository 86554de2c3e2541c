namespace Karyon.Data.Synthesis;

/// <summary>A nucleolus: a dark body in an open nucleus. Lengths in µm.</summary>
internal readonly record struct Nucleolus(double X, double Y, double Radius, double Strength);

/// <summary>How one nucleus is stained. Optical densities along the hematoxylin vector; lengths in µm.</summary>
internal sealed record NucleusLook
{
    /// <summary>Mean density of the body.</summary>
    public required double Darkness { get; init; }

    /// <summary>Contrast of the chromatin.</summary>
    public required double ClumpStrength { get; init; }

    /// <summary>Size of the chromatin's clumps.</summary>
    public required double ClumpScale { get; init; }

    /// <summary>Density that the membrane adds.</summary>
    public double Rim { get; init; }

    /// <summary>Width over which the edge fades: in focus or not.</summary>
    public double Softness { get; init; } = 0.3;

    /// <summary>Share of the eosin that the nucleus displaces.</summary>
    public double EosinLoss { get; init; } = 0.55;

    /// <summary>How clear the ring around the nucleus is, 0..1.</summary>
    public double Halo { get; init; }

    /// <summary>Where that ring ends, in relative radii; 1.3 or more.</summary>
    public double HaloReach { get; init; } = 1.3;

    /// <summary>Dark bodies inside.</summary>
    public IReadOnlyList<Nucleolus> Nucleoli { get; init; } = [];

    /// <summary>Draws the look of a cell from its own random numbers.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="openness">How vesicular the tumour of this tile is, 0..1.</param>
    public static NucleusLook Draw(PlacedCell cell, double openness)
    {
        var random = new CounterRandom(cell.Key, 6);
        var softness = random.Chance(0.2) ? random.Uniform(0.5, 1.0) : random.Uniform(0.25, 0.45);
        switch (cell.Kind)
        {
            case NucleusKind.Lymphocyte:
                return new NucleusLook
                {
                    Darkness = random.Normal(1.0, 0.15),
                    ClumpStrength = random.Uniform(0.25, 0.5),
                    ClumpScale = random.Uniform(1.0, 1.5),
                    Rim = random.Uniform(0.02, 0.25),
                    Softness = softness,
                    EosinLoss = 0.7,
                    Halo = random.Uniform(0.1, 0.6),
                    HaloReach = random.Uniform(1.3, 1.5),
                };
            case NucleusKind.Spindle:
                var pale = random.Chance(0.3);
                return new NucleusLook
                {
                    Darkness = pale ? random.Uniform(0.42, 0.6) : random.Uniform(0.66, 1.0),
                    ClumpStrength = random.Uniform(0.15, 0.35),
                    ClumpScale = random.Uniform(0.9, 1.4),
                    Rim = pale ? random.Uniform(0.15, 0.35) : 0.06,
                    Softness = softness,
                    EosinLoss = 0.5,
                    Halo = random.Chance(0.5) ? random.Uniform(0.05, 0.35) : 0,
                    HaloReach = 1.4,
                };
            case NucleusKind.Mitosis:
                return new NucleusLook { Darkness = 1.35, ClumpStrength = 0.3, ClumpScale = 0.9, Softness = 0.4, EosinLoss = 0.7, Halo = 0.35, HaloReach = 2.1 };
            default:
                return DrawTumour(cell.Outline, openness, ref random, softness);
        }
    }

    private static NucleusLook DrawTumour(Blob outline, double openness, ref CounterRandom random, double softness)
    {
        var open = Math.Clamp(openness + random.Normal(0, 0.2), 0, 1);
        var nucleoli = new List<Nucleolus>();
        var count = random.Chance(0.35 + 0.4 * open) ? 1 + random.Below(3) : 0;
        for (var i = 0; i < count; i++)
        {
            var (dx, dy) = random.Direction();
            var far = random.Uniform(0, 0.55) * outline.RadiusTowards(dx, dy);
            nucleoli.Add(new Nucleolus(outline.X + dx * far, outline.Y + dy * far, random.Uniform(0.45, i == 0 ? 1.1 : 0.7), random.Uniform(0.25, 0.55)));
        }
        return new NucleusLook
        {
            Darkness = (0.84 - 0.44 * open) * random.Normal(1, 0.16),
            ClumpStrength = random.Uniform(0.34, 0.6) + 0.45 * open,
            ClumpScale = random.Uniform(1.1, 1.9),
            Rim = (0.10 + 0.40 * open) * random.Uniform(0.7, 1.2),
            Softness = softness,
            EosinLoss = 0.45 + 0.25 * open,
            Halo = random.Chance(0.3) ? random.Uniform(0.05, 0.4) : 0,
            HaloReach = 1.3,
            Nucleoli = nucleoli,
        };
    }
}
