namespace Karyon.Tensors;

/// <summary>
/// A dense n-dimensional array of float32, row-major, in native memory. Its owner disposes it, or the <see cref="TensorScope"/> that
/// it was made in does; views made by <see cref="Reshape"/> keep the storage alive. Use after disposal throws in every build.
/// Reading is thread safe, writing is not.
/// </summary>
public sealed unsafe class Tensor : IDisposable
{
    private static readonly TensorAllocator Unbounded = new();
    private readonly Storage _storage;
    private bool _disposed;

    private Tensor(Storage storage, Shape shape) => (_storage, Shape) = (storage, shape);

    /// <summary>The sizes, e.g. [N, C, H, W].</summary>
    public Shape Shape { get; }

    /// <summary>Number of elements.</summary>
    public long Count => Shape.Count;

    /// <summary>The elements as a span, row-major.</summary>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public Span<float> Span => new(Pointer, checked((int)Count));

    internal float* Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _storage.Pointer;
        }
    }

    /// <summary>A tensor of zeros.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="allocator">Where the memory comes from and is counted; null: unbounded, uncounted by others.</param>
    public static Tensor Zeros(Shape shape, TensorAllocator? allocator = null) => new(new Storage(allocator ?? Unbounded, shape.Count, zero: true), shape);

    /// <summary>A tensor that is filled as it is made; where that fails, its memory is given back.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="fill">Writes its elements, row-major; zero before.</param>
    /// <param name="allocator">Where the memory comes from; null: unbounded.</param>
    public static Tensor Filled(Shape shape, Action<Span<float>> fill, TensorAllocator? allocator = null)
    {
        ArgumentNullException.ThrowIfNull(fill);
        var tensor = Zeros(shape, allocator);
        try
        {
            fill(tensor.Span);
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    /// <summary>A tensor whose elements are whatever the memory held: its pages are first touched by those who write them.</summary>
    internal static Tensor Uninitialized(Shape shape, TensorAllocator allocator) => new(new Storage(allocator, shape.Count, zero: false), shape);

    /// <summary>
    /// A tensor that takes no memory before its elements are asked for. With a source it can give them back (<see cref="Unload"/>) and reads them again when they
    /// are asked for again, so it must not be written to.
    /// </summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="source">Writes the elements, row-major; null: they are zero and stay.</param>
    /// <param name="allocator">Where the memory comes from and is counted; null: unbounded, uncounted by others.</param>
    public static Tensor Deferred(Shape shape, Action<Span<float>>? source = null, TensorAllocator? allocator = null) =>
        new(Storage.Deferred(allocator ?? Unbounded, shape.Count, source), shape);

    /// <summary>Gives the elements of a deferred tensor with a source back until they are asked for again; nothing happens to others.</summary>
    public void Unload() => _storage.Unload();

    /// <summary>Writes the elements, row-major, elsewhere; a deferred tensor with a source is not loaded for that.</summary>
    /// <param name="target">As many elements as the tensor has.</param>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public void CopyTo(Span<float> target)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (target.Length != Count) throw new ShapeException($"{Shape} does not fill {target.Length} elements");
        _storage.CopyTo(target);
    }

    /// <summary>A tensor with a copy of the given elements.</summary>
    /// <exception cref="ShapeException">The number of elements does not fit the shape.</exception>
    public static Tensor FromSpan(ReadOnlySpan<float> elements, Shape shape, TensorAllocator? allocator = null)
    {
        if (elements.Length != shape.Count) throw new ShapeException($"{elements.Length} elements do not fill {shape}");
        var tensor = new Tensor(new Storage(allocator ?? Unbounded, shape.Count, zero: false), shape);
        elements.CopyTo(tensor.Span);
        return tensor;
    }

    /// <summary>A view of the same elements under another shape of the same count.</summary>
    /// <exception cref="ShapeException">The counts differ.</exception>
    public Tensor Reshape(Shape shape)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (shape.Count != Count) throw new ShapeException($"{Shape} cannot be viewed as {shape}");
        _storage.AddReference();
        return new Tensor(_storage, shape);
    }

    /// <summary>A copy of the elements.</summary>
    public float[] ToArray() => Span.ToArray();

    /// <summary>Gives the storage back once no view uses it. May be called twice.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _storage.Release();
    }
}
