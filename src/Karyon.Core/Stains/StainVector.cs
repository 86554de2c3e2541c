namespace Karyon.Core.Stains;

/// <summary>A stain's colour: its share of the optical density in red, green and blue.</summary>
/// <param name="R">Density in red.</param>
/// <param name="G">Density in green.</param>
/// <param name="B">Density in blue.</param>
public readonly record struct StainVector(double R, double G, double B)
{
    /// <summary>The same direction with length 1.</summary>
    /// <exception cref="ArgumentException">The vector is zero.</exception>
    public StainVector Normalized()
    {
        var length = Math.Sqrt(R * R + G * G + B * B);
        return length > 0 ? new(R / length, G / length, B / length) : throw new ArgumentException("a stain needs a colour; its vector is zero");
    }

    internal StainVector Cross(StainVector other) => new(G * other.B - B * other.G, B * other.R - R * other.B, R * other.G - G * other.R);
}
