using Karyon.Data.Codecs;
using Karyon.Learning.Recipes;
using Karyon.Learning.Training;
using Karyon.Tensors;

namespace Karyon.Cli.Console;

/// <summary>Turns a failure into one line on stderr and an exit code.</summary>
internal static class ErrorReport
{
    private const string Tracker = "the project's issue tracker";

    /// <summary>Tells a failure; stack traces only where the user asked for them.</summary>
    /// <returns>The exit code.</returns>
    public static int Tell(Session session, Exception fault)
    {
        switch (fault)
        {
            case InterruptedRunException:
                session.Error.WriteLine($"karyon: {OneLine(fault)}");
                return ExitCode.Interrupted;
            case OperationCanceledException:
                session.Error.WriteLine("karyon: interrupted; run the same command again to go on");
                return ExitCode.Interrupted;
            case RecipeException { Mistakes.Count: > 0 } recipe:
                // The one exception to one line: a recipe's mistakes are told all at once, each with its place.
                foreach (var mistake in recipe.Mistakes) session.Error.WriteLine($"karyon: {mistake}");
                return ExitCode.Refused;
            case not null when IsRefusal(fault):
                session.Error.WriteLine($"karyon: {OneLine(fault)}");
                if (session.Verbose) session.Error.WriteLine(fault);
                return ExitCode.Refused;
            default:
                session.Error.WriteLine(session.Verbose
                    ? $"karyon: a fault of the program itself; please report it to {Tracker} with what follows"
                    : $"karyon: a fault of the program itself ({fault?.GetType().Name}: {OneLine(fault)}); run it again with --verbose and report that to {Tracker}");
                if (session.Verbose) session.Error.WriteLine(fault);
                return ExitCode.Fault;
        }
    }

    /// <summary>Whether the world is to blame: files, folders, options, memory. Anything else is a fault of ours.</summary>
    public static bool IsRefusal(Exception fault) =>
        fault is UsageException or IOException or UnauthorizedAccessException or TensorMemoryException or OutOfMemoryException or RecipeException or TrainingDivergedException;

    /// <summary>Whether one input is to blame, so that the others can go on: the file itself, not the place that results go to.</summary>
    public static bool IsFaultOfInput(Exception fault) => fault is InvalidFileException or TensorMemoryException or OutOfMemoryException;

    /// <summary>A failure's message as one line, without the name of a C# parameter.</summary>
    public static string OneLine(Exception? fault)
    {
        var text = fault is OutOfMemoryException ? "there is not enough memory; give --memory, a smaller --tile or a smaller image" : fault?.Message ?? "";
        if (fault is ArgumentException { ParamName: { } name }) text = text.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal);
        return text.ReplaceLineEndings(" ").Trim();
    }

    /// <summary>Runs a check of options: what it refuses with an <see cref="ArgumentException"/> is the user's slip, not ours.</summary>
    /// <exception cref="UsageException">The check refused.</exception>
    public static T Check<T>(Func<T> check)
    {
        try
        {
            return check();
        }
        catch (ArgumentException fault)
        {
            throw new UsageException(OneLine(fault), fault);
        }
    }
}
