using Karyon.Learning.Models;
using Karyon.Tensors.Modules;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Checkpoints;

/// <summary>Checkpoints of networks that are known by their tensors' names: our own, and those of <see cref="KnownNetwork"/> in their published names.</summary>
internal static class NamedCheckpoint
{
    /// <summary>Reads a checkpoint; tensors that the network needs not are left out and listed.</summary>
    /// <exception cref="InvalidTensorFileException">A tensor's bytes cannot be used.</exception>
    /// <exception cref="InvalidNetworkFileException">Its network is not known, or a tensor is missing, left over, of another shape, or not finite.</exception>
    public static CheckpointContent Read(ICheckpoint file, ConversionOptions options)
    {
        if (file.Metadata.GetValueOrDefault("format") == "karyon.network/1")
        {
            using var own = Own(file);
            return Fill(own, file, own.Description.Architecture, InNetwork(own), own is HoverUNet ? "symmetric" : "TensorFlow SAME in the encoder, none in the decoder", []);
        }
        var names = file.Entries.Select(entry => entry.Name).ToHashSet(StringComparer.Ordinal);
        var known = KnownNetwork.All.FirstOrDefault(network => network.Markers.All(names.Contains))
            ?? throw new InvalidNetworkFileException($"{file.Name}: its {file.Entries.Count} tensors belong to no network that is known here ({string.Join(", ", KnownNetwork.All.Select(network => network.Architecture).Distinct())}, or one of Karyon's own)");
        using var module = known.Create(file, options);
        return Fill(module, file, module is HoverNetwork network ? network.Description.Architecture : known.Architecture, module is HoverNetwork inner ? InNetwork(inner) : known.Normalization, known.Padding, known.Ignored);
    }

    private static string InNetwork(HoverNetwork network) => $"{network.Normalization}, in the network";

    private static HoverNetwork Own(ICheckpoint file)
    {
        try
        {
            return HoverNetwork.Create(NetworkDescription.FromMetadata(file.Name, file.Metadata));
        }
        catch (ArgumentException exception)
        {
            throw new InvalidNetworkFileException($"{file.Name}: {PrintableText.Of(exception.Message)}", exception);
        }
    }

    private static CheckpointContent Fill(Module module, ICheckpoint file, string architecture, string normalization, string padding, IReadOnlyList<IgnoredTensors> ignored)
    {
        var fill = new CheckpointTable { Network = architecture, Ignored = [IgnoredTensors.BatchCounters, .. ignored] }.Fill(module, file);
        var content = new CheckpointContent
        {
            Architecture = architecture, Normalization = normalization, Padding = padding, Dropped = [.. fill.Ignored.Order(StringComparer.Ordinal), .. file.Others],
            Metadata = file.Metadata.Count == 0 && module is HoverNetwork network ? network.Description.ToMetadata() : file.Metadata,
        };
        foreach (var (parameter, entry) in fill.Used) content.Add(new ConvertedTensor(parameter.Name, parameter.Tensor.Shape, entry.Name, entry.Type), parameter.Tensor.Span);
        return content;
    }
}
