using System.CommandLine;
using Karyon.Cli.Console;

namespace Karyon.Cli.Commands;

/// <summary>The options that every command has.</summary>
internal sealed class OutputOptions
{
    private readonly Option<bool> _json = new("--json") { Description = "Make stdout one JSON document with the same figures", Recursive = true };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "No progress, notes or warnings", Recursive = true };
    private readonly Option<bool> _verbose = new("--verbose") { Description = "Details, and stack traces of faults", Recursive = true };

    /// <summary>Adds them to the program.</summary>
    public void AddTo(RootCommand root)
    {
        root.Options.Add(_json);
        root.Options.Add(_quiet);
        root.Options.Add(_verbose);
    }

    /// <summary>What a command runs with, from the command line and the process.</summary>
    public Session Open(ParseResult parsed, TextWriter output, TextWriter error, CancellationToken stop) => new()
    {
        Output = output,
        Error = error,
        Json = parsed.GetValue(_json),
        Quiet = parsed.GetValue(_quiet),
        Verbose = parsed.GetValue(_verbose),
        IsOutputTerminal = !System.Console.IsOutputRedirected,
        IsErrorTerminal = !System.Console.IsErrorRedirected,
        NoColor = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
        Stop = stop,
    };
}
