using System.Globalization;
using System.Text;

namespace Karyon.Learning.Training;

/// <summary>One line of <c>metrics.csv</c>.</summary>
/// <param name="Step">Steps taken.</param>
/// <param name="Name">Column group: <c>train</c> or <c>validation</c>.</param>
/// <param name="Values">Figures by name.</param>
public sealed record MetricsRow(long Step, string Name, IReadOnlyList<(string Name, double Value)> Values);

/// <summary>
/// The figures of a run: <c>metrics.csv</c> (step, group, metric, value) grows as the run goes on, <c>curves.svg</c> is drawn from it.
/// On resuming, lines past the checkpoint's step are dropped, so the file is the same as without the break.
/// </summary>
public sealed class MetricsLog
{
    private const string Header = "step,group,metric,value";
    private readonly string _folder;
    private readonly List<(long Step, string Group, string Metric, double Value)> _rows = [];

    /// <summary>Opens the log of a folder, dropping what comes after a step.</summary>
    public MetricsLog(string folder, long lastStep)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        if (File.Exists(CsvPath))
            foreach (var line in File.ReadLines(CsvPath).Skip(1))
            {
                var parts = line.Split(',');
                if (parts.Length == 4 && long.TryParse(parts[0], CultureInfo.InvariantCulture, out var step) && step <= lastStep && double.TryParse(parts[3], CultureInfo.InvariantCulture, out var value))
                    _rows.Add((step, parts[1], parts[2], value));
            }
        WriteAll();
    }

    private string CsvPath => Path.Combine(_folder, "metrics.csv");

    /// <summary>Adds figures.</summary>
    public void Add(MetricsRow row)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in row.Values)
        {
            _rows.Add((row.Step, row.Name, name, value));
            text.Append(Line(row.Step, row.Name, name, value)).Append('\n');
        }
        File.AppendAllText(CsvPath, text.ToString());
    }

    /// <summary>Draws the curves.</summary>
    public void Draw() => TrainingCheckpoint.Replace(Path.Combine(_folder, "curves.svg"), stream => stream.Write(Encoding.UTF8.GetBytes(Curves.Draw(_rows))));

    private static string Line(long step, string group, string metric, double value) =>
        string.Create(CultureInfo.InvariantCulture, $"{step},{group},{metric},{value:R}");

    private void WriteAll() => TrainingCheckpoint.Replace(CsvPath, stream =>
        stream.Write(Encoding.UTF8.GetBytes(string.Join('\n', _rows.Select(row => Line(row.Step, row.Group, row.Metric, row.Value)).Prepend(Header)) + "\n")));
}
