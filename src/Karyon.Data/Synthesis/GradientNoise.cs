namespace Karyon.Data.Synthesis;

/// <summary>
/// Smooth random fields: gradient noise on the integer lattice (Perlin 2002, quintic fade) and sums of its octaves.
/// Pure functions of seed and place; additions and multiplications only, hence the same on every machine.
/// </summary>
/// <param name="seed">Which field.</param>
internal readonly struct GradientNoise(ulong seed)
{
    private readonly uint _seed = (uint)(CounterRandom.Mix(seed) >> 32);

    /// <summary>The field at a place in lattice units, about -1..1, mean 0.</summary>
    public double At(double x, double y)
    {
        double floorX = Math.Floor(x), floorY = Math.Floor(y);
        int column = (int)floorX, row = (int)floorY;
        double u = x - floorX, v = y - floorY;
        double fadeU = u * u * u * (u * (u * 6 - 15) + 10), fadeV = v * v * v * (v * (v * 6 - 15) + 10);
        double a = Gradient(column, row, u, v), b = Gradient(column + 1, row, u - 1, v);
        double c = Gradient(column, row + 1, u, v - 1), d = Gradient(column + 1, row + 1, u - 1, v - 1);
        double top = a + (b - a) * fadeU, bottom = c + (d - c) * fadeU;
        return 1.4 * (top + (bottom - top) * fadeV);
    }

    /// <summary>A sum of octaves, each at twice the frequency and half the strength of the one before, scaled to about -1..1.</summary>
    public double Octaves(double x, double y, int count)
    {
        double sum = 0, strength = 1, total = 0;
        for (var octave = 0; octave < count; octave++)
        {
            sum += strength * At(x + 17.3 * octave, y - 9.1 * octave);
            total += strength;
            strength *= 0.5;
            x *= 2;
            y *= 2;
        }
        return sum / total;
    }

    private double Gradient(int column, int row, double x, double y)
    {
        var hash = (uint)column * 0x8DA6B343u ^ (uint)row * 0xD8163841u ^ _seed;
        hash = (hash ^ (hash >> 15)) * 0x2C1B3C6Du;
        hash ^= hash >> 12;
        hash *= 0x297A2D39u;
        // Eight directions of equal length: four on the axes, four on the diagonals.
        const double Diagonal = 0.70710678118654752;
        return (hash >> 29) switch
        {
            0 => x,
            1 => -x,
            2 => y,
            3 => -y,
            4 => Diagonal * (x + y),
            5 => Diagonal * (x - y),
            6 => Diagonal * (y - x),
            _ => -Diagonal * (x + y),
        };
    }
}
