using Karyon.Learning.Checkpoints.Names;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Checkpoints;

/// <summary>What a conversion is told beyond what the file says of itself.</summary>
public sealed record ConversionOptions
{
    /// <summary>Name of the weights; null: what the file says, else its name without extension.</summary>
    public string? Name { get; init; }

    /// <summary>Where the weights come from, e.g. a repository and commit; null: the input's file name.</summary>
    public string? Source { get; init; }

    /// <summary>Licence of the weights; null: what the file says, else <c>unknown</c>.</summary>
    public string? License { get; init; }

    /// <summary>Pixel size of the images that the network was trained on, µm; null: what the file says, else none (photographs).</summary>
    public double? MicronsPerPixel { get; init; }

    /// <summary>Names of the classes, background not counted; null: what the file says, else <c>type 1</c> and so on.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>What the file calls its tensors, where the built-in maps do not fit; null: those.</summary>
    public NameMap? Names { get; init; }

    /// <summary>Scores to be told, by name, e.g. <c>MoNuSeg test PQ</c>; they stand beside what the file says and replace scores of the same name.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Scores { get; init; } = [];

    /// <summary>How numbers are stored: Float32, Float16 or BFloat16; narrowing rounds to nearest even.</summary>
    public StoredType Type { get; init; } = StoredType.Float32;

    /// <summary>The classes of a network with some channels for types, background included; 0: it has none.</summary>
    /// <exception cref="Models.InvalidNetworkFileException">As many were named as the network does not have.</exception>
    internal IReadOnlyList<string> ClassesFor(string file, int channels)
    {
        if (Classes is null) return Models.NetworkDescription.UnnamedClasses(channels);
        return Classes.Count == Math.Max(0, channels - 1)
            ? Classes
            : throw new Models.InvalidNetworkFileException($"{file}: the network tells {Math.Max(0, channels - 1)} types apart, {Classes.Count} classes are named; name as many with --classes");
    }
}
