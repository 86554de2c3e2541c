using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Karyon.Core.Filters.Kernels;

/// <summary>
/// The row loops of the 21-tap Sobel and the 3x3 Gaussian. A separable pass reads 21 (or 3) taps that lie a stride apart:
/// stride 1 walks along the row, a table of row offsets walks down a ring of rows.
/// </summary>
/// <remarks>
/// Taps are folded in pairs (t[k] and t[20 - k] have equal size) and added from the outermost, smallest, to the centre,
/// with separate multiplications and additions: the same bits with or without fused instructions, at every width.
/// Per pixel and pass: 10 additions or subtractions, 10 or 11 multiplications, 9 or 10 additions, 20 or 21 loads.
/// </remarks>
internal static class FilterRows
{
    public const int Radius = 10;
    public const int Taps = 2 * Radius + 1;

    /// <summary>destination[i] = sum over k of smoothing[k] source[offsets[k] + i]; no offsets stand for 0, 1, ... 20.</summary>
    public static void Smooth(ReadOnlySpan<double> source, ReadOnlySpan<int> offsets, Span<double> destination)
    {
        switch (FilterWidth.Bits)
        {
            case 512: Smooth<Lanes512>(source, offsets, destination); break;
            case 256: Smooth<Lanes256>(source, offsets, destination); break;
            case 128: Smooth<Lanes128>(source, offsets, destination); break;
            default: Smooth<Lanes1>(source, offsets, destination); break;
        }
    }

    /// <summary>destination[i] = sum over k of derivative[k] source[offsets[k] + i]; no offsets stand for 0, 1, ... 20.</summary>
    public static void Differentiate(ReadOnlySpan<double> source, ReadOnlySpan<int> offsets, Span<double> destination)
    {
        switch (FilterWidth.Bits)
        {
            case 512: Differentiate<Lanes512>(source, offsets, destination); break;
            case 256: Differentiate<Lanes256>(source, offsets, destination); break;
            case 128: Differentiate<Lanes128>(source, offsets, destination); break;
            default: Differentiate<Lanes1>(source, offsets, destination); break;
        }
    }

    /// <summary>destination[i] = 1/4, 1/2, 1/4 in both axes about source[i + 1] of the middle one of three rows that are a stride apart.</summary>
    public static void Blur(ReadOnlySpan<double> source, int stride, Span<double> destination)
    {
        switch (FilterWidth.Bits)
        {
            case 512: Blur<Lanes512>(source, stride, destination); break;
            case 256: Blur<Lanes256>(source, stride, destination); break;
            case 128: Blur<Lanes128>(source, stride, destination); break;
            default: Blur<Lanes1>(source, stride, destination); break;
        }
    }

    public static void Smooth<TLanes>(ReadOnlySpan<double> source, ReadOnlySpan<int> offsets, Span<double> destination)
        where TLanes : struct, ILanes<TLanes>
    {
        if (offsets.IsEmpty) Smooth<TLanes, RowOffsets>(source, offsets, destination);
        else Smooth<TLanes, TableOffsets>(source, offsets, destination);
    }

    public static void Differentiate<TLanes>(ReadOnlySpan<double> source, ReadOnlySpan<int> offsets, Span<double> destination)
        where TLanes : struct, ILanes<TLanes>
    {
        if (offsets.IsEmpty) Differentiate<TLanes, RowOffsets>(source, offsets, destination);
        else Differentiate<TLanes, TableOffsets>(source, offsets, destination);
    }

    public static void Blur<TLanes>(ReadOnlySpan<double> source, int stride, Span<double> destination)
        where TLanes : struct, ILanes<TLanes>
    {
        if (destination.IsEmpty) return;
        if (source.Length < 2 * stride + destination.Length + 2) throw new ArgumentException("the source is too short for its taps", nameof(source));
        ref var s = ref MemoryMarshal.GetReference(source);
        ref var d = ref MemoryMarshal.GetReference(destination);
        var i = 0;
        for (; i <= destination.Length - TLanes.Count; i += TLanes.Count) BlurAt<TLanes>(ref s, stride, i).Store(ref d, i);
        for (; i < destination.Length; i++) BlurAt<Lanes1>(ref s, stride, i).Store(ref d, i);
    }

