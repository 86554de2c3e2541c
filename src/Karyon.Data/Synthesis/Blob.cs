namespace Karyon.Data.Synthesis;

/// <summary>
/// A closed smooth outline: an ellipse whose radius is modulated by the harmonics 2 to 5 of the angle, optionally bent and
/// tapered. Cosines of multiples of the angle come from the addition theorem, so no transcendental function is needed.
/// Lengths are in µm.
/// </summary>
internal readonly record struct Blob
{
    /// <summary>Centre, µm.</summary>
    public required double X { get; init; }

    /// <summary>Centre, µm.</summary>
    public required double Y { get; init; }

    /// <summary>Half the long axis, µm.</summary>
    public required double Long { get; init; }

    /// <summary>Half the short axis, µm.</summary>
    public required double Short { get; init; }

    /// <summary>Unit vector along the long axis.</summary>
    public required (double X, double Y) Axis { get; init; }

    /// <summary>How far the ends turn aside, in units of the short half axis.</summary>
    public double Bend { get; init; }

    /// <summary>How pointed the ends are, 0 (ellipse) to 0.8 (spindle).</summary>
    public double Taper { get; init; }

    private (double C2, double S2, double C3, double S3, double C4, double S4, double C5, double S5) Harmonics { get; init; }

    /// <summary>The largest distance from the centre to the outline, µm (an upper bound).</summary>
    public double Reach => Long * 1.35 + Math.Abs(Bend) * Short;

    /// <summary>The same outline with random harmonics of a strength (0 smooth, 0.1 irregular).</summary>
    public Blob Roughened(ref CounterRandom random, double strength) => this with
    {
        Harmonics = (random.Normal(0, strength * 0.5), random.Normal(0, strength * 0.5),
            random.Normal(0, strength * 0.55), random.Normal(0, strength * 0.55),
            random.Normal(0, strength * 0.35), random.Normal(0, strength * 0.35),
            random.Normal(0, strength * 0.25), random.Normal(0, strength * 0.25)),
    };

    /// <summary>The relative radius of a place: 0 at the centre, 1 on the outline, above 1 outside.</summary>
    public double Rho(double x, double y)
    {
        double dx = x - X, dy = y - Y;
        double u = (dx * Axis.X + dy * Axis.Y) / Long, v = (dy * Axis.X - dx * Axis.Y) / Short;
        v += Bend * (u * u - 0.4);
        if (Taper > 0) v /= Math.Max(0.2, 1 - Taper * u * u);
        var radius = Math.Sqrt(u * u + v * v);
        if (radius < 1e-9) return 0;
        double c = u / radius, s = v / radius;
        double c2 = c * c - s * s, s2 = 2 * c * s, c3 = c2 * c - s2 * s, s3 = s2 * c + c2 * s;
        double c4 = c2 * c2 - s2 * s2, s4 = 2 * c2 * s2, c5 = c4 * c - s4 * s, s5 = s4 * c + c4 * s;
        var (h2, g2, h3, g3, h4, g4, h5, g5) = Harmonics;
        var wobble = 1 + h2 * c2 + g2 * s2 + h3 * c3 + g3 * s3 + h4 * c4 + g4 * s4 + h5 * c5 + g5 * s5;
        return radius / Math.Max(0.4, wobble);
    }

    /// <summary>The radius of the plain ellipse in a direction (a unit vector), µm.</summary>
    public double RadiusTowards(double dx, double dy)
    {
        double along = dx * Axis.X + dy * Axis.Y, across = dy * Axis.X - dx * Axis.Y;
        double p = along / Long, q = across / Short;
        return 1 / Math.Sqrt(p * p + q * q);
    }
}
