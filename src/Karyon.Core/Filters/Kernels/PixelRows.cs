using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Karyon.Core.Filters.Kernels;

/// <summary>
/// Pixelwise loops over rows whose every operation is exactly rounded and independent of its neighbours,
/// so that the vector part and the scalar tail (which is also the whole of the scalar twin) agree by construction.
/// </summary>
internal static class PixelRows
{
    /// <summary>Sets bit i of <paramref name="bits"/> where values[i] &gt;= threshold; NaN is below. Bits behind the row are 0.</summary>
    public static void AtLeast(ReadOnlySpan<float> values, float threshold, Span<ulong> bits, bool vectors = true)
    {
        ref var v = ref MemoryMarshal.GetReference(values);
        var limit = Vector256.Create(threshold);
        for (var index = 0; index < bits.Length; index++)
        {
            int first = index * 64, count = Math.Min(64, values.Length - first), i = 0;
            ulong word = 0;
            if (vectors)
            {
                for (; i <= count - 8; i += 8)
                {
                    var above = Vector256.GreaterThanOrEqual(Vector256.LoadUnsafe(ref v, (nuint)(first + i)), limit);
                    word |= (ulong)above.ExtractMostSignificantBits() << i;
                }
            }
            for (; i < count; i++)
                if (values[first + i] >= threshold) word |= 1UL << i;
            bits[index] = word;
        }
    }

    /// <summary>The least and greatest value, NaN ignored; (+infinity, -infinity) of nothing.</summary>
    public static (T Least, T Greatest) Extremes<T>(ReadOnlySpan<T> values, bool vectors = true)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        T least = T.PositiveInfinity, greatest = T.NegativeInfinity;
        var i = 0;
        if (vectors && values.Length >= Vector256<T>.Count)
        {
            ref var v = ref MemoryMarshal.GetReference(values);
            Vector256<T> low = Vector256.Create(least), high = Vector256.Create(greatest);
            for (; i <= values.Length - Vector256<T>.Count; i += Vector256<T>.Count)
            {
                var x = Vector256.LoadUnsafe(ref v, (nuint)i);
                low = Vector256.ConditionalSelect(Vector256.LessThan(x, low), x, low);
                high = Vector256.ConditionalSelect(Vector256.GreaterThan(x, high), x, high);
            }
            for (var lane = 0; lane < Vector256<T>.Count; lane++)
            {
                if (low[lane] < least) least = low[lane];
                if (high[lane] > greatest) greatest = high[lane];
            }
        }
        for (; i < values.Length; i++)
        {
            if (values[i] < least) least = values[i];
            if (values[i] > greatest) greatest = values[i];
        }
        return (least, greatest);
    }

    /// <summary>destination[i] = (double) fma(values[i], scale, shift), the fused product rounded to float.</summary>
    public static void ScaleWiden(ReadOnlySpan<float> values, float scale, float shift, Span<double> destination, bool vectors = true)
    {
        var i = 0;
        if (vectors)
        {
            Vector256<float> factor = Vector256.Create(scale), offset = Vector256.Create(shift);
            for (; i <= values.Length - 8; i += 8)
                StoreWide(Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(values), (nuint)i), factor, offset), destination, i);
        }
        for (; i < values.Length; i++) destination[i] = MathF.FusedMultiplyAdd(values[i], scale, shift);
    }

    /// <summary>destination[i] = (double) values[i], held inside [-1, 1]; NaN becomes 0.</summary>
    public static void ClampWiden(ReadOnlySpan<float> values, Span<double> destination, bool vectors = true)
    {
        var i = 0;
        if (vectors)
        {
            Vector256<float> low = Vector256.Create(-1f), high = Vector256.Create(1f);
            for (; i <= values.Length - 8; i += 8)
            {
                var x = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(values), (nuint)i);
                x = Vector256.ConditionalSelect(Vector256.LessThan(x, low), low, x);
                x = Vector256.ConditionalSelect(Vector256.GreaterThan(x, high), high, x);
                StoreWide(Vector256.ConditionalSelect(Vector256.Equals(x, x), x, Vector256<float>.Zero), destination, i);
            }
        }
        for (; i < values.Length; i++)
        {
            var x = values[i];
            destination[i] = x < -1 ? -1 : x > 1 ? 1 : float.IsNaN(x) ? 0 : x;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreWide(Vector256<float> x, Span<double> destination, int i)
    {
        var (lower, upper) = Vector256.Widen(x);
        lower.CopyTo(destination[i..]);
        upper.CopyTo(destination[(i + 4)..]);
    }
}
