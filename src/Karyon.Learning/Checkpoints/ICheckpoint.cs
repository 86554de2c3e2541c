using Karyon.Tensors;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Checkpoints;

/// <summary>A weight file of any format as named tensors, which are read one by one. Whoever opened it disposes it.</summary>
public interface ICheckpoint : IDisposable
{
    /// <summary>The file, for errors.</summary>
    string Name { get; }

    /// <summary>The tensors, in the file's order; no name occurs twice.</summary>
    IReadOnlyList<CheckpointEntry> Entries { get; }

    /// <summary>What stands in the file beside the network's tensors, by name: epochs, options, the optimiser's state.</summary>
    IReadOnlyList<string> Others { get; }

    /// <summary>Texts by which the file describes itself; none in most formats.</summary>
    IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Reads a tensor: row-major, as float32; half precision is widened without loss, doubles and long integers are rounded.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="allocator">Where the memory comes from; null: unbounded.</param>
    /// <returns>A tensor that the caller owns.</returns>
    /// <exception cref="InvalidTensorFileException">There is no tensor of that name, or its bytes cannot be used.</exception>
    Tensor Read(string name, TensorAllocator? allocator = null);

    /// <summary>Reads a tensor's elements to where they are wanted: row-major, as float32.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="target">As many elements as the tensor has.</param>
    /// <exception cref="InvalidTensorFileException">There is no tensor of that name, or its bytes cannot be used.</exception>
    void Read(string name, Span<float> target);
}
