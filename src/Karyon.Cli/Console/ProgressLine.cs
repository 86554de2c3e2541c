using System.Diagnostics;

namespace Karyon.Cli.Console;

/// <summary>
/// One line on a terminal that says how far a long run is: done and total, rate, time left, the slowest stage. Silent in a pipe and when the
/// user wants quiet. Any thread may report.
/// </summary>
internal sealed class ProgressLine : IDisposable
{
    private const double SecondsBetweenDraws = 0.1;
    private readonly Session _session;
    private readonly Lock _lock = new();
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly bool _visible;
    private long _drawn;
    private bool _shown;

    /// <summary>Starts the clock.</summary>
    public ProgressLine(Session session)
    {
        _session = session;
        _visible = session is { IsErrorTerminal: true, Quiet: false };
    }

    /// <summary>Draws the line anew, at most some times a second.</summary>
    /// <param name="done">Units done.</param>
    /// <param name="total">Units in all; 0 where unknown.</param>
    /// <param name="unit">What is counted, plural.</param>
    /// <param name="what">What is being worked at.</param>
    /// <param name="bottleneck">The stage that takes most time, or null.</param>
    public void Report(double done, double total, string unit, string what, string? bottleneck = null)
    {
        if (!_visible) return;
        lock (_lock)
        {
            var now = Stopwatch.GetTimestamp();
            if (_shown && Stopwatch.GetElapsedTime(_drawn, now).TotalSeconds < SecondsBetweenDraws) return;
            (_drawn, _shown) = (now, true);
            var elapsed = Stopwatch.GetElapsedTime(_start, now).TotalSeconds;
            var text = $"{what}: {Figures.Text(done, "0.#")}/{Figures.Text(total, "0.#")} {unit}";
            if (done > 0 && elapsed > 0)
            {
                text += $", {Figures.Text(done / elapsed, "0.0")} {unit}/s";
                if (total > done) text += $", {Figures.Seconds(elapsed / done * (total - done))} left";
            }
            if (bottleneck is not null) text += $", slowest: {bottleneck}";
            var columns = Math.Max(20, Columns() - 1);
            _session.Error.Write("\r\e[K" + (text.Length > columns ? text[..columns] : text));
        }
    }

    /// <summary>Removes the line, so that other text can follow.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            if (_shown) _session.Error.Write("\r\e[K");
            _shown = false;
        }
    }

    /// <inheritdoc cref="Clear"/>
    public void Dispose() => Clear();

    private static int Columns()
    {
        try
        {
            return System.Console.WindowWidth;
        }
        catch (IOException)
        {
            // A terminal that does not tell its size is taken for a classical one.
            return 80;
        }
    }
}
