using Karyon.Learning.Checkpoints.Safetensors;
using Karyon.Learning.Models;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Checkpoints;

/// <summary>Networks as files: safetensors whose metadata describe the network.</summary>
public static class NetworkFile
{
    private const string Mend = "'karyon convert FILE -o NAME.safetensors' makes a network of a published checkpoint";

    /// <summary>
    /// Reads a network; every tensor must fit and be used. Of a large network (<see cref="NucleusNetwork.DefersWeights"/>) the tensors are read when a plan needs
    /// them: the network keeps the file open, it must stay as it is, and what is not finite is found then.
    /// </summary>
    /// <exception cref="InvalidNetworkFileException">The file is no network, or its tensors do not fit.</exception>
    /// <exception cref="InvalidTensorFileException">It is no sound safetensors file.</exception>
    public static NucleusNetwork Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        DemandNetwork(path);
        var file = SafetensorsCheckpoint.Open(path);
        NucleusNetwork? network = null;
        try
        {
            return network = Load(file);
        }
        finally
        {
            if (network is { DefersWeights: true }) network.Keep(file);
            else file.Dispose();
        }
    }

    /// <summary>Reads a network from an open file, which must stay open as long as a large network (<see cref="NucleusNetwork.DefersWeights"/>) is used.</summary>
    /// <exception cref="InvalidNetworkFileException">The file is no network, or its tensors do not fit.</exception>
    public static NucleusNetwork Load(string name, SafetensorsFile file) => Load(SafetensorsCheckpoint.Of(name, file));

    /// <summary>Writes a network to a stream.</summary>
    public static void Save(Stream stream, NucleusNetwork network, NetworkDescription? description = null, StoredType type = StoredType.Float32) =>
        SafetensorsWriter.Write(stream, [.. network.Parameters().Select(parameter => (parameter.Name, parameter.Tensor))], type, (description ?? network.Description).ToMetadata());

    /// <summary>Starts a network from a file's weights, which must be its own.</summary>
    /// <exception cref="InvalidNetworkFileException">A tensor is missing, left over, of another shape or not finite.</exception>
    /// <exception cref="InvalidTensorFileException">The file is no sound safetensors file.</exception>
    public static void LoadWeights(HoverUNet network, string path)
    {
        using var file = SafetensorsCheckpoint.Open(path);
        new CheckpointTable { Network = network.Description.Architecture }.Fill(network, file);
    }

    /// <summary>Starts a MobileNetV2 encoder from ImageNet weights in torchvision's names (batch norms kept apart).</summary>
    /// <exception cref="InvalidNetworkFileException">A tensor is missing or of another shape.</exception>
    public static void LoadEncoder(HoverUNet network, string path)
    {
        using var file = SafetensorsCheckpoint.Open(path);
        new CheckpointTable
        {
            Network = $"the encoder {network.Description.Encoder}", Ignored = [IgnoredTensors.Others],
            SourceOf = name => name.StartsWith("encoder.", StringComparison.Ordinal) ? name["encoder.".Length..] : null,
        }.Fill(network, file);
    }

    /// <summary>Makes the network that a file's metadata describe; weights are zero.</summary>
    internal static NucleusNetwork Create(ICheckpoint file)
    {
        try
        {
            return NucleusNetwork.Create(NetworkDescription.FromMetadata(file.Name, file.Metadata));
        }
        catch (ArgumentException exception)
        {
            throw new InvalidNetworkFileException($"{file.Name}: {PrintableText.Of(exception.Message)}", exception);
        }
    }

    private static NucleusNetwork Load(SafetensorsCheckpoint file)
    {
        var network = Create(file);
        try
        {
            var table = new CheckpointTable { Network = network.Description.Architecture };
            if (network.DefersWeights) table.Defer(network, file);
            else table.Fill(network, file);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Tells what a file is that is no safetensors file, and what to do with it.</summary>
    private static void DemandNetwork(string path)
    {
        var format = CheckpointFormat.Safetensors;
        try
        {
            format = CheckpointSignature.Detect(path);
        }
        catch (InvalidTensorFileException fault)
        {
            throw new InvalidNetworkFileException($"{fault.Message.TrimEnd('.')}; a network of Karyon's is a safetensors file, and {Mend}", fault);
        }
        var what = format switch
        {
            CheckpointFormat.PyTorch => "a PyTorch file",
            CheckpointFormat.TfLite => "a TensorFlow Lite model",
            CheckpointFormat.SafetensorsIndex => "a JSON file, as an index of several safetensors files is",
            _ => null,
        };
        if (what is not null) throw new InvalidNetworkFileException($"{path}: this is {what}, no network of Karyon's; {Mend}");
    }
}
