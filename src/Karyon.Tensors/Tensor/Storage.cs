namespace Karyon.Tensors;

/// <summary>One block of native floats, shared by the tensors that view it and freed with the last of them.</summary>
internal sealed unsafe class Storage
{
    private readonly TensorAllocator _allocator;
    private readonly long _bytes;
    private float* _pointer;
    private int _references = 1;

    public Storage(TensorAllocator allocator, long floats, bool zero)
    {
        (_allocator, _bytes) = (allocator, checked(floats * sizeof(float)));
        _pointer = (float*)allocator.Allocate(_bytes, zero);
    }

    public float* Pointer => _pointer is not null ? _pointer : throw new ObjectDisposedException(nameof(Tensor), "the tensor's storage was freed");

    public void AddReference()
    {
        ObjectDisposedException.ThrowIf(_pointer is null, typeof(Tensor));
        Interlocked.Increment(ref _references);
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _references) != 0) return;
        _allocator.Free(_pointer, _bytes);
        _pointer = null;
    }
}
