using Karyon.Core.Numerics;
using Karyon.Core.Rasters;
using Karyon.Core.Representations.Hover;

namespace Karyon.Cli.Benchmarks;

/// <summary>Maps of a tile full of elliptic nuclei, some of them touching, with smooth errors: the same ones for a seed on every machine.</summary>
internal sealed class GeneratedHoverTile
{
    public GeneratedHoverTile(int side, int nuclei, int seed)
    {
        Side = side;
        var state = (ulong)seed;
        var labels = new LabelMap(side, side);
        for (var id = 1; id <= nuclei; id++)
        {
            double x = Unit() * side, y = Unit() * side, a = 8 + 7 * Unit(), b = a * (0.6 + 0.4 * Unit()), angle = Math.PI * Unit();
            double cos = PortableMath.Cos(angle), sin = PortableMath.Sin(angle);
            for (var row = Math.Max(0, (int)(y - a)); row < Math.Min(side, y + a + 1); row++)
                for (var column = Math.Max(0, (int)(x - a)); column < Math.Min(side, x + a + 1); column++)
                {
                    double u = (column - x) * cos + (row - y) * sin, v = (row - y) * cos - (column - x) * sin;
                    if (u * u / (a * a) + v * v / (b * b) <= 1 && labels[row, column] == 0) labels[row, column] = id;
                }
        }
        var targets = HoverTargets.Encode(labels);
        Probability = new float[side * side];
        Horizontal = targets.Horizontal.Pixels;
        Vertical = targets.Vertical.Pixels;
        Classes = new byte[side * side];
        for (var i = 0; i < Probability.Length; i++)
        {
            Probability[i] = (float)(targets.Nuclei.Pixels[i] * 0.9 + 0.05 + 0.04 * (Unit() - 0.5));
            Horizontal[i] += (float)(0.1 * (Unit() - 0.5));
            Vertical[i] += (float)(0.1 * (Unit() - 0.5));
            Classes[i] = labels.Pixels[i] == 0 ? (byte)0 : (byte)(1 + labels.Pixels[i] % 5);
        }

        double Unit()
        {
            state += 0x9E3779B97F4A7C15;
            var z = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return ((z ^ (z >> 31)) >> 11) * 1.1102230246251565e-16;
        }
    }

    public int Side { get; }

    public float[] Probability { get; }

    public float[] Horizontal { get; }

    public float[] Vertical { get; }

    public byte[] Classes { get; }

    public HoverMaps View() => new(Side, Side, Side, Probability, Horizontal, Vertical, Classes, 6);
}
