namespace Karyon.Cli.Console;

/// <summary>The command line asks for what cannot be done. The message says what, where, and how to mend it, in one line.</summary>
internal sealed class UsageException : Exception
{
    public UsageException(string message) : base(message) { }

    public UsageException(string message, Exception inner) : base(message, inner) { }

    public UsageException() { }
}
