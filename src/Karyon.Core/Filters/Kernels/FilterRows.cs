using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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

    /// <summary>Offsets of the taps of a pass along the row.</summary>
    public static ReadOnlySpan<int> AlongRow => [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20];

    /// <summary>destination[i] = sum over k of smoothing[k] source[offsets[k] + i].</summary>
    public static void Smooth(ReadOnlySpan<double> source, ReadOnlySpan<int> offsets, Span<double> destination)
    {
        if (Vector512.IsHardwareAccelerated) Smooth<Lanes512>(source, offsets, destination);
        else if (Vector256.IsHardwareAccelerated) Smooth<Lanes256>(source, offsets, destination);
        else if (Vector128.IsHardwareAccelerated) Smooth<Lanes128>(source, offsets, destination);
        else Smooth<Lanes1>(source, offsets, destination);
    }

    /// <summary>destination[i] = sum over k of derivative[k] source[offsets[k] + i].</summary>
    public static void Differentiate(ReadOnlySpan<double> source, ReadOnlySpan<int> offsets, Span<double> destination)
    {
        if (Vector512.IsHardwareAccelerated) Differentiate<Lanes512>(source, offsets, destination);
        else if (Vector256.IsHardwareAccelerated) Differentiate<Lanes256>(source, offsets, destination);
        else if (Vector128.IsHardwareAccelerated) Differentiate<Lanes128>(source, offsets, destination);
        else Differentiate<Lanes1>(source, offsets, destination);
    }

    /// <summary>destination[i] = 1/4, 1/2, 1/4 in both axes about source[i + 1] of the middle one of three rows that are a stride apart.</summary>
    public static void Blur(ReadOnlySpan<double> source, int stride, Span<double> destination)
    {
        if (Vector512.IsHardwareAccelerated) Blur<Lanes512>(source, stride, destination);
        else if (Vector256.IsHardwareAccelerated) Blur<Lanes256>(source, stride, destination);
        else if (Vector128.IsHardwareAccelerated) Blur<Lanes128>(source, stride, destination);
        else Blur<Lanes1>(source, stride, destination);
    }

    public static void Smooth<TLanes>(ReadOnlySpan<double> source, ReadOnlySpan<int> offsets, Span<double> destination)
        where TLanes : struct, ILanes<TLanes>
    {
        Check(source, offsets, destination);
        ref var s = ref MemoryMarshal.GetReference(source);
        ref var d = ref MemoryMarshal.GetReference(destination);
        var i = 0;
        for (; i <= destination.Length - TLanes.Count; i += TLanes.Count) SmoothAt<TLanes>(ref s, offsets, i).Store(ref d, i);
        for (; i < destination.Length; i++) SmoothAt<Lanes1>(ref s, offsets, i).Store(ref d, i);
    }

    public static void Differentiate<TLanes>(ReadOnlySpan<double> source, ReadOnlySpan<int> offsets, Span<double> destination)
        where TLanes : struct, ILanes<TLanes>
    {
        Check(source, offsets, destination);
        ref var s = ref MemoryMarshal.GetReference(source);
        ref var d = ref MemoryMarshal.GetReference(destination);
        var i = 0;
        for (; i <= destination.Length - TLanes.Count; i += TLanes.Count) DifferentiateAt<TLanes>(ref s, offsets, i).Store(ref d, i);
        for (; i < destination.Length; i++) DifferentiateAt<Lanes1>(ref s, offsets, i).Store(ref d, i);
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes SmoothAt<TLanes>(ref double s, ReadOnlySpan<int> o, int i) where TLanes : struct, ILanes<TLanes>
    {
        var sum = TLanes.Load(ref s, o[0] + i) + TLanes.Load(ref s, o[20] + i);
        sum += (TLanes.Load(ref s, o[1] + i) + TLanes.Load(ref s, o[19] + i)) * TLanes.Broadcast(20);
        sum += (TLanes.Load(ref s, o[2] + i) + TLanes.Load(ref s, o[18] + i)) * TLanes.Broadcast(190);
        sum += (TLanes.Load(ref s, o[3] + i) + TLanes.Load(ref s, o[17] + i)) * TLanes.Broadcast(1140);
        sum += (TLanes.Load(ref s, o[4] + i) + TLanes.Load(ref s, o[16] + i)) * TLanes.Broadcast(4845);
        sum += (TLanes.Load(ref s, o[5] + i) + TLanes.Load(ref s, o[15] + i)) * TLanes.Broadcast(15504);
        sum += (TLanes.Load(ref s, o[6] + i) + TLanes.Load(ref s, o[14] + i)) * TLanes.Broadcast(38760);
        sum += (TLanes.Load(ref s, o[7] + i) + TLanes.Load(ref s, o[13] + i)) * TLanes.Broadcast(77520);
        sum += (TLanes.Load(ref s, o[8] + i) + TLanes.Load(ref s, o[12] + i)) * TLanes.Broadcast(125970);
        sum += (TLanes.Load(ref s, o[9] + i) + TLanes.Load(ref s, o[11] + i)) * TLanes.Broadcast(167960);
        return sum + TLanes.Load(ref s, o[10] + i) * TLanes.Broadcast(184756);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes DifferentiateAt<TLanes>(ref double s, ReadOnlySpan<int> o, int i) where TLanes : struct, ILanes<TLanes>
    {
        var sum = TLanes.Load(ref s, o[20] + i) - TLanes.Load(ref s, o[0] + i);
        sum += (TLanes.Load(ref s, o[19] + i) - TLanes.Load(ref s, o[1] + i)) * TLanes.Broadcast(18);
        sum += (TLanes.Load(ref s, o[18] + i) - TLanes.Load(ref s, o[2] + i)) * TLanes.Broadcast(152);
        sum += (TLanes.Load(ref s, o[17] + i) - TLanes.Load(ref s, o[3] + i)) * TLanes.Broadcast(798);
        sum += (TLanes.Load(ref s, o[16] + i) - TLanes.Load(ref s, o[4] + i)) * TLanes.Broadcast(2907);
        sum += (TLanes.Load(ref s, o[15] + i) - TLanes.Load(ref s, o[5] + i)) * TLanes.Broadcast(7752);
        sum += (TLanes.Load(ref s, o[14] + i) - TLanes.Load(ref s, o[6] + i)) * TLanes.Broadcast(15504);
        sum += (TLanes.Load(ref s, o[13] + i) - TLanes.Load(ref s, o[7] + i)) * TLanes.Broadcast(23256);
        sum += (TLanes.Load(ref s, o[12] + i) - TLanes.Load(ref s, o[8] + i)) * TLanes.Broadcast(25194);
        return sum + (TLanes.Load(ref s, o[11] + i) - TLanes.Load(ref s, o[9] + i)) * TLanes.Broadcast(16796);
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

    private static void Check(ReadOnlySpan<double> source, ReadOnlySpan<int> offsets, Span<double> destination)
    {
        if (offsets.Length != Taps) throw new ArgumentException($"{Taps} offsets are needed", nameof(offsets));
        foreach (var offset in offsets)
            if (offset < 0 || offset + destination.Length > source.Length)
                throw new ArgumentException("the source is too short for its taps", nameof(source));
    }
}
