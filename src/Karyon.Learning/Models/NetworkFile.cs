using Karyon.Tensors;
using Karyon.Tensors.Modules;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Models;

/// <summary>Networks as files: safetensors whose metadata describe the network.</summary>
public static class NetworkFile
{
    /// <summary>Reads a network; every tensor must fit and be used.</summary>
    /// <exception cref="InvalidNetworkFileException">The file is no network, or its tensors do not fit.</exception>
    /// <exception cref="InvalidTensorFileException">It is no sound safetensors file.</exception>
    public static HoverNetwork Load(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return Load(path, file);
    }

    /// <summary>Reads a network from an open file.</summary>
    /// <exception cref="InvalidNetworkFileException">The file is no network, or its tensors do not fit.</exception>
    public static HoverNetwork Load(string name, SafetensorsFile file)
    {
        var description = NetworkDescription.FromMetadata(name, file.Metadata);
        HoverNetwork network;
        try
        {
            network = HoverNetwork.Create(description);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidNetworkFileException($"{name}: {PrintableText.Of(exception.Message)}", exception);
        }
        try
        {
            Fill(network, name, file, parameter => parameter.Name, strict: true);
        }
        catch
        {
            network.Dispose();
            throw;
        }
        return network;
    }

    /// <summary>Copies tensors of a file into a module's parameters.</summary>
    /// <param name="module">The module.</param>
    /// <param name="name">The file's name, for errors.</param>
    /// <param name="file">The file.</param>
    /// <param name="key">The file's name of a parameter; null: it is not taken from the file.</param>
    /// <param name="strict">Whether every tensor of the file must be used.</param>
    /// <exception cref="InvalidNetworkFileException">A tensor is missing, of another shape, not finite, or left over.</exception>
    public static void Fill(Module module, string name, SafetensorsFile file, Func<Parameter, string?> key, bool strict)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var parameter in module.Parameters())
        {
            if (key(parameter) is not { } wanted) continue;
            if (!file.Entries.TryGetValue(wanted, out var entry))
                throw new InvalidNetworkFileException($"{name}: tensor {wanted} is missing; the file belongs to another network");
            if (entry.Shape != parameter.Tensor.Shape)
                throw new InvalidNetworkFileException($"{name}: tensor {wanted} is {entry.Shape}, the network needs {parameter.Tensor.Shape}");
            using var tensor = file.Read(wanted);
            foreach (var value in tensor.Span)
                if (!float.IsFinite(value)) throw new InvalidNetworkFileException($"{name}: tensor {wanted} holds {value}; the file is damaged or its training diverged");
            tensor.Span.CopyTo(parameter.Tensor.Span);
            used.Add(wanted);
        }
        if (strict && file.Entries.Keys.FirstOrDefault(entry => !used.Contains(entry) && !entry.EndsWith("num_batches_tracked", StringComparison.Ordinal)) is { } extra)
            throw new InvalidNetworkFileException($"{name}: tensor {PrintableText.Of(extra)} has no place in the network; the file belongs to another network");
    }

    /// <summary>Writes a network to a stream.</summary>
    public static void Save(Stream stream, HoverNetwork network, NetworkDescription? description = null, StoredType type = StoredType.Float32) =>
        SafetensorsWriter.Write(stream, [.. network.Parameters().Select(parameter => (parameter.Name, parameter.Tensor))], type, (description ?? network.Description).ToMetadata());

    /// <summary>Starts a MobileNetV2 encoder from ImageNet weights in torchvision's names (batch norms kept apart).</summary>
    /// <exception cref="InvalidNetworkFileException">A tensor is missing or of another shape.</exception>
    public static void LoadEncoder(HoverUNet network, string path)
    {
        using var file = SafetensorsFile.Open(path);
        Fill(network, path, file, parameter => parameter.Name.StartsWith("encoder.", StringComparison.Ordinal) ? parameter.Name["encoder.".Length..] : null, strict: false);
    }
}
