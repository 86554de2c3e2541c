using System.CommandLine;
using Karyon.Cli.Console;
using Karyon.Cli.Inputs;
using Karyon.Learning.Recipes;
using Karyon.Learning.Training;

namespace Karyon.Cli.Commands;

/// <summary><c>karyon train RECIPE.yaml [--resume] [--dry-run]</c>: carries out a recipe.</summary>
internal sealed class TrainCommand
{
    private const string DefaultParent = "runs";

    private readonly Argument<string> _recipe = new("RECIPE") { Description = "A YAML file that names model, data, representation, loss, optimiser, schedule, augmentation and seed" };
    private readonly Option<string?> _output = new("--output", "-o") { Description = "Folder of the run [default: runs/NAME]", HelpName = "DIR" };
    private readonly Option<bool> _resume = new("--resume") { Description = "Go on from the last checkpoint of the folder, if there is one" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Check the recipe, the data and a few steps, then predict time and memory; writes nothing" };
    private readonly Option<string[]> _set = new("--set") { Description = "Override a value of the recipe; may be given again; recorded in the run", HelpName = "KEY=VALUE", DefaultValueFactory = _ => [] };
    private readonly ComputeOptions _compute = new();

    private TrainCommand() { }

    public static Command Create(Func<ParseResult, Session> open)
    {
        var self = new TrainCommand();
        var command = new Command("train", "Train a network by a recipe") { self._recipe, self._output, self._resume, self._dryRun, self._set };
        self._compute.AddTo(command);
        command.SetAction(parsed => self.Run(open(parsed), parsed));
        return command;
    }

    private int Run(Session session, ParseResult parsed)
    {
        var path = parsed.GetRequiredValue(_recipe);
        var threads = _compute.Threads(parsed);
        IReadOnlyList<string> overrides = parsed.GetValue(_set) ?? [];
        var recipe = RecipeFile.Read(path, overrides);
        var folder = parsed.GetValue(_output) ?? Path.Combine(DefaultParent, recipe.Name);
        using var context = ComputeOptions.Open(threads);
        var run = new RecipeRun(recipe, context, folder, ProgramVersion.Text);
        if (parsed.GetValue(_dryRun)) return DryRun(session, run);

        using var progress = new ProgressLine(session);
        var state = run.Run(parsed.GetValue(_resume), report => Tell(session, progress, recipe, report), session.Stop);
        progress.Clear();
        if (session.Stop.IsCancellationRequested && !state.HasEnded(recipe.Training.Steps))
        {
            // Another recipe is refused, so the overrides belong to the command that goes on.
            var sets = string.Concat(overrides.Select(item => $" --set \"{item}\""));
            throw new InterruptedRunException($"interrupted after step {state.Step} of {recipe.Training.Steps}; the state is saved, 'karyon train {path}{sets} --resume -o {folder}' goes on");
        }
        if (session.Json) WriteJson(session, recipe, folder, state);
        else Show(session, recipe, folder, state);
        return ExitCode.Done;
    }

    private static void Tell(Session session, ProgressLine progress, Recipe recipe, TrainingReport report)
    {
        progress.Report(report.Step, report.Steps, "steps", recipe.Name, $"loss {Figures.Text(report.Loss, "0.0000")}, {Figures.Text(report.SamplesPerSecond, "0.0")} samples/s");
        if (report.Message is null && !session.Verbose && session.IsErrorTerminal) return;
        progress.Clear();
        session.Note(report.Message is { } message
            ? $"step {report.Step} of {report.Steps}: {message}"
            : $"step {report.Step} of {report.Steps}: loss {Figures.Text(report.Loss, "0.0000")}, {Figures.Text(report.SamplesPerSecond, "0.0")} samples/s");
    }

    private static int DryRun(Session session, RecipeRun run)
    {
        var report = run.DryRun();
        if (session.Json)
            JsonOutput.Write(session, "karyon.train-dry-run/1", json =>
            {
                json.WriteNumber("training_images", report.TrainingImages);
                json.WriteNumber("validation_images", report.ValidationImages);
                json.WriteNumber("steps", report.Steps);
                json.WriteString("data_sha256", report.DataSha256);
                json.WriteFigure("time_s_per_step", report.SecondsPerStep);
                json.WriteFigure("predicted_time_s", report.Seconds, 1);
                json.WriteNumber("plan_bytes", report.PlanBytes);
                json.WriteNumber("peak_process_bytes", report.PeakBytes);
            });
        else
        {
            var table = Tables.Of("what", "#figure");
            table.Add("images to train on", Figures.Count(report.TrainingImages));
            table.Add("images to validate on", Figures.Count(report.ValidationImages));
            table.Add("steps", Figures.Count(report.Steps));
            table.Add("time of a step with its data", Figures.Seconds(report.SecondsPerStep));
            table.Add("predicted time, without validation", Figures.Seconds(report.Seconds));
            table.Add("memory of the plan", Figures.Bytes(report.PlanBytes));
            table.Add("most memory of the process so far", Figures.Bytes(report.PeakBytes));
            session.Show(table);
        }
        return ExitCode.Done;
    }

    private static void Show(Session session, Recipe recipe, string folder, TrainingProgress state)
    {
        var table = Tables.Of("recipe", "#steps", $"#best {recipe.Metric}", "#at step", "run");
        table.Add(recipe.Name, Figures.Count(state.Step), state.BestScore is { } score ? Figures.Text(score, "0.0000") : "-", state.BestScore is null ? "-" : Figures.Count(state.BestStep), folder);
        session.Show(table);
    }

    private static void WriteJson(Session session, Recipe recipe, string folder, TrainingProgress state) => JsonOutput.Write(session, "karyon.train/1", json =>
    {
        json.WriteString("recipe", recipe.Name);
        json.WriteString("folder", folder);
        json.WriteNumber("steps", state.Step);
        json.WriteString("stop_reason", state.StopReason);
        json.WriteString("metric", recipe.Metric);
        json.WriteFigure("best_score", state.BestScore ?? double.NaN);
        json.WriteNumber("best_step", state.BestStep);
    });
}
