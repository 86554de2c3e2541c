namespace Karyon.Tensors;

/// <summary>Operands' shapes do not fit an operation; the message names the operation and both shapes.</summary>
public sealed class ShapeException : ArgumentException
{
    /// <summary>Makes the exception with a message.</summary>
    public ShapeException(string message) : base(message) { }

    /// <summary>Makes the exception with a message and its cause.</summary>
    public ShapeException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Makes an empty exception.</summary>
    public ShapeException() { }
}
