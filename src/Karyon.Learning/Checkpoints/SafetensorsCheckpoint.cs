using Karyon.Learning.Models;
using Karyon.Tensors.Modules;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Checkpoints;

/// <summary>Safetensors files of networks that are known: our own, and those of <see cref="KnownNetwork"/> in their published names.</summary>
internal static class SafetensorsCheckpoint
{
    /// <summary>Reads a file; tensors that the network has no place for are dropped and listed.</summary>
    /// <exception cref="InvalidTensorFileException">It is no sound safetensors file.</exception>
    /// <exception cref="InvalidNetworkFileException">Its network is not known, or a tensor is missing, of another shape, or not finite.</exception>
    public static CheckpointContent Read(string name, byte[] bytes)
    {
        using var file = SafetensorsFile.FromBytes(name, bytes);
        if (file.Metadata.GetValueOrDefault("format") == "karyon.network/1")
        {
            using var own = NetworkFile.Load(name, file);
            return Copy(own, file, "unet-hover", "in the network", "symmetric");
        }
        var known = KnownNetwork.All.FirstOrDefault(network => network.Markers.All(file.Entries.ContainsKey))
            ?? throw new InvalidNetworkFileException($"{name}: its {file.Entries.Count} tensors belong to no network that is known here ({string.Join(", ", KnownNetwork.All.Select(network => network.Architecture))}, or one of Karyon's own)");
        using var module = known.Create();
        NetworkFile.Fill(module, name, file, parameter => parameter.Name, strict: false);
        return Copy(module, file, known.Architecture, known.Normalization, known.Padding);
    }

    private static CheckpointContent Copy(Module module, SafetensorsFile file, string architecture, string normalization, string padding)
    {
        var content = new CheckpointContent { Architecture = architecture, Normalization = normalization, Padding = padding, Metadata = file.Metadata };
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var parameter in module.Parameters())
        {
            used.Add(parameter.Name);
            content.Add(new ConvertedTensor(parameter.Name, parameter.Tensor.Shape, parameter.Name, file.Entries[parameter.Name].Type.ToString()), parameter.Tensor.Span);
        }
        content.Dropped = [.. file.Entries.Keys.Where(entry => !used.Contains(entry)).Order(StringComparer.Ordinal)];
        return content;
    }
}
