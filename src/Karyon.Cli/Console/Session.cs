using Spectre.Console;
using Spectre.Console.Rendering;

namespace Karyon.Cli.Console;

/// <summary>What a command runs with: where it writes, how much it says, and the signal to stop.</summary>
internal sealed class Session
{
    private const int PipeColumns = 4096;

    /// <summary>Results.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Progress, notes, warnings and errors.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Whether results are one JSON document.</summary>
    public bool Json { get; init; }

    /// <summary>Whether progress, notes and warnings are left out.</summary>
    public bool Quiet { get; init; }

    /// <summary>Whether details and stack traces are shown.</summary>
    public bool Verbose { get; init; }

    /// <summary>Whether <see cref="Output"/> is a terminal.</summary>
    public bool IsOutputTerminal { get; init; }

    /// <summary>Whether <see cref="Error"/> is a terminal.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>Whether the user asked for no colours (NO_COLOR, see no-color.org).</summary>
    public bool NoColor { get; init; }

    /// <summary>Raised by the first Ctrl-C.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>Says something that the user should know.</summary>
    public void Note(string text)
    {
        if (!Quiet) Error.WriteLine(text);
    }

    /// <summary>Says what may be wrong with the results.</summary>
    public void Warn(string text) => Note($"warning: {text}");

    /// <summary>Says what only the curious want to know.</summary>
    public void Detail(string text)
    {
        if (Verbose) Error.WriteLine(text);
    }

    /// <summary>Shows a table of results.</summary>
    public void Show(Table table)
    {
        var screen = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = IsOutputTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = IsOutputTerminal && !NoColor ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(Output),
        });
        // A pipe has no width: cells must not be broken for whoever reads them.
        if (!IsOutputTerminal) screen.Profile.Width = PipeColumns;
        // A figure broken over two lines is misread; a narrow terminal may wrap the row instead.
        else if (table.Columns.Any(column => column.NoWrap))
            screen.Profile.Width = Math.Max(screen.Profile.Width, ((IRenderable)table).Measure(RenderOptions.Create(screen, screen.Profile.Capabilities), PipeColumns).Max);
        screen.Write(table);
    }
}
