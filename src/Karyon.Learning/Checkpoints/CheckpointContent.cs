using Karyon.Tensors;

namespace Karyon.Learning.Checkpoints;

/// <summary>What is read of a weight file, in our names and order; it owns the tensors, and the file that they are read from when they are asked for.</summary>
internal sealed class CheckpointContent : IDisposable
{
    private readonly List<IDisposable> _owned = [];

    public required string Architecture { get; init; }

    public required string Normalization { get; init; }

    public required string Padding { get; init; }

    /// <summary>What the file said of itself.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Tensors of the file that have no place.</summary>
    public IReadOnlyList<string> Dropped { get; set; } = [];

    /// <summary>Tensors of the network that the file lacks, in the file's names.</summary>
    public IReadOnlyList<string> Missing { get; set; } = [];

    /// <summary>The tensors.</summary>
    public List<(ConvertedTensor Description, Tensor Tensor)> Tensors { get; } = [];

    /// <summary>Adds a copy of elements.</summary>
    public void Add(ConvertedTensor description, ReadOnlySpan<float> elements) => Add(description, Tensor.FromSpan(elements, description.Shape));

    /// <summary>Adds a tensor, which belongs to this from here on; one with a source holds its elements only while they are written.</summary>
    public void Add(ConvertedTensor description, Tensor tensor)
    {
        _owned.Add(tensor);
        Tensors.Add((description, tensor));
    }

    /// <summary>Takes over what the tensors are read from.</summary>
    public void Own(IDisposable source) => _owned.Add(source);

    public void Dispose()
    {
        foreach (var item in _owned) item.Dispose();
    }
}
