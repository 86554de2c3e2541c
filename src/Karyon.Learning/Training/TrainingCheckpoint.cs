using System.Text.Json;
using System.Text.Json.Serialization;
using Karyon.Data.Exports;
using Karyon.Learning.Checkpoints;
using Karyon.Learning.Checkpoints.Safetensors;
using Karyon.Learning.Models;
using Karyon.Tensors.Optimization;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Training;

/// <summary>
/// Everything a run needs to go on with the same bits: weights, moving averages, optimiser state, progress. Two checkpoints take turns
/// in the folder, each written completely before its progress file names it, so a kill at any moment leaves a sound one.
/// </summary>
public static class TrainingCheckpoint
{
    private const string Marker = "progress.json";

    // A score or a norm may be no finite number; such a run must be able to save itself too.
    private static JsonSerializerOptions MarkerOptions { get; } = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Writes a checkpoint.</summary>
    /// <exception cref="UnwritableOutputException">It cannot be written; the one before stands.</exception>
    public static void Save(string folder, HoverUNet network, ExponentialAverage average, Optimizer optimizer, TrainingProgress progress)
    {
        var slot = ReadMarker(folder)?.File == "a.safetensors" ? "b.safetensors" : "a.safetensors";
        var tensors = network.Parameters().Select(parameter => ("model/" + parameter.Name, parameter.Tensor))
            .Concat(average.State().Select(item => ("average/" + item.Name, item.Tensor)))
            .Concat(optimizer.State().Select(item => ("optimizer/" + item.Name, item.Tensor)));
        // The tensors must be on the disk before the marker that names them, whatever order the system writes in.
        AtomicFile.Write(Path.Combine(folder, slot), stream => SafetensorsWriter.Write(stream, [.. tensors], StoredType.Float32, network.Description.ToMetadata()), flushToDisk: true);
        AtomicFile.Write(Path.Combine(folder, Marker), stream => JsonSerializer.Serialize(stream, new MarkerFile(slot, progress), MarkerOptions), flushToDisk: true);
    }

    /// <summary>Reads where the last checkpoint stands, without its tensors.</summary>
    /// <returns>The progress, or null where there is no checkpoint.</returns>
    /// <exception cref="InvalidNetworkFileException">The progress file is damaged.</exception>
    public static TrainingProgress? ReadProgress(string folder) => ReadMarker(folder)?.Progress;

    /// <summary>Reads the last checkpoint into what was made for it.</summary>
    /// <returns>The progress, or null where there is no checkpoint.</returns>
    /// <exception cref="InvalidNetworkFileException">The checkpoint is of another network.</exception>
    public static TrainingProgress? Load(string folder, HoverUNet network, ExponentialAverage average, Optimizer optimizer)
    {
        if (ReadMarker(folder) is not { } marker) return null;
        var path = Path.Combine(folder, marker.File);
        using var file = SafetensorsFile.Open(path);
        new CheckpointTable { Network = "the recipe's network", SourceOf = static name => "model/" + name, Ignored = [IgnoredTensors.Others] }.Fill(network, SafetensorsCheckpoint.Of(path, file));
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

    private static MarkerFile? ReadMarker(string folder)
    {
        var path = Path.Combine(folder, Marker);
        if (!File.Exists(path)) return null;
        try
        {
            return JsonSerializer.Deserialize<MarkerFile>(File.ReadAllBytes(path), MarkerOptions);
        }
        catch (JsonException exception)
        {
            throw new InvalidNetworkFileException($"{path}: no checkpoint ({exception.Message.ReplaceLineEndings(" ")}); remove the folder to start anew", exception);
        }
    }

    private sealed record MarkerFile(string File, TrainingProgress Progress);
}
