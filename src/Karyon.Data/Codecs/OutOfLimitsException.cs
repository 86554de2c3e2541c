namespace Karyon.Data.Codecs;

/// <summary>A file asks for more pixels or memory than <see cref="DecodeLimits"/> allow; nothing of that size was allocated.</summary>
public sealed class OutOfLimitsException : InvalidFileException
{
    /// <summary>Makes the exception with a one-line message that names the size and the limit.</summary>
    public OutOfLimitsException(string message) : base(message) { }

    /// <summary>Makes the exception with a one-line message and its cause.</summary>
    public OutOfLimitsException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Makes an empty exception.</summary>
    public OutOfLimitsException() { }
}
