using System.Runtime.CompilerServices;

namespace Karyon.Core.Labelling;

/// <summary>The place of a pixel in a flood: by level, then by age (seeds have age 0). Compared as integers, without branches.</summary>
internal static class FloodOrder
{
    /// <summary>A level's bits, mapped so that they order as the doubles do; -0 is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Key(double level)
    {
        var bits = BitConverter.DoubleToInt64Bits(level + 0.0);
        return bits ^ ((bits >> 63) & long.MaxValue);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Before(long key, int age, long otherKey, int otherAge) => (key < otherKey) | ((key == otherKey) & (age < otherAge));
}
