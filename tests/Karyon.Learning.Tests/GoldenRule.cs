using System.Text;
using Karyon.Tensors;

namespace Karyon.Learning.Tests;

/// <summary>The rule of ../shared/goldens/README.md by which every weight and input of the goldens follows from its name and shape.</summary>
internal static class GoldenRule
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    /// <summary>64-bit FNV-1a of a text's UTF-8 bytes.</summary>
    public static ulong Hash(string text)
    {
        var hash = 0xCBF29CE484222325UL;
        foreach (var b in Encoding.UTF8.GetBytes(text)) hash = (hash ^ b) * 0x100000001B3UL;
        return hash;
    }

    /// <summary>Output number i of splitmix64 whose state starts at a base.</summary>
    public static ulong Stream(ulong start, long i)
    {
        var z = start + (ulong)(i + 1) * Gamma;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>The elements of a state-dict entry.</summary>
    public static float[] Tensor(string name, Shape shape)
    {
        var (offset, scale) = ScaleOf(name, shape);
        return Elements(name, shape, z =>
        {
            var value = Unit(z) * (float)scale;
            return offset == 0 ? value : value + (float)offset;
        });
    }

    /// <summary>Integers 0..255.</summary>
    public static float[] Image255(string name, Shape shape) => Elements(name, shape, static z => z >> 56);

    /// <summary>Integers 0..255 over 255.</summary>
    public static float[] Image01(string name, Shape shape) => Elements(name, shape, static z => (z >> 56) / 255f);

    /// <summary>Numbers in [-factor, factor); the factor is a power of two.</summary>
    public static float[] Signed(string name, Shape shape, float factor = 1) => Elements(name, shape, z => Unit(z) * factor);

    /// <summary>Labels 0..values - 1, constant on cells of 4 x 4 pixels of two images of 32 x 32.</summary>
    public static int[] Blocks(string name, int values)
    {
        var start = Hash($"1:{name}");
        var labels = new int[2 * 32 * 32];
        for (var i = 0; i < labels.Length; i++)
        {
            int image = i / 1024, row = i / 32 % 32, column = i % 32;
            labels[i] = (int)(((Stream(start, image * 64 + row / 4 * 8 + column / 4) >> 56) * (ulong)values) >> 8);
        }
        return labels;
    }

    private static float[] Elements(string name, Shape shape, Func<ulong, float> value)
    {
        var start = Hash($"1:{name}");
        var elements = new float[shape.Count];
        for (var i = 0; i < elements.Length; i++) elements[i] = value(Stream(start, i));
        return elements;
    }

    private static float Unit(ulong z) => ((int)(z >> 40) - 8388608) / 8388608f;

    private static (double Offset, double Scale) ScaleOf(string name, Shape shape)
    {
        bool Ends(string suffix) => name.EndsWith(suffix, StringComparison.Ordinal);
        if (Ends("running_var")) return (1, 0.25);
        if (Ends("running_mean")) return (0, 0.125);
        if (Ends(".gamma")) return (0.5, 0.25);
        if (!Ends(".weight")) return Ends(".bias") ? (0, 0.125) : (0, 0.5);
        if (shape.Rank == 1) return Ends(".bn2.weight") ? (0.25, 0.0625) : (1, 0.25);
        var fanIn = shape.Count / shape[0];
        var gain = Ends(".conv3.weight") ? 0.5 : shape.Rank == 4 ? 1.4142135623730951 : 1;
        return (0, gain * Math.Sqrt(3.0 / fanIn));
    }
}
