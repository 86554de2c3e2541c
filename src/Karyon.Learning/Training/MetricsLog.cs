using System.Globalization;
using System.Text;
using Karyon.Data.Exports;
using Karyon.Learning.Training.TensorBoard;

namespace Karyon.Learning.Training;

/// <summary>
/// The figures of a run: <c>metrics.csv</c> (step, group, metric, value) grows as the run goes on, <c>curves.svg</c> is drawn from it, and TensorBoard's
/// event files say the same. On resuming, lines past the checkpoint's step are dropped, so the CSV file is the same as without the break.
/// </summary>
public sealed class MetricsLog
{
    private const string Header = "step,group,metric,value";
    private readonly string _folder;
    private readonly EventFile _events;
    private readonly List<(long Step, string Group, string Metric, double Value)> _rows = [];

    /// <summary>Opens the log of a folder, dropping what comes after a step.</summary>
    /// <param name="folder">The run's folder; made where it is missing.</param>
    /// <param name="lastStep">The step that the run goes on from.</param>
    /// <param name="clock">Wall clock of TensorBoard's events; null: the system's.</param>
    /// <exception cref="UnwritableOutputException">A file cannot be written.</exception>
    public MetricsLog(string folder, long lastStep, TimeProvider? clock = null)
    {
        _folder = folder;
        if (File.Exists(CsvPath))
            foreach (var line in File.ReadLines(CsvPath).Skip(1))
            {
                var parts = line.Split(',');
                if (parts.Length == 4 && long.TryParse(parts[0], CultureInfo.InvariantCulture, out var step) && step <= lastStep && double.TryParse(parts[3], CultureInfo.InvariantCulture, out var value))
                    _rows.Add((step, parts[1], parts[2], value));
            }
        WriteAll();
        _events = new EventFile(folder, lastStep + 1, clock ?? TimeProvider.System);
    }

    private string CsvPath => Path.Combine(_folder, "metrics.csv");

    /// <summary>Adds figures.</summary>
    /// <exception cref="UnwritableOutputException">A file cannot be written.</exception>
    public void Add(MetricsRow row)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in row.Values)
        {
            _rows.Add((row.Step, row.Name, name, value));
            text.Append(Line(row.Step, row.Name, name, value)).Append('\n');
        }
        AppendedFile.Append(CsvPath, Encoding.UTF8.GetBytes(text.ToString()));
        _events.Add(row);
    }

    /// <summary>Draws the curves.</summary>
    /// <exception cref="UnwritableOutputException">The file cannot be written.</exception>
    public void Draw() => AtomicFile.Write(Path.Combine(_folder, "curves.svg"), stream => stream.Write(Encoding.UTF8.GetBytes(Curves.Draw(_rows))));

    private static string Line(long step, string group, string metric, double value) =>
        string.Create(CultureInfo.InvariantCulture, $"{step},{group},{metric},{value:R}");

    private void WriteAll() => AtomicFile.Write(CsvPath, stream =>
        stream.Write(Encoding.UTF8.GetBytes(string.Join('\n', _rows.Select(row => Line(row.Step, row.Group, row.Metric, row.Value)).Prepend(Header)) + "\n")));
}
