using System.Text.Json;
using Karyon.Learning.Models;
using Karyon.Tensors;
using Karyon.Tensors.Optimization;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Training;

/// <summary>Where a run stands beside its tensors.</summary>
public sealed record TrainingProgress
{
    /// <summary>Steps taken.</summary>
    public long Step { get; init; }

    /// <summary>Best validation score so far; null before the first.</summary>
    public double? BestScore { get; init; }

    /// <summary>The step of the best score.</summary>
    public long BestStep { get; init; }

    /// <summary>Validations since the best score.</summary>
    public int WithoutImprovement { get; init; }

    /// <summary>What the learning rate is multiplied by (plateau).</summary>
    public double RateFactor { get; init; } = 1;
}

/// <summary>
/// Everything a run needs to go on with the same bits: weights, moving averages, optimiser state, progress. Two checkpoints take turns
/// in the folder, each written completely before its progress file names it, so a kill at any moment leaves a sound one.
/// </summary>
public static class TrainingCheckpoint
{
    private const string Marker = "progress.json";

    /// <summary>Writes a checkpoint.</summary>
    public static void Save(string folder, HoverUNet network, ExponentialAverage average, Optimizer optimizer, TrainingProgress progress)
    {
        Directory.CreateDirectory(folder);
        var slot = ReadMarker(folder)?.File == "a.safetensors" ? "b.safetensors" : "a.safetensors";
        var tensors = network.Parameters().Select(parameter => ("model/" + parameter.Name, parameter.Tensor))
            .Concat(average.State().Select(item => ("average/" + item.Name, item.Tensor)))
            .Concat(optimizer.State().Select(item => ("optimizer/" + item.Name, item.Tensor)));
        Replace(Path.Combine(folder, slot), stream => SafetensorsWriter.Write(stream, [.. tensors], StoredType.Float32, network.Description.ToMetadata()));
        Replace(Path.Combine(folder, Marker), stream => JsonSerializer.Serialize(stream, new MarkerFile(slot, progress)));
    }

    /// <summary>Reads the last checkpoint into what was made for it.</summary>
    /// <returns>The progress, or null where there is no checkpoint.</returns>
    /// <exception cref="InvalidNetworkFileException">The checkpoint is of another network.</exception>
    public static TrainingProgress? Load(string folder, HoverUNet network, ExponentialAverage average, Optimizer optimizer)
    {
        if (ReadMarker(folder) is not { } marker) return null;
        var path = Path.Combine(folder, marker.File);
        using var file = SafetensorsFile.Open(path);
        NetworkFile.Fill(network, path, file, parameter => "model/" + parameter.Name, strict: false);
        foreach (var (name, tensor) in average.State().Select(item => ("average/" + item.Name, item.Tensor)).Concat(optimizer.State().Select(item => ("optimizer/" + item.Name, item.Tensor))))
        {
            if (!file.Entries.TryGetValue(name, out var entry) || entry.Shape != tensor.Shape)
                throw new InvalidNetworkFileException($"{path}: tensor {name} is missing or of another shape; the checkpoint belongs to another recipe, start without --resume");
            using var stored = file.Read(name);
            stored.Span.CopyTo(tensor.Span);
        }
        optimizer.StepCount = marker.Progress.Step;
        return marker.Progress;
    }

    /// <summary>Writes beside and renames, so that a file is either the old or the new one.</summary>
    internal static void Replace(string path, Action<Stream> write)
    {
        var partial = path + ".partial";
        using (var stream = new FileStream(partial, FileMode.Create, FileAccess.Write))
        {
            write(stream);
            stream.Flush(flushToDisk: true);
        }
        File.Move(partial, path, overwrite: true);
    }

    private static MarkerFile? ReadMarker(string folder)
    {
        var path = Path.Combine(folder, Marker);
        if (!File.Exists(path)) return null;
        try
        {
            return JsonSerializer.Deserialize<MarkerFile>(File.ReadAllBytes(path));
        }
        catch (JsonException exception)
        {
            throw new InvalidNetworkFileException($"{path}: no checkpoint ({exception.Message.ReplaceLineEndings(" ")}); remove the folder to start anew", exception);
        }
    }

    private sealed record MarkerFile(string File, TrainingProgress Progress);
}
