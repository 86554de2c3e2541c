namespace Karyon.Cli.Console;

/// <summary>What the process ends with.</summary>
internal static class ExitCode
{
    /// <summary>All was done.</summary>
    public const int Done = 0;

    /// <summary>Our own fault.</summary>
    public const int Fault = 1;

    /// <summary>The input or the options are wrong.</summary>
    public const int Refused = 2;

    /// <summary>Some inputs failed, the others are done.</summary>
    public const int SomeFailed = 3;

    /// <summary>Interrupted by the user; what was done is kept.</summary>
    public const int Interrupted = 130;
}
