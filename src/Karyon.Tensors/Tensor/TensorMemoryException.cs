namespace Karyon.Tensors;

/// <summary>An allocation would exceed the allocator's cap; the message says by how much and what to change.</summary>
public sealed class TensorMemoryException : InvalidOperationException
{
    /// <summary>Makes the exception with a message.</summary>
    public TensorMemoryException(string message) : base(message) { }

    /// <summary>Makes the exception with a message and its cause.</summary>
    public TensorMemoryException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Makes an empty exception.</summary>
    public TensorMemoryException() { }
}
