using Karyon.Learning.Models;
using Karyon.Tensors;
using Karyon.Tensors.Modules;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Checkpoints;

/// <summary>Checkpoints of networks that are known by their tensors' names: our own, and those of <see cref="KnownNetwork"/> in their published names.</summary>
internal static class NamedCheckpoint
{
    /// <summary>Finds a checkpoint's tensors; those that the network needs not are left out and listed. The elements are read when they are asked for.</summary>
    /// <param name="file">The checkpoint, which belongs to the result from here on.</param>
    /// <param name="options">What the file does not say.</param>
    /// <exception cref="InvalidTensorFileException">A tensor's bytes cannot be used.</exception>
    /// <exception cref="InvalidNetworkFileException">Its network is not known, or a tensor is missing, left over or of another shape.</exception>
    public static CheckpointContent Read(ICheckpoint file, ConversionOptions options)
    {
        try
        {
            return file.Metadata.GetValueOrDefault("format") == "karyon.network/1" ? Own(file) : Published(file, options);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static string InNetwork(NucleusNetwork network) => $"{network.Normalization}, in the network";

    private static CheckpointContent Own(ICheckpoint file)
    {
        using var network = NetworkFile.Create(file);
        var content = Content(file, network.Description.Architecture, InNetwork(network), network.Padding, file.Metadata);
        return Fill(content, network, file, new CheckpointTable { Network = network.Description.Architecture });
    }

    private static CheckpointContent Published(ICheckpoint file, ConversionOptions options)
    {
        var names = file.Entries.Select(entry => entry.Name).ToHashSet(StringComparer.Ordinal);
        var known = options.Names is { } map ? KnownNetwork.All.Single(network => network.Architecture == map.Network) : KnownNetwork.All.FirstOrDefault(network => network.Recognises(names));
        if (known is null)
            throw new InvalidNetworkFileException($"{file.Name}: its {file.Entries.Count} tensors belong to no network that is known here ({string.Join(", ", KnownNetwork.All.Select(network => network.Architecture).Distinct())}, or one of Karyon's own)");
        using var module = known.Create(file, options);
        var architecture = module switch { NucleusNetwork own => own.Description.Architecture, VisionTransformer transformer => transformer.Size.Name, _ => known.Architecture };
        var table = known.Table?.Invoke(module, file, options) ?? new CheckpointTable { Network = architecture, Ignored = [IgnoredTensors.BatchCounters, .. known.Ignored] };
        return Fill(Content(file, architecture, module is NucleusNetwork inner ? InNetwork(inner) : known.Normalization, known.Padding, Describe(module, file.Metadata)), module, file, table);
    }

    private static CheckpointContent Content(ICheckpoint file, string architecture, string normalization, string padding, IReadOnlyDictionary<string, string> metadata)
    {
        var content = new CheckpointContent { Architecture = architecture, Normalization = normalization, Padding = padding, Metadata = metadata };
        content.Own(file);
        return content;
    }

    /// <summary>What a published file says of itself, and what its tensors say of the network.</summary>
    private static Dictionary<string, string> Describe(Module module, IReadOnlyDictionary<string, string> said)
    {
        var texts = new Dictionary<string, string>(said, StringComparer.Ordinal);
        var license = said.GetValueOrDefault("license") ?? said.GetValueOrDefault("licence");
        IEnumerable<KeyValuePair<string, string>> described = module switch { NucleusNetwork network => network.Description.ToMetadata(), VisionTransformer transformer => transformer.Size.ToMetadata(), _ => [] };
        foreach (var (key, text) in described) texts[key] = text;
        if (license is not null) texts["license"] = license;
        return texts;
    }

    private static CheckpointContent Fill(CheckpointContent content, Module module, ICheckpoint file, CheckpointTable table)
    {
        var fill = table.Match(module, file);
        content.Dropped = [.. fill.Ignored.Order(StringComparer.Ordinal), .. file.Others];
        content.Missing = [.. fill.Missing.Select(item => item.Name)];
        var sources = fill.Used.ToDictionary(item => item.Parameter, item => item.Entry);
        foreach (var parameter in module.Parameters())
        {
            if (sources.TryGetValue(parameter, out var entry))
                content.Add(new ConvertedTensor(parameter.Name, entry.Shape, entry.Name, entry.Type), Tensor.Deferred(entry.Shape, target => Read(file, entry, target)));
            else if (fill.Missing.FirstOrDefault(item => item.Parameter == parameter) is { Parameter: not null })
                content.Add(new ConvertedTensor(parameter.Name, parameter.Tensor.Shape, "(not in the file)", "as the network begins"), parameter.Tensor.Span);
        }
        return content;
    }

    /// <summary>Reads while another file is written: a fault must not be taken for the output's.</summary>
    private static void Read(ICheckpoint file, CheckpointEntry entry, Span<float> target)
    {
        try
        {
            CheckpointTable.Read(file, entry, target);
        }
        catch (IOException fault) when (fault is not (InvalidNetworkFileException or InvalidTensorFileException))
        {
            throw new InvalidTensorFileException($"{file.Name}: the file cannot be read ({fault.Message.ReplaceLineEndings(" ").TrimEnd('.')})", fault);
        }
    }
}
