using System.Diagnostics;
using System.Globalization;

namespace Karyon.Cli.Benchmarks;

/// <summary>Another process that keeps one core busy until it is disposed, or until the process that started it is gone.</summary>
internal sealed class CoreHog : IDisposable
{
    /// <summary>The hidden argument that makes this program the hog: followed by the number of the process to outlive by no more than a moment.</summary>
    public const string Argument = "--hog-a-core-for";

    private readonly Process _process;

    /// <summary>Starts the process; it has settled when this returns.</summary>
    /// <exception cref="InvalidOperationException">This program's own file is not known or does not start.</exception>
    public CoreHog()
    {
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("the program's own file is not known, so no second process can be started");
        var start = new ProcessStartInfo(program) { UseShellExecute = false };
        // Under 'dotnet karyon.dll' the process is dotnet, and the program its first argument.
        if (Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase)) start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        start.ArgumentList.Add(Argument);
        start.ArgumentList.Add(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        Thread.Sleep(TimeSpan.FromMilliseconds(500));
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
    public static void Spin(int master)
    {
        try
        {
            using var starter = Process.GetProcessById(master);
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
