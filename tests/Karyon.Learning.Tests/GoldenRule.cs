using System.Text;

namespace Karyon.Learning.Tests;

/// <summary>The rule by which inputs of the shared goldens follow from a name (goldens/README.md): splitmix64 from the FNV-1a hash of "1:name".</summary>
internal static class GoldenRule
{
    /// <summary>factor times numbers in [-1, 1).</summary>
    public static float[] Signed(string name, int count, float factor = 1)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++) values[i] = ((int)(Stream(name, i) >> 40) - 8388608) * (1f / 8388608) * factor;
        return values;
    }

    /// <summary>Labels below <paramref name="values"/>, constant on cells of 4 x 4 px, [images, side, side].</summary>
    public static int[] Blocks(string name, int values, int images, int side)
    {
        var labels = new int[images * side * side];
        for (var i = 0; i < labels.Length; i++)
        {
            int n = i / (side * side), y = i / side % side, x = i % side;
            labels[i] = (int)((Stream(name, (n * (side / 4) + y / 4) * (side / 4) + x / 4) >> 56) * (ulong)values >> 8);
        }
        return labels;
    }

    /// <summary>Number i of a name's stream.</summary>
    public static ulong Stream(string name, int i)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var value in Encoding.UTF8.GetBytes("1:" + name)) hash = (hash ^ value) * 0x100000001B3;
        var z = hash + ((ulong)i + 1) * 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
