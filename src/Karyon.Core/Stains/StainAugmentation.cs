using Karyon.Core.Rasters;

namespace Karyon.Core.Stains;

/// <summary>
/// Scales and shifts the amount of each stain (Tellez et al. 2018), and may also read with one stain matrix and write with another. Per pixel three
/// look-ups, nine multiplications and three look-ups; the logarithm and the exponential are tables. Immutable and thread safe;
/// the caller draws the random numbers.
/// </summary>
public sealed class StainAugmentation
{
    private readonly float[] _matrix;
    private readonly float[] _offset;

    /// <summary>Prepares one augmentation.</summary>
    /// <param name="scales">Factor of the first stain, the second and the residual; 1 keeps it.</param>
    /// <param name="shifts">Density added to each, before clamping; 0 keeps it. Shifts tint the background too.</param>
    /// <param name="source">The stains that the image is read with; null for <see cref="StainMatrix.HematoxylinEosin"/>.</param>
    /// <param name="target">The stains that it is written with; null for the same.</param>
    /// <exception cref="ArgumentException">There are not three scales and three shifts.</exception>
    public StainAugmentation(ReadOnlySpan<double> scales, ReadOnlySpan<double> shifts, StainMatrix? source = null, StainMatrix? target = null)
    {
        if (scales.Length != 3 || shifts.Length != 3)
            throw new ArgumentException($"three scales and three shifts are needed, not {scales.Length} and {shifts.Length}", nameof(scales));
        source ??= StainMatrix.HematoxylinEosin;
        (_matrix, _offset) = source.Remap(scales, shifts, target ?? source);
    }

    /// <summary>Augments pixels; the destination may be the source.</summary>
    /// <exception cref="ArgumentException">The destination is shorter than the source.</exception>
    public void Apply(ReadOnlySpan<Rgb> source, Span<Rgb> destination)
    {
        if (destination.Length < source.Length) throw new ArgumentException("the destination is shorter than the source", nameof(destination));
        ReadOnlySpan<float> m = _matrix;
        ReadOnlySpan<float> t = _offset;
        float m0 = m[0], m1 = m[1], m2 = m[2], m3 = m[3], m4 = m[4], m5 = m[5], m6 = m[6], m7 = m[7], m8 = m[8], t0 = t[0], t1 = t[1], t2 = t[2];
        for (var i = 0; i < source.Length; i++)
        {
            float r = OpticalDensity.Of(source[i].R), g = OpticalDensity.Of(source[i].G), b = OpticalDensity.Of(source[i].B);
            destination[i] = new Rgb(
                OpticalDensity.ToByte(m0 * r + m1 * g + m2 * b + t0),
                OpticalDensity.ToByte(m3 * r + m4 * g + m5 * b + t1),
                OpticalDensity.ToByte(m6 * r + m7 * g + m8 * b + t2));
        }
    }
}
