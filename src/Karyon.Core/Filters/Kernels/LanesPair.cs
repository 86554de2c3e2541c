using System.Runtime.CompilerServices;

namespace Karyon.Core.Filters.Kernels;

/// <summary>Two registers side by side, so that a loop's address arithmetic serves both and their chains of additions overlap.</summary>
internal readonly struct LanesPair<T>(T low, T high) : ILanes<LanesPair<T>> where T : struct, ILanes<T>
{
    private readonly T _low = low;
    private readonly T _high = high;

    public static int Count => 2 * T.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPair<T> Load(ref readonly double source, int offset) =>
        new(T.Load(in source, offset), T.Load(in source, offset + T.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPair<T> Broadcast(double value) => new(T.Broadcast(value), T.Broadcast(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref double destination, int offset)
    {
        _low.Store(ref destination, offset);
        _high.Store(ref destination, offset + T.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPair<T> operator +(LanesPair<T> a, LanesPair<T> b) => new(a._low + b._low, a._high + b._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPair<T> operator -(LanesPair<T> a, LanesPair<T> b) => new(a._low - b._low, a._high - b._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPair<T> operator *(LanesPair<T> a, LanesPair<T> b) => new(a._low * b._low, a._high * b._high);
}
