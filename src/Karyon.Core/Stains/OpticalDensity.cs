using Karyon.Core.Numerics;

namespace Karyon.Core.Stains;

/// <summary>
/// Optical density of 8-bit intensities: d = -ln((v + 1) / 256), 0 for white (255), 5.55 for black (0), by a table of 256 entries.
/// The offset of 1 keeps black finite and makes the way back exact for every value. Immutable and thread safe.
/// </summary>
public static class OpticalDensity
{
    /// <summary>Steps per unit of density in the table of the way back.</summary>
    private const double Resolution = 1024;

    private static readonly float[] DensityOfValue = MakeDensities();
    private static readonly byte[] ValueOfDensity = MakeValues();

    /// <summary>The density of black, ln 256.</summary>
    public static float Greatest => DensityOfValue[0];

    /// <summary>The density of a value.</summary>
    public static float Of(byte value) => DensityOfValue[value];

    /// <summary>
    /// The nearest value of a density, by a table of steps of 1/1024 (at most one level from the rounded exact value); negative and NaN give 255.
    /// </summary>
    public static byte ToByte(float density)
    {
        var step = density * (float)Resolution + 0.5f;
        return !(step >= 0) ? (byte)255 : step >= ValueOfDensity.Length ? (byte)0 : ValueOfDensity[(int)step];
    }

    private static float[] MakeDensities()
    {
        var densities = new float[256];
        for (var value = 0; value < densities.Length; value++) densities[value] = (float)-PortableMath.Log((value + 1) / 256.0);
        return densities;
    }

    private static byte[] MakeValues()
    {
        // From the density of value 0.5 on, everything is black.
        var values = new byte[(int)(5.15 * Resolution)];
        for (var step = 0; step < values.Length; step++)
            values[step] = (byte)Math.Clamp(Math.Floor(256 * PortableMath.Exp(-step / Resolution) - 1 + 0.5), 0, 255);
        return values;
    }
}
