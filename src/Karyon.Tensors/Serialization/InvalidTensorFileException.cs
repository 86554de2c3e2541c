namespace Karyon.Tensors.Serialization;

/// <summary>A tensor file from outside cannot be used; the message says what is wrong, where, and how to mend it, in one line.</summary>
public sealed class InvalidTensorFileException : IOException
{
    /// <summary>Makes the exception with a one-line message.</summary>
    public InvalidTensorFileException(string message) : base(message) { }

    /// <summary>Makes the exception with a one-line message and its cause.</summary>
    public InvalidTensorFileException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Makes an empty exception.</summary>
    public InvalidTensorFileException() { }
}
