using Karyon.Tensors;

namespace Karyon.Learning.Checkpoints;

/// <summary>What was read of a weight file, in our names and order; it owns the tensors.</summary>
internal sealed class CheckpointContent : IDisposable
{
    private readonly List<Tensor> _owned = [];

    public required string Architecture { get; init; }

    public required string Normalization { get; init; }

    public required string Padding { get; init; }

    /// <summary>What the file said of itself.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Tensors of the file that have no place.</summary>
    public IReadOnlyList<string> Dropped { get; set; } = [];

    /// <summary>The tensors.</summary>
    public List<(ConvertedTensor Description, Tensor Tensor)> Tensors { get; } = [];

    /// <summary>Adds a copy of elements.</summary>
    public void Add(ConvertedTensor description, ReadOnlySpan<float> elements)
    {
        var tensor = Tensor.FromSpan(elements, description.Shape);
        _owned.Add(tensor);
        Tensors.Add((description, tensor));
    }

    public void Dispose()
    {
        foreach (var tensor in _owned) tensor.Dispose();
    }
}
