using Karyon.Core.Rasters;

namespace Karyon.Core.Stains;

/// <summary>
/// Colour deconvolution (Ruifrok and Johnston 2001): optical densities are a sum of stain vectors times amounts. Two stains span a plane; the
/// third vector is perpendicular to it and takes the residual. Immutable.
/// </summary>
public sealed class StainMatrix
{
    private readonly StainVector[] _stains;
    private readonly StainVector[] _rowsOfInverse;

    /// <summary>Makes the matrix of two stains.</summary>
    /// <exception cref="ArgumentException">A vector is zero or both have one direction.</exception>
    public StainMatrix(StainVector first, StainVector second)
    {
        var (a, b) = (first.Normalized(), second.Normalized());
        var normal = a.Cross(b);
        if (!(normal.R * normal.R + normal.G * normal.G + normal.B * normal.B > 1e-12))
            throw new ArgumentException("the two stains have the same colour", nameof(second));
        var c = normal.Normalized();
        _stains = [a, b, c];
        // The inverse of a matrix of rows a, b, c has the columns b x c, c x a, a x b over the determinant.
        var (bc, ca, ab) = (b.Cross(c), c.Cross(a), a.Cross(b));
        var determinant = a.R * bc.R + a.G * bc.G + a.B * bc.B;
        _rowsOfInverse = [Over(bc, determinant), Over(ca, determinant), Over(ab, determinant)];
    }

    /// <summary>Hematoxylin (0.650, 0.704, 0.286) and eosin (0.072, 0.990, 0.105), as Ruifrok and Johnston measured them.</summary>
    public static StainMatrix HematoxylinEosin { get; } = new(new(0.650, 0.704, 0.286), new(0.072, 0.990, 0.105));

    /// <summary>The unit vectors of the first stain, the second and the residual.</summary>
    public IReadOnlyList<StainVector> Vectors => _stains;

    /// <summary>The amounts of the stains at a pixel.</summary>
    public StainAmounts Separate(Rgb pixel)
    {
        double r = OpticalDensity.Of(pixel.R), g = OpticalDensity.Of(pixel.G), b = OpticalDensity.Of(pixel.B);
        return new(Dot(_rowsOfInverse[0], r, g, b), Dot(_rowsOfInverse[1], r, g, b), Dot(_rowsOfInverse[2], r, g, b));
    }

    /// <summary>The pixel that has these amounts; densities outside of what 8 bits hold are clamped.</summary>
    public Rgb Combine(StainAmounts amounts)
    {
        var (a, b, c) = (_stains[0], _stains[1], _stains[2]);
        return new Rgb(
            OpticalDensity.ToByte((float)(a.R * amounts.First + b.R * amounts.Second + c.R * amounts.Residual)),
            OpticalDensity.ToByte((float)(a.G * amounts.First + b.G * amounts.Second + c.G * amounts.Residual)),
            OpticalDensity.ToByte((float)(a.B * amounts.First + b.B * amounts.Second + c.B * amounts.Residual)));
    }

    /// <summary>The amount of one stain at every pixel of an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="stain">0 the first stain, 1 the second, 2 the residual.</param>
    public Raster<float> Amounts(Raster<Rgb> image, int stain)
    {
        ArgumentNullException.ThrowIfNull(image);
        var row = _rowsOfInverse[stain];
        var amounts = new Raster<float>(image.Width, image.Height);
        for (var i = 0; i < amounts.Pixels.Length; i++)
        {
            var pixel = image.Pixels[i];
            amounts.Pixels[i] = (float)Dot(row, OpticalDensity.Of(pixel.R), OpticalDensity.Of(pixel.G), OpticalDensity.Of(pixel.B));
        }
        return amounts;
    }

    /// <summary>
    /// The map of densities that scales and shifts each stain's amount: d' = M d + t, for <see cref="StainAugmentation"/>.
    /// </summary>
    internal (float[] Matrix, float[] Offset) Remap(ReadOnlySpan<double> scales, ReadOnlySpan<double> shifts, StainMatrix target)
    {
        var matrix = new double[9];
        var offset = new double[3];
        for (var stain = 0; stain < 3; stain++)
        {
            var (to, from) = (target._stains[stain], _rowsOfInverse[stain]);
            ReadOnlySpan<double> colour = [to.R, to.G, to.B];
            ReadOnlySpan<double> read = [from.R, from.G, from.B];
            for (var channel = 0; channel < 3; channel++)
            {
                offset[channel] += colour[channel] * shifts[stain];
                for (var source = 0; source < 3; source++) matrix[3 * channel + source] += colour[channel] * scales[stain] * read[source];
            }
        }
        return ([.. matrix.Select(value => (float)value)], [.. offset.Select(value => (float)value)]);
    }

    private static StainVector Over(StainVector vector, double divisor) => new(vector.R / divisor, vector.G / divisor, vector.B / divisor);

    private static double Dot(StainVector row, double r, double g, double b) => row.R * r + row.G * g + row.B * b;
}
