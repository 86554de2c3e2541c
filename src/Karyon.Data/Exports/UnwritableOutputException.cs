namespace Karyon.Data.Exports;

/// <summary>A result cannot be written. The message says what, where, and how to mend it, in one line.</summary>
public sealed class UnwritableOutputException : IOException
{
    /// <summary>Makes the exception with a one-line message.</summary>
    public UnwritableOutputException(string message) : base(message) { }

    /// <summary>Makes the exception with a one-line message and its cause.</summary>
    public UnwritableOutputException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Makes an empty exception.</summary>
    public UnwritableOutputException() { }
}
