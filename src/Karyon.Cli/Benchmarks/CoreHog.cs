using System.Diagnostics;
using System.Globalization;

namespace Karyon.Cli.Benchmarks;

/// <summary>Another process that keeps one core busy until it is disposed, or until the process that started it is gone.</summary>
internal sealed class CoreHog : IDisposable
{
    /// <summary>The hidden argument that makes this program the hog: followed by the number of the process to outlive by no more than a moment.</summary>
    public const string Argument = "--hog-a-core-for";

    private readonly Process _process;

    /// <summary>What the process says once it spins.</summary>
    private const string Started = "spinning";

    /// <summary>Starts the process; it spins when this returns.</summary>
    /// <exception cref="InvalidOperationException">This program's own file is not known or does not start.</exception>
    public CoreHog()
    {
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("the program's own file is not known, so no second process can be started");
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardOutput = true };
        // Under 'dotnet karyon.dll' the process is dotnet, and the program its first argument.
        if (Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase)) start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        start.ArgumentList.Add(Argument);
        start.ArgumentList.Add(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        if (_process.StandardOutput.ReadLine() == Started) return;
        Dispose();
        throw new InvalidOperationException($"{program} {Argument} ended before it kept a core busy");
    }

    /// <summary>Ends the process.</summary>
    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    /// <summary>What the process does.</summary>
    /// <param name="master">The process that started it.</param>
    /// <param name="output">Told when it begins.</param>
    public static void Spin(int master, TextWriter output)
    {
        try
        {
            using var starter = Process.GetProcessById(master);
            output.WriteLine(Started);
            output.Flush();
            while (!starter.HasExited)
            {
                var until = Stopwatch.GetTimestamp() + Stopwatch.Frequency;
                while (Stopwatch.GetTimestamp() < until) Thread.SpinWait(1000);
            }
        }
        catch (ArgumentException)
        {
            // The starter is gone already.
        }
    }
}
