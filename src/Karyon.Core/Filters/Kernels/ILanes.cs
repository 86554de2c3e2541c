namespace Karyon.Core.Filters.Kernels;

/// <summary>
/// A handful of doubles that are computed side by side. The kernels of this room are written once over it; each lane does
/// what the scalar twin <see cref="Lanes1"/> does, so every width gives the same bits.
/// </summary>
internal interface ILanes<TSelf> where TSelf : struct, ILanes<TSelf>
{
    static abstract int Count { get; }

    static abstract TSelf Load(ref readonly double source, int offset);

    static abstract TSelf Broadcast(double value);

    void Store(ref double destination, int offset);

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a, TSelf b);

    static abstract TSelf operator *(TSelf a, TSelf b);
}