    private static void Smooth<TLanes, TOffsets>(ReadOnlySpan<double> source, ReadOnlySpan<int> offsets, Span<double> destination)
        where TLanes : struct, ILanes<TLanes>
        where TOffsets : struct, ITapOffsets
    {
        Check<TOffsets>(source, offsets, destination.Length);
        ref var s = ref MemoryMarshal.GetReference(source);
        ref var o = ref MemoryMarshal.GetReference(offsets);
        ref var d = ref MemoryMarshal.GetReference(destination);
        var i = 0;
        for (; i <= destination.Length - 2 * TLanes.Count; i += 2 * TLanes.Count) SmoothAt<LanesPair<TLanes>, TOffsets>(ref s, ref o, i).Store(ref d, i);
        for (; i <= destination.Length - TLanes.Count; i += TLanes.Count) SmoothAt<TLanes, TOffsets>(ref s, ref o, i).Store(ref d, i);
        for (; i < destination.Length; i++) SmoothAt<Lanes1, TOffsets>(ref s, ref o, i).Store(ref d, i);
    }

    private static void Differentiate<TLanes, TOffsets>(ReadOnlySpan<double> source, ReadOnlySpan<int> offsets, Span<double> destination)
        where TLanes : struct, ILanes<TLanes>
        where TOffsets : struct, ITapOffsets
    {
        Check<TOffsets>(source, offsets, destination.Length);
        ref var s = ref MemoryMarshal.GetReference(source);
        ref var o = ref MemoryMarshal.GetReference(offsets);
        ref var d = ref MemoryMarshal.GetReference(destination);
        var i = 0;
        for (; i <= destination.Length - 2 * TLanes.Count; i += 2 * TLanes.Count) DifferentiateAt<LanesPair<TLanes>, TOffsets>(ref s, ref o, i).Store(ref d, i);
        for (; i <= destination.Length - TLanes.Count; i += TLanes.Count) DifferentiateAt<TLanes, TOffsets>(ref s, ref o, i).Store(ref d, i);
        for (; i < destination.Length; i++) DifferentiateAt<Lanes1, TOffsets>(ref s, ref o, i).Store(ref d, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes SmoothAt<TLanes, TOffsets>(ref double s, ref int o, int i)
        where TLanes : struct, ILanes<TLanes>
        where TOffsets : struct, ITapOffsets
    {
        var sum = Tap<TLanes, TOffsets>(ref s, ref o, 0, i) + Tap<TLanes, TOffsets>(ref s, ref o, 20, i);
        sum += (Tap<TLanes, TOffsets>(ref s, ref o, 1, i) + Tap<TLanes, TOffsets>(ref s, ref o, 19, i)) * TLanes.Broadcast(20);
        sum += (Tap<TLanes, TOffsets>(ref s, ref o, 2, i) + Tap<TLanes, TOffsets>(ref s, ref o, 18, i)) * TLanes.Broadcast(190);
        sum += (Tap<TLanes, TOffsets>(ref s, ref o, 3, i) + Tap<TLanes, TOffsets>(ref s, ref o, 17, i)) * TLanes.Broadcast(1140);
        sum += (Tap<TLanes, TOffsets>(ref s, ref o, 4, i) + Tap<TLanes, TOffsets>(ref s, ref o, 16, i)) * TLanes.Broadcast(4845);
        sum += (Tap<TLanes, TOffsets>(ref s, ref o, 5, i) + Tap<TLanes, TOffsets>(ref s, ref o, 15, i)) * TLanes.Broadcast(15504);
        sum += (Tap<TLanes, TOffsets>(ref s, ref o, 6, i) + Tap<TLanes, TOffsets>(ref s, ref o, 14, i)) * TLanes.Broadcast(38760);
        sum += (Tap<TLanes, TOffsets>(ref s, ref o, 7, i) + Tap<TLanes, TOffsets>(ref s, ref o, 13, i)) * TLanes.Broadcast(77520);
        sum += (Tap<TLanes, TOffsets>(ref s, ref o, 8, i) + Tap<TLanes, TOffsets>(ref s, ref o, 12, i)) * TLanes.Broadcast(125970);
        sum += (Tap<TLanes, TOffsets>(ref s, ref o, 9, i) + Tap<TLanes, TOffsets>(ref s, ref o, 11, i)) * TLanes.Broadcast(167960);
        return sum + Tap<TLanes, TOffsets>(ref s, ref o, 10, i) * TLanes.Broadcast(184756);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes DifferentiateAt<TLanes, TOffsets>(ref double s, ref int o, int i)
        where TLanes : struct, ILanes<TLanes>
        where TOffsets : struct, ITapOffsets
    {
        var sum = Tap<TLanes, TOffsets>(ref s, ref o, 20, i) - Tap<TLanes, TOffsets>(ref s, ref o, 0, i);
        sum += (Tap<TLanes, TOffsets>(ref s, ref o, 19, i) - Tap<TLanes, TOffsets>(ref s, ref o, 1, i)) * TLanes.Broadcast(18);
        sum += (Tap<TLanes, TOffsets>(ref s, ref o, 18, i) - Tap<TLanes, TOffsets>(ref s, ref o, 2, i)) * TLanes.Broadcast(152);
        sum += (Tap<TLanes, TOffsets>(ref s, ref o, 17, i) - Tap<TLanes, TOffsets>(ref s, ref o, 3, i)) * TLanes.Broadcast(798);
        sum += (Tap<TLanes, TOffsets>(ref s, ref o, 16, i) - Tap<TLanes, TOffsets>(ref s, ref o, 4, i)) * TLanes.Broadcast(2907);
        sum += (Tap<TLanes, TOffsets>(ref s, ref o, 15, i) - Tap<TLanes, TOffsets>(ref s, ref o, 5, i)) * TLanes.Broadcast(7752);
        sum += (Tap<TLanes, TOffsets>(ref s, ref o, 14, i) - Tap<TLanes, TOffsets>(ref s, ref o, 6, i)) * TLanes.Broadcast(15504);
        sum += (Tap<TLanes, TOffsets>(ref s, ref o, 13, i) - Tap<TLanes, TOffsets>(ref s, ref o, 7, i)) * TLanes.Broadcast(23256);
        sum += (Tap<TLanes, TOffsets>(ref s, ref o, 12, i) - Tap<TLanes, TOffsets>(ref s, ref o, 8, i)) * TLanes.Broadcast(25194);
        return sum + (Tap<TLanes, TOffsets>(ref s, ref o, 11, i) - Tap<TLanes, TOffsets>(ref s, ref o, 9, i)) * TLanes.Broadcast(16796);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes BlurAt<TLanes>(ref double s, int stride, int i) where TLanes : struct, ILanes<TLanes>
    {
        var left = BlurColumn<TLanes>(ref s, stride, i);
        var centre = BlurColumn<TLanes>(ref s, stride, i + 1);
        var right = BlurColumn<TLanes>(ref s, stride, i + 2);
        return (left + right) * TLanes.Broadcast(0.25) + centre * TLanes.Broadcast(0.5);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes BlurColumn<TLanes>(ref double s, int stride, int i) where TLanes : struct, ILanes<TLanes> =>
        (TLanes.Load(ref s, i) + TLanes.Load(ref s, 2 * stride + i)) * TLanes.Broadcast(0.25)
        + TLanes.Load(ref s, stride + i) * TLanes.Broadcast(0.5);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Tap<TLanes, TOffsets>(ref double s, ref int o, int tap, int i)
        where TLanes : struct, ILanes<TLanes>
        where TOffsets : struct, ITapOffsets =>
        TLanes.Load(ref s, TOffsets.Of(ref o, tap) + i);

    private static void Check<TOffsets>(ReadOnlySpan<double> source, ReadOnlySpan<int> offsets, int count) where TOffsets : struct, ITapOffsets
    {
        if (offsets.Length is not (0 or Taps)) throw new ArgumentException($"{Taps} offsets are needed", nameof(offsets));
        ref var table = ref MemoryMarshal.GetReference(offsets);
        for (var tap = 0; tap < Taps; tap++)
        {
            var offset = TOffsets.Of(ref table, tap);
            if (offset < 0 || offset + count > source.Length) throw new ArgumentException("the source is too short for its taps", nameof(source));
        }
    }
}
