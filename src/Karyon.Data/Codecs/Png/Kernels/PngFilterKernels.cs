using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Karyon.Data.Codecs.Png.Kernels;

/// <summary>
/// The row filters of PNG, many bytes a step; equal to <see cref="PngFilterMath"/> byte for byte on every machine.
/// Undoing left-looking filters is a chain from pixel to pixel: one pixel's bytes make a vector there.
/// </summary>
internal static class PngFilterKernels
{
    /// <summary>Undoes a filter in place; the contract is that of <see cref="PngFilterMath.Undo"/>.</summary>
    public static void Undo(PngFilter filter, Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        if (above.Length != row.Length) throw new ArgumentException("the rows differ in length", nameof(above));
        switch (filter)
        {
            case PngFilter.None: break;
            case PngFilter.Up: UndoUp(row, above); break;
            default:
                switch (distance)
                {
                    case 1: Undo<One>(filter, row, above); break;
                    case 2: Undo<Two>(filter, row, above); break;
                    case 3: Undo<Three>(filter, row, above); break;
                    case 4: Undo<Four>(filter, row, above); break;
                    case 6: Undo<Six>(filter, row, above); break;
                    case 8: Undo<Eight>(filter, row, above); break;
                    default: PngFilterMath.Undo(filter, row, above, distance); break;
                }
                break;
        }
    }

    /// <summary>Applies a filter; the contract is that of <see cref="PngFilterMath.Apply"/>.</summary>
    public static void Apply(PngFilter filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int distance, Span<byte> filtered)
    {
        if (above.Length != row.Length || filtered.Length != row.Length) throw new ArgumentException("the rows differ in length", nameof(above));
        if (filter == PngFilter.None)
        {
            row.CopyTo(filtered);
            return;
        }
        var head = Math.Min(distance, row.Length);
        PngFilterMath.Apply(filter, row[..head], above[..head], distance, filtered);
        ref var current = ref MemoryMarshal.GetReference(row);
        ref var upper = ref MemoryMarshal.GetReference(above);
        ref var result = ref MemoryMarshal.GetReference(filtered);
        var i = head;
        for (; i <= row.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            var value = Vector128.LoadUnsafe(ref current, (nuint)i);
            var left = Vector128.LoadUnsafe(ref current, (nuint)(i - distance));
            var up = Vector128.LoadUnsafe(ref upper, (nuint)i);
            var prediction = filter switch
            {
                PngFilter.Sub => left,
                PngFilter.Up => up,
                PngFilter.Average => (left & up) + ((left ^ up) >>> 1),
                _ => Paeth(left, up, Vector128.LoadUnsafe(ref upper, (nuint)(i - distance))),
            };
            (value - prediction).StoreUnsafe(ref result, (nuint)i);
        }
        if (i == row.Length) return;
        // The twin needs the bytes on the left, so it starts one distance early and writes those bytes again.
        var tail = i - distance;
        Span<byte> rest = stackalloc byte[Vector128<byte>.Count + 8];
        rest = rest[..(row.Length - tail)];
        PngFilterMath.Apply(filter, row[tail..], above[tail..], distance, rest);
        rest[distance..].CopyTo(filtered[i..]);
    }

    /// <summary>The contract is that of <see cref="PngFilterMath.Weight"/>.</summary>
    public static long Weight(ReadOnlySpan<byte> filtered)
    {
        ref var start = ref MemoryMarshal.GetReference(filtered);
        long sum = 0;
        var i = 0;
        while (i <= filtered.Length - Vector128<byte>.Count)
        {
            // Each step adds at most 256 to a 16-bit lane.
            var stop = (int)Math.Min(filtered.Length - Vector128<byte>.Count, i + 200L * Vector128<byte>.Count);
            var lanes = Vector128<ushort>.Zero;
            for (; i <= stop; i += Vector128<byte>.Count)
            {
                var value = Vector128.LoadUnsafe(ref start, (nuint)i);
                var magnitude = Vector128.Min(value, Vector128<byte>.Zero - value);
                lanes += Vector128.WidenLower(magnitude) + Vector128.WidenUpper(magnitude);
            }
            sum += Vector128.Sum(Vector128.WidenLower(lanes) + Vector128.WidenUpper(lanes));
        }
        return sum + PngFilterMath.Weight(filtered[i..]);
    }

