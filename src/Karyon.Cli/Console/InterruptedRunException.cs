namespace Karyon.Cli.Console;

/// <summary>The user stopped a run; the message says what is kept and how to go on.</summary>
internal sealed class InterruptedRunException : Exception
{
    public InterruptedRunException(string message) : base(message) { }

    public InterruptedRunException(string message, Exception inner) : base(message, inner) { }

    public InterruptedRunException() { }
}
