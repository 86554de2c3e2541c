using System.Runtime.CompilerServices;

namespace Karyon.Core.Filters.Kernels;

/// <summary>Where the 21 taps of a pass lie.</summary>
internal interface ITapOffsets
{
    /// <summary>Offset of tap <paramref name="tap"/>, 0..20; the table holds the offsets of <see cref="TableOffsets"/>.</summary>
    static abstract int Of(ref readonly int table, int tap);
}

/// <summary>Consecutive pixels: a pass along the row. Constants after inlining.</summary>
internal readonly struct RowOffsets : ITapOffsets
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Of(ref readonly int table, int tap) => tap;
}

/// <summary>Rows of a ring: a pass down the columns.</summary>
internal readonly struct TableOffsets : ITapOffsets
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Of(ref readonly int table, int tap) => Unsafe.Add(ref Unsafe.AsRef(in table), tap);
}
