namespace Karyon.Tensors.Threading;

/// <summary>
/// Work cut into independent chunks by its shape alone. Any thread may run any chunk, each exactly once; which one never changes a
/// result, because no two chunks write the same element and sums are combined in the order of the chunks.
/// </summary>
public interface IChunkedWork
{
    /// <summary>Number of chunks; 0 is allowed.</summary>
    int Chunks { get; }

    /// <summary>Computes one chunk, 0 to <see cref="Chunks"/> - 1.</summary>
    void Run(int chunk);
}
