namespace Karyon.Learning.Models;

/// <summary>A weight file cannot be used as a network; the message says what is wrong and how to mend it, in one line.</summary>
public sealed class InvalidNetworkFileException : IOException
{
    /// <summary>Makes the exception with a one-line message.</summary>
    public InvalidNetworkFileException(string message) : base(message) { }

    /// <summary>Makes the exception with a one-line message and its cause.</summary>
    public InvalidNetworkFileException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Makes an empty exception.</summary>
    public InvalidNetworkFileException() { }
}
