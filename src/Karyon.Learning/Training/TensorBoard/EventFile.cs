using System.Globalization;
using Karyon.Data.Exports;

namespace Karyon.Learning.Training.TensorBoard;

/// <summary>
/// Scalars of one session for TensorBoard: <c>events.out.tfevents.SECONDS.HOST</c> in the run's folder. Each record is appended as a whole and at
/// once, so that a viewer sees it; a session that goes on from a checkpoint has a file of its own.
/// </summary>
internal sealed class EventFile
{
    private readonly string _path;
    private readonly TimeProvider _clock;

    /// <summary>Begins a file.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="firstStep">The first step that this session tells of.</param>
    /// <param name="clock">The time of records and of the file's name.</param>
    /// <exception cref="UnwritableOutputException">The file cannot be written.</exception>
    public EventFile(string folder, long firstStep, TimeProvider clock)
    {
        _clock = clock;
        // Readers go through the files in the order of their names: two sessions that begin in the same second still need two, in order.
        var seconds = clock.GetUtcNow().ToUnixTimeSeconds();
        while (File.Exists(PathOf(folder, seconds))) seconds++;
        _path = PathOf(folder, seconds);
        AtomicFile.Write(_path, stream =>
        {
            stream.Write(EventRecord.FileVersion(Now));
            stream.Write(EventRecord.SessionStart(Now, firstStep));
        });
    }

    private double Now => _clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    /// <summary>Adds figures, tagged <c>group/metric</c>.</summary>
    /// <exception cref="UnwritableOutputException">The file cannot be written.</exception>
    public void Add(MetricsRow row) =>
        AppendedFile.Append(_path, EventRecord.Scalars(Now, row.Step, row.Values.Select(figure => ($"{row.Name}/{figure.Name}", figure.Value))));

    private static string PathOf(string folder, long seconds) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{seconds:D10}.{Environment.MachineName}"));
}
