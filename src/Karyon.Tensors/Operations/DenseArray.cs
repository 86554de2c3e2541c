namespace Karyon.Tensors.Operations;

/// <summary>A dense row-major array of the reference interpreter.</summary>
internal sealed class DenseArray<T>(Shape shape, T[] data) where T : unmanaged
{
    public DenseArray(Shape shape) : this(shape, new T[shape.Count]) { }

    public Shape Shape { get; } = shape;

    public T[] Data { get; } = data;

    /// <summary>
    /// The lengths of the concatenated parts that the channels (dimension 1) consist of. Each part starts a new block of 16 channels,
    /// which fixes the order of sums over channels.
    /// </summary>
    public IReadOnlyList<int> Segments { get; init; } = shape.Rank > 1 ? [shape[1]] : [];

    public ref T this[int n, int c, int h, int w] => ref Data[(((long)n * Shape[1] + c) * Shape[2] + h) * Shape[3] + w];
}
