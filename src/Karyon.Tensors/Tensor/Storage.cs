namespace Karyon.Tensors;

/// <summary>
/// One block of native floats, shared by the tensors that view it and freed with the last of them. A deferred one is allocated and filled when it is
/// first asked for, and one with a source can be given back and filled again.
/// </summary>
internal sealed unsafe class Storage
{
    private readonly TensorAllocator _allocator;
    private readonly long _floats;
    private readonly bool _zero;
    private readonly Action<Span<float>>? _source;
    private readonly Lock _loading = new();
    private float* _pointer;
    private int _references = 1;

    public Storage(TensorAllocator allocator, long floats, bool zero)
    {
        (_allocator, _floats, _zero) = (allocator, floats, zero);
        Load();
    }

    private Storage(TensorAllocator allocator, long floats, Action<Span<float>>? source) => (_allocator, _floats, _zero, _source) = (allocator, floats, source is null, source);

    /// <summary>A block that is allocated when it is first asked for: filled by a source, or zero without one.</summary>
    public static Storage Deferred(TensorAllocator allocator, long floats, Action<Span<float>>? source) => new(allocator, floats, source);

    public float* Pointer => _pointer is not null ? _pointer : Load();

    public void AddReference()
    {
        ObjectDisposedException.ThrowIf(_references == 0, typeof(Tensor));
        Interlocked.Increment(ref _references);
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _references) == 0) Free();
    }

    /// <summary>Writes the elements elsewhere; those of a block with a source that is not loaded come straight from it, and it stays unloaded.</summary>
    public void CopyTo(Span<float> target)
    {
        if (_pointer is null && _source is not null && _references > 0) _source(target);
        else new ReadOnlySpan<float>(Pointer, checked((int)_floats)).CopyTo(target);
    }

    /// <summary>Gives the memory of a block with a source back until it is asked for again; others keep theirs.</summary>
    public void Unload()
    {
        if (_source is not null) Free();
    }

    private float* Load()
    {
        lock (_loading)
        {
            if (_references == 0) throw new ObjectDisposedException(nameof(Tensor), "the tensor's storage was freed");
            if (_pointer is not null) return _pointer;
            var block = (float*)_allocator.Allocate(checked(_floats * sizeof(float)), _zero);
            try
            {
                _source?.Invoke(new Span<float>(block, checked((int)_floats)));
            }
            catch
            {
                _allocator.Free(block, _floats * sizeof(float));
                throw;
            }
            return _pointer = block;
        }
    }

    private void Free()
    {
        lock (_loading)
        {
            if (_pointer is null) return;
            _allocator.Free(_pointer, _floats * sizeof(float));
            _pointer = null;
        }
    }
}
