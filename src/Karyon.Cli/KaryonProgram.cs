using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Karyon.Cli.Commands;
using Karyon.Cli.Console;

namespace Karyon.Cli;

/// <summary>The <c>karyon</c> command: reads the command line, runs a command, turns failures into lines and exit codes.</summary>
internal sealed class KaryonProgram(TextWriter output, TextWriter error)
{
    private const string Description = "Finds, outlines, classifies and measures every nucleus in H&E histology.";

    /// <summary>Runs a command line.</summary>
    /// <returns>The exit code, see <see cref="ExitCode"/>.</returns>
    public int Run(IReadOnlyList<string> arguments)
    {
        var common = new OutputOptions();
        using var interruption = new Interruption(error);
        Session Open(ParseResult parsed) => common.Open(parsed, output, error, interruption.Token);
        var root = new RootCommand(Description);
        common.AddTo(root);
        root.Subcommands.Add(SegmentCommand.Create(Open));
        root.Subcommands.Add(TrainCommand.Create(Open));
        root.Subcommands.Add(EvaluateCommand.Create(Open));
        root.Subcommands.Add(ConvertCommand.Create(Open));
        root.Subcommands.Add(ModelsCommand.Create(Open));
        root.Subcommands.Add(BenchCommand.Create(Open));
        root.Subcommands.Add(DoctorCommand.Create(Open));
        var licenses = new Option<bool>("--licenses") { Description = "Print the licences of the program, its libraries and its weights" };
        root.Options.Add(licenses);
        root.SetAction(parsed => parsed.GetValue(licenses) ? LicenseNotices.Print(output) : new HelpAction().Invoke(parsed));

        var result = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var session = Open(result);
        try
        {
            if (result.Action is ParseErrorAction) throw new UsageException(Mistakes(result));
            DemandKnownOptions(result);
            var exitCode = result.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
            output.Flush();
            return exitCode;
        }
#pragma warning disable CA1031 // The outermost frame: whatever happened ends as a line and an exit code, and nothing goes on after it.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return ErrorReport.Tell(session, fault);
        }
    }

    /// <summary>A misspelt option would be taken for an input, and the user told of a missing file.</summary>
    private static void DemandKnownOptions(ParseResult result)
    {
        foreach (var token in result.Tokens)
        {
            if (token.Type == TokenType.DoubleDash) return;
            if (token.Type == TokenType.Argument && token.Value is ['-', '-' or (>= 'A' and <= 'z'), ..])
                throw new UsageException($"there is no option '{token.Value}'; '{NameOf(result)} --help' lists what there is (a file of that name is given as ./{token.Value})");
        }
    }

    private static string NameOf(ParseResult result) => result.CommandResult.Command is RootCommand ? "karyon" : $"karyon {result.CommandResult.Command.Name}";

    private static string Mistakes(ParseResult result)
    {
        var mistakes = string.Join("; ", result.Errors.Select(mistake => mistake.Message.ReplaceLineEndings(" ").TrimEnd('.')));
        return $"{mistakes}; '{NameOf(result)} --help' lists what there is";
    }
}
