using System.IO.Enumeration;
using Karyon.Learning.Models;
using Karyon.Tensors.Modules;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Checkpoints;

/// <summary>
/// How a published format names the tensors of a network of ours. Every tensor on either side is used once or stands on a list here;
/// else the file is refused and the odd ones of both sides are named.
/// </summary>
public sealed record CheckpointTable
{
    private const int MostNamed = 4;

    /// <summary>The network, for messages.</summary>
    public required string Network { get; init; }

    /// <summary>The file's name of a parameter of ours; null: it is not taken from the file. By default the same name.</summary>
    public Func<string, string?> SourceOf { get; init; } = static name => name;

    /// <summary>Parameters of ours that the file may lack, and that then keep their values; <c>*</c> stands for any characters.</summary>
    public IReadOnlyList<string> MayBeMissing { get; init; } = [];

    /// <summary>Tensors of the file that have no place in the network.</summary>
    public IReadOnlyList<IgnoredTensors> Ignored { get; init; } = [IgnoredTensors.BatchCounters];

    /// <summary>Copies a checkpoint's tensors into a network, one by one. Nothing is copied before all names and shapes fit.</summary>
    /// <exception cref="InvalidNetworkFileException">Tensors are missing, left over, of another shape or not finite, or an ignored one is not as expected.</exception>
    /// <exception cref="InvalidTensorFileException">A tensor's bytes cannot be used.</exception>
    public CheckpointFill Fill(Module module, ICheckpoint checkpoint)
    {
        var fill = Match(module, checkpoint);
        foreach (var (parameter, entry) in fill.Used) Read(checkpoint, entry, parameter.Tensor.Span);
        return fill;
    }

    /// <summary>
    /// As <see cref="Fill"/>, but tensors are read when they are needed and given back when a plan has packed them (see <see cref="Parameter.Defer"/>): the
    /// checkpoint must stay open as long as the network is used. What is not finite is found then.
    /// </summary>
    /// <exception cref="InvalidNetworkFileException">Tensors are missing, left over or of another shape, or an ignored one is not as expected.</exception>
    public CheckpointFill Defer(Module module, ICheckpoint checkpoint)
    {
        var fill = Match(module, checkpoint);
        foreach (var (parameter, entry) in fill.Used) parameter.Defer(target => Read(checkpoint, entry, target));
        return fill;
    }

    /// <summary>Finds each parameter's tensor without reading it.</summary>
    /// <exception cref="InvalidNetworkFileException">Tensors are missing, left over or of another shape, or an ignored one is not as expected.</exception>
    public CheckpointFill Match(Module module, ICheckpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(checkpoint);
        var left = checkpoint.Entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        List<(Parameter Parameter, CheckpointEntry Entry)> used = [];
        List<(Parameter Parameter, string Name)> absent = [];
        List<string> missing = [], misfits = [];
        foreach (var parameter in module.Parameters())
        {
            if (SourceOf(parameter.Name) is not { } source) continue;
            if (!left.Remove(source, out var entry))
            {
                if (MayBeMissing.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, parameter.Name, ignoreCase: false))) absent.Add((parameter, source));
                else missing.Add(source);
            }
            else if (entry.Shape != parameter.Tensor.Shape) misfits.Add($"{source} is {entry.Shape}, the network needs {parameter.Tensor.Shape}");
            else used.Add((parameter, entry));
        }
        List<(CheckpointEntry Entry, IgnoredTensors Rule)> ignored = [];
        List<string> extra = [];
        foreach (var entry in checkpoint.Entries.Where(entry => left.ContainsKey(entry.Name)))
        {
            if (Ignored.FirstOrDefault(rule => rule.Matches(entry.Name)) is { } rule) ignored.Add((entry, rule));
            else extra.Add(entry.Name);
        }
        if (missing.Count + misfits.Count + extra.Count > 0) throw Odd(checkpoint.Name, missing, misfits, extra);
        foreach (var (entry, rule) in ignored) Check(checkpoint, entry, rule);
        return new CheckpointFill(used, absent, [.. ignored.Select(item => item.Entry.Name)]);
    }

    private static void Check(ICheckpoint checkpoint, CheckpointEntry entry, IgnoredTensors rule)
    {
        if (rule.IsAsExpected is null) return;
        using var tensor = checkpoint.Read(entry.Name);
        if (!rule.IsAsExpected(tensor)) throw new InvalidNetworkFileException($"{checkpoint.Name}: tensor {PrintableText.Of(entry.Name)} is not what it must be ({rule.Reason}); the file belongs to another network");
    }

    /// <summary>Reads a tensor whose elements must be finite.</summary>
    /// <exception cref="InvalidNetworkFileException">One is not.</exception>
    /// <exception cref="InvalidTensorFileException">The bytes cannot be used.</exception>
    internal static void Read(ICheckpoint checkpoint, CheckpointEntry entry, Span<float> target)
    {
        checkpoint.Read(entry.Name, target);
        foreach (var value in target)
            if (!float.IsFinite(value)) throw new InvalidNetworkFileException($"{checkpoint.Name}: tensor {PrintableText.Of(entry.Name)} holds {value}; the file is damaged or its training diverged");
    }

    private InvalidNetworkFileException Odd(string file, List<string> missing, List<string> misfits, List<string> extra)
    {
        List<string> faults = [];
        if (missing.Count > 0) faults.Add($"the file lacks tensor {Some(missing)}");
        if (misfits.Count > 0) faults.Add($"tensor {Some(misfits)}");
        if (extra.Count > 0) faults.Add($"the network has no place for tensor {Some(extra)}");
        return new InvalidNetworkFileException($"{file}: its tensors do not fit {Network}: {string.Join("; ", faults)}; the file belongs to another network");
    }

    private static string Some(List<string> names) =>
        PrintableText.Of(string.Join(", ", names.Take(MostNamed))) + (names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "");
}
