using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Karyon.Data.Codecs.Jpeg.Kernels;

/// <summary>
/// Upsampling of one row as libjpeg-turbo's jdsample.c defines it. The vector code and <see cref="UpsamplingScalar"/> give the same bytes:
/// both are exact integer arithmetic.
/// </summary>
internal static class Upsampling
{
    /// <summary>Which filter libjpeg-turbo takes for a ratio of samples.</summary>
    /// <param name="across">Pixels per sample across.</param>
    /// <param name="down">Pixels per sample down.</param>
    /// <param name="width">Samples across; the filters that look sideways need three.</param>
    public static UpsamplingKind Kind(int across, int down, int width) => (across, down) switch
    {
        (1, 1) => UpsamplingKind.None,
        (2, 1) when width > 2 => UpsamplingKind.TriangleAcross,
        (1, 2) => UpsamplingKind.TriangleDown,
        (2, 2) when width > 2 => UpsamplingKind.TriangleBoth,
        _ => UpsamplingKind.Replicate,
    };

    /// <summary>Repeats each sample.</summary>
    public static void Replicate(ReadOnlySpan<byte> input, int factor, Span<byte> output) => UpsamplingScalar.Replicate(input, factor, output);

    /// <summary>Two outputs per sample, at a quarter and three quarters of it: 3/4 the sample, 1/4 its nearer neighbour.</summary>
    public static void TriangleAcross(ReadOnlySpan<byte> input, Span<byte> output)
    {
        CheckRow(input, output);
        var x = 1;
        if (Vector128.IsHardwareAccelerated && input.Length > Vector128<byte>.Count + 1)
        {
            ref var source = ref MemoryMarshal.GetReference(input);
            ref var target = ref MemoryMarshal.GetReference(output);
            for (; x + Vector128<byte>.Count < input.Length; x += Vector128<byte>.Count)
            {
                var (thisLow, thisHigh) = Vector128.Widen(Vector128.LoadUnsafe(ref source, (nuint)x));
                var (lastLow, lastHigh) = Vector128.Widen(Vector128.LoadUnsafe(ref source, (nuint)(x - 1)));
                var (nextLow, nextHigh) = Vector128.Widen(Vector128.LoadUnsafe(ref source, (nuint)(x + 1)));
                Store(Across(thisLow, lastLow, nextLow), ref target, 2 * x);
                Store(Across(thisHigh, lastHigh, nextHigh), ref target, 2 * x + 16);
            }
        }
        UpsamplingScalar.TriangleAcross(input, output, x);
    }

    /// <summary>One output per sample: 3/4 the nearer row, 1/4 the farther.</summary>
    /// <param name="near">The row that holds the output.</param>
    /// <param name="far">The row above it (bias 1) or below it (bias 2).</param>
    /// <param name="bias">What is added before the division by four.</param>
    /// <param name="output">As long as the rows.</param>
    public static void TriangleDown(ReadOnlySpan<byte> near, ReadOnlySpan<byte> far, int bias, Span<byte> output)
    {
        if (far.Length != near.Length || output.Length < near.Length) throw new ArgumentException("the rows differ in length", nameof(output));
        var x = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            ref var source = ref MemoryMarshal.GetReference(near);
            ref var other = ref MemoryMarshal.GetReference(far);
            ref var target = ref MemoryMarshal.GetReference(output);
            var half = Vector128.Create((ushort)bias);
            for (; x + Vector128<byte>.Count <= near.Length; x += Vector128<byte>.Count)
            {
                var (nearLow, nearHigh) = Vector128.Widen(Vector128.LoadUnsafe(ref source, (nuint)x));
                var (farLow, farHigh) = Vector128.Widen(Vector128.LoadUnsafe(ref other, (nuint)x));
                Vector128.Narrow((nearLow + nearLow + nearLow + farLow + half) >>> 2, (nearHigh + nearHigh + nearHigh + farHigh + half) >>> 2)
                    .StoreUnsafe(ref target, (nuint)x);
            }
        }
        UpsamplingScalar.TriangleDown(near, far, bias, output, x);
    }

    /// <summary>Two outputs per sample of a row twice as high: both triangle filters, rounded once.</summary>
    /// <param name="near">The row that holds the output.</param>
    /// <param name="far">The row above or below it.</param>
    /// <param name="output">Twice as long as the rows.</param>
    public static void TriangleBoth(ReadOnlySpan<byte> near, ReadOnlySpan<byte> far, Span<byte> output)
    {
        CheckRow(near, output);
        if (far.Length != near.Length) throw new ArgumentException("the rows differ in length", nameof(far));
        var x = 1;
        if (Vector128.IsHardwareAccelerated && near.Length > Vector128<byte>.Count + 1)
        {
            ref var source = ref MemoryMarshal.GetReference(near);
            ref var other = ref MemoryMarshal.GetReference(far);
            ref var target = ref MemoryMarshal.GetReference(output);
            for (; x + Vector128<byte>.Count < near.Length; x += Vector128<byte>.Count)
            {
                var (thisLow, thisHigh) = Column(ref source, ref other, x);
                var (lastLow, lastHigh) = Column(ref source, ref other, x - 1);
                var (nextLow, nextHigh) = Column(ref source, ref other, x + 1);
                Store(Both(thisLow, lastLow, nextLow), ref target, 2 * x);
                Store(Both(thisHigh, lastHigh, nextHigh), ref target, 2 * x + 16);
            }
        }
        UpsamplingScalar.TriangleBoth(near, far, output, x);
    }

    private static void CheckRow(ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (input.Length < 3) throw new ArgumentException("the triangle filter needs three samples", nameof(input));
        if (output.Length < 2 * input.Length) throw new ArgumentException("the output is too short", nameof(output));
    }

    /// <summary>Even outputs in the low bytes, odd ones in the high: stored, they interleave.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> Across(Vector128<ushort> here, Vector128<ushort> last, Vector128<ushort> next)
    {
        var three = here + here + here;
        return ((three + last + Vector128<ushort>.One) >>> 2) | (((three + next + Vector128.Create((ushort)2)) >>> 2) << 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> Both(Vector128<ushort> here, Vector128<ushort> last, Vector128<ushort> next)
    {
        var three = here + here + here;
        return ((three + last + Vector128.Create((ushort)8)) >>> 4) | (((three + next + Vector128.Create((ushort)7)) >>> 4) << 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<ushort> Low, Vector128<ushort> High) Column(ref byte near, ref byte far, int x)
    {
        var (nearLow, nearHigh) = Vector128.Widen(Vector128.LoadUnsafe(ref near, (nuint)x));
        var (farLow, farHigh) = Vector128.Widen(Vector128.LoadUnsafe(ref far, (nuint)x));
        return (nearLow + nearLow + nearLow + farLow, nearHigh + nearHigh + nearHigh + farHigh);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<ushort> pairs, ref byte target, int offset) => pairs.AsByte().StoreUnsafe(ref target, (nuint)offset);
}
