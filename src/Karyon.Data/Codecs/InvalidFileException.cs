namespace Karyon.Data.Codecs;

/// <summary>A file from outside cannot be used. The message says what is wrong, where, and how to mend it, in one line.</summary>
public class InvalidFileException : IOException
{
    /// <summary>Makes the exception with a one-line message.</summary>
    public InvalidFileException(string message) : base(message) { }

    /// <summary>Makes the exception with a one-line message and its cause.</summary>
    public InvalidFileException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Makes an empty exception.</summary>
    public InvalidFileException() { }
}

/// <summary>A file is sound as far as can be seen, but uses a feature that this program does not read; the message names it.</summary>
public sealed class UnsupportedFeatureException : InvalidFileException
{
    /// <summary>Makes the exception with a one-line message that names the feature.</summary>
    public UnsupportedFeatureException(string message) : base(message) { }

    /// <summary>Makes the exception with a one-line message and its cause.</summary>
    public UnsupportedFeatureException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Makes an empty exception.</summary>
    public UnsupportedFeatureException() { }
}