    private static void UndoUp(Span<byte> row, ReadOnlySpan<byte> above)
    {
        ref var current = ref MemoryMarshal.GetReference(row);
        ref var upper = ref MemoryMarshal.GetReference(above);
        var i = 0;
        for (; i <= row.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
            (Vector128.LoadUnsafe(ref current, (nuint)i) + Vector128.LoadUnsafe(ref upper, (nuint)i)).StoreUnsafe(ref current, (nuint)i);
        for (; i < row.Length; i++) row[i] += above[i];
    }

    private static void Undo<TDistance>(PngFilter filter, Span<byte> row, ReadOnlySpan<byte> above) where TDistance : struct, IDistance
    {
        ref var current = ref MemoryMarshal.GetReference(row);
        ref var upper = ref MemoryMarshal.GetReference(above);
        // A row holds whole pixels; below 8 bits the distance is one byte, so this holds there too.
        var bytes = row.Length - row.Length % TDistance.Bytes;
        var left = Vector128<short>.Zero;
        var mask = Vector128.Create((short)255);
        switch (filter)
        {
            case PngFilter.Sub:
                for (nint i = 0; i < bytes; i += TDistance.Bytes)
                {
                    left = Load<TDistance>(ref current, i) + left & mask;
                    Store<TDistance>(ref current, i, left);
                }
                break;
            case PngFilter.Average:
                for (nint i = 0; i < bytes; i += TDistance.Bytes)
                {
                    var mean = left + Load<TDistance>(ref upper, i) >>> 1;
                    left = Load<TDistance>(ref current, i) + mean & mask;
                    Store<TDistance>(ref current, i, left);
                }
                break;
            default:
                var aboveLeft = Vector128<short>.Zero;
                for (nint i = 0; i < bytes; i += TDistance.Bytes)
                {
                    var up = Load<TDistance>(ref upper, i);
                    left = Load<TDistance>(ref current, i) + Paeth(left, up, aboveLeft) & mask;
                    aboveLeft = up;
                    Store<TDistance>(ref current, i, left);
                }
                break;
        }
    }

    private static Vector128<byte> Paeth(Vector128<byte> left, Vector128<byte> above, Vector128<byte> aboveLeft) => Vector128.Narrow(
        Paeth(Vector128.WidenLower(left).AsInt16(), Vector128.WidenLower(above).AsInt16(), Vector128.WidenLower(aboveLeft).AsInt16()).AsUInt16(),
        Paeth(Vector128.WidenUpper(left).AsInt16(), Vector128.WidenUpper(above).AsInt16(), Vector128.WidenUpper(aboveLeft).AsInt16()).AsUInt16());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Paeth(Vector128<short> left, Vector128<short> above, Vector128<short> aboveLeft)
    {
        // guess - left = above - aboveLeft, guess - above = left - aboveLeft, and the third is their sum.
        Vector128<short> towardsLeft = above - aboveLeft, towardsAbove = left - aboveLeft;
        Vector128<short> toLeft = Vector128.Abs(towardsLeft), toAbove = Vector128.Abs(towardsAbove), toAboveLeft = Vector128.Abs(towardsLeft + towardsAbove);
        var smallest = Vector128.Min(toAboveLeft, Vector128.Min(toLeft, toAbove));
        return Vector128.ConditionalSelect(Vector128.Equals(smallest, toLeft), left,
            Vector128.ConditionalSelect(Vector128.Equals(smallest, toAbove), above, aboveLeft));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Load<TDistance>(ref byte start, nint offset) where TDistance : struct, IDistance
    {
        ref var at = ref Unsafe.Add(ref start, offset);
        ulong bytes = TDistance.Bytes switch
        {
            1 => at,
            2 => Unsafe.ReadUnaligned<ushort>(ref at),
            3 => Unsafe.ReadUnaligned<ushort>(ref at) | (ulong)Unsafe.Add(ref at, 2) << 16,
            4 => Unsafe.ReadUnaligned<uint>(ref at),
            6 => Unsafe.ReadUnaligned<uint>(ref at) | (ulong)Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref at, 4)) << 32,
            _ => Unsafe.ReadUnaligned<ulong>(ref at),
        };
        return Vector128.WidenLower(Vector128.CreateScalar(bytes).AsByte()).AsInt16();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TDistance>(ref byte start, nint offset, Vector128<short> values) where TDistance : struct, IDistance
    {
        ref var at = ref Unsafe.Add(ref start, offset);
        var bytes = Vector128.Narrow(values.AsUInt16(), values.AsUInt16()).AsUInt64().ToScalar();
        switch (TDistance.Bytes)
        {
            case 1: at = (byte)bytes; break;
            case 2: Unsafe.WriteUnaligned(ref at, (ushort)bytes); break;
            case 3:
                Unsafe.WriteUnaligned(ref at, (ushort)bytes);
                Unsafe.Add(ref at, 2) = (byte)(bytes >> 16);
                break;
            case 4: Unsafe.WriteUnaligned(ref at, (uint)bytes); break;
            case 6:
                Unsafe.WriteUnaligned(ref at, (uint)bytes);
                Unsafe.WriteUnaligned(ref Unsafe.Add(ref at, 4), (ushort)(bytes >> 32));
                break;
            default: Unsafe.WriteUnaligned(ref at, bytes); break;
        }
    }

    // A pixel's bytes as a type, so that loads and stores are compiled for it. On a big-endian machine the lanes would
    // come in another order within the pixel, which changes nothing: every lane is treated alike.
    private interface IDistance
    {
        static abstract int Bytes { get; }
    }

    private readonly struct One : IDistance { public static int Bytes => 1; }

    private readonly struct Two : IDistance { public static int Bytes => 2; }

    private readonly struct Three : IDistance { public static int Bytes => 3; }

    private readonly struct Four : IDistance { public static int Bytes => 4; }

    private readonly struct Six : IDistance { public static int Bytes => 6; }

    private readonly struct Eight : IDistance { public static int Bytes => 8; }
}
