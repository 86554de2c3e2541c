using System.Diagnostics;
using System.Text.Json;

namespace Karyon.EndToEnd.Tests;

/// <summary>Runs the built program as a user does, in a process of its own.</summary>
internal static class KaryonProcess
{
    private const int MostMilliseconds = 300_000;

    /// <summary>Runs a command line in a folder.</summary>
    public static Outcome Run(string folder, params IReadOnlyList<string> arguments) => Run(folder, new Dictionary<string, string>(), arguments);

    /// <summary>Runs a command line in a folder, with variables of the environment on top.</summary>
    public static Outcome Run(string folder, IReadOnlyDictionary<string, string> variables, params IReadOnlyList<string> arguments)
    {
        using var process = Start(folder, variables, arguments);
        return Finish(process, arguments);
    }

    /// <summary>Runs a command line in a folder and measures the most memory that was resident at a time, mapped pages included.</summary>
    /// <param name="folder">The folder; a file <c>peak</c> in it says the measure, KiB.</param>
    /// <param name="peakBytes">Bytes.</param>
    /// <param name="arguments">The command line.</param>
    public static Outcome RunMeasured(string folder, out long peakBytes, params IReadOnlyList<string> arguments)
    {
        using var process = Start(folder, new Dictionary<string, string>(), arguments, ["/usr/bin/time", "-f", "%M", "-o", "peak"]);
        var outcome = Finish(process, arguments);
        peakBytes = 1024 * long.Parse(File.ReadAllLines(Path.Combine(folder, "peak"))[^1], System.Globalization.CultureInfo.InvariantCulture);
        return outcome;
    }

    private static Outcome Finish(Process process, IReadOnlyList<string> arguments)
    {
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        if (!process.WaitForExit(MostMilliseconds))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"karyon {string.Join(' ', arguments)} did not end");
        }
        return new Outcome(process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    /// <summary>Runs a command line and presses Ctrl-C when a condition holds.</summary>
    public static Outcome RunAndInterrupt(string folder, Func<bool> when, params IReadOnlyList<string> arguments)
    {
        using var process = Start(folder, new Dictionary<string, string>(), arguments);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        var watch = Stopwatch.StartNew();
        while (!process.WaitForExit(1) && !when())
            if (watch.ElapsedMilliseconds > MostMilliseconds) throw new TimeoutException($"karyon {string.Join(' ', arguments)} did not get there");
        using (var kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])) kill.WaitForExit();
        if (!process.WaitForExit(MostMilliseconds))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"karyon {string.Join(' ', arguments)} did not end");
        }
        return new Outcome(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    /// <summary>Runs a command line and kills it, as a power cut would, when a condition holds.</summary>
    /// <returns>Whether it was killed; false: it had ended before.</returns>
    public static bool RunAndKill(string folder, Func<bool> when, params IReadOnlyList<string> arguments)
    {
        using var process = Start(folder, new Dictionary<string, string>(), arguments);
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var watch = Stopwatch.StartNew();
        while (!process.WaitForExit(1))
        {
            if (watch.ElapsedMilliseconds > MostMilliseconds) throw new TimeoutException($"karyon {string.Join(' ', arguments)} did not get there");
            if (!when()) continue;
            process.Kill();
            process.WaitForExit();
            return true;
        }
        return false;
    }

    private static Process Start(string folder, IReadOnlyDictionary<string, string> variables, IReadOnlyList<string> arguments, params IReadOnlyList<string> before)
    {
        string[] command = [.. before, Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet"];
        var start = new ProcessStartInfo(command[0])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false,
        };
        foreach (var argument in command[1..]) start.ArgumentList.Add(argument);
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "karyon.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in variables) start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException("the program did not start");
    }

    /// <summary>What a run gave.</summary>
    /// <param name="ExitCode">Exit code.</param>
    /// <param name="Output">All of stdout.</param>
    /// <param name="Error">All of stderr.</param>
    internal sealed record Outcome(int ExitCode, string Output, string Error)
    {
        /// <summary>Stdout as the one JSON document that it must be.</summary>
        public JsonElement Json()
        {
            using var document = JsonDocument.Parse(Output);
            return document.RootElement.Clone();
        }

        /// <summary>Checks that the program refused with one line that says a text, and printed nothing else.</summary>
        public void IsRefusal(params ReadOnlySpan<string> texts)
        {
            Assert.True(ExitCode == 2, $"exit code {ExitCode}\n{Output}\n{Error}");
            Assert.Equal("", Output);
            var line = Assert.Single(Error.TrimEnd('\n').Split('\n'));
            Assert.StartsWith("karyon: ", line);
            Assert.DoesNotContain("   at ", Error);
            foreach (var text in texts) Assert.Contains(text, line);
        }
    }
}
