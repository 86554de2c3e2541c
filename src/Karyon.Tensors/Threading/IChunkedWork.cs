namespace Karyon.Tensors.Threading;

/// <summary>
/// Work cut into independent chunks by its shape alone. Any thread may run any chunk, each exactly once; which one never changes a
/// result, because no two chunks write the same element and sums are combined in the order of the chunks.
/// </summary>
public interface IChunkedWork
{
    /// <summary>Number of chunks; 0 is allowed. It must not change while the work runs.</summary>
    int Chunks { get; }

    /// <summary>Computes one chunk.</summary>
    /// <param name="chunk">0 to <see cref="Chunks"/> - 1.</param>
    /// <param name="worker">
    /// Who runs it, 0 to <see cref="WorkerPool.Threads"/> - 1, to pick scratch memory by: two chunks that run at the same time have
    /// different workers. Nothing else may depend on it.
    /// </param>
    void Run(int chunk, int worker);
}
