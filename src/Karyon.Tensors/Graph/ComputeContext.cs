using Karyon.Tensors.Kernels;
using Karyon.Tensors.Threading;

namespace Karyon.Tensors.Graph;

/// <summary>
/// What plans run on: threads, a vector width and memory. Results depend on neither threads nor width. One plan of a context runs at a
/// time; callers that want several at once make several contexts.
/// </summary>
public sealed class ComputeContext : IDisposable
{
    /// <summary>Starts the threads.</summary>
    /// <param name="threads">Threads that compute, the caller's included; 0: as many as the machine has processors.</param>
    /// <param name="path">Vector width; null: the widest that the machine has.</param>
    /// <param name="allocator">Where memory comes from; null: one of its own without a cap.</param>
    /// <exception cref="ArgumentException">The machine lacks that vector width.</exception>
    public ComputeContext(int threads = 0, VectorPath? path = null, TensorAllocator? allocator = null)
    {
        Path = path ?? VectorPaths.Choose(null);
        if (!VectorPaths.IsSupported(Path)) throw new ArgumentException($"this processor has no vectors of {(int)Path} bits with fused multiply-add", nameof(path));
        Pool = new WorkerPool(threads > 0 ? threads : Environment.ProcessorCount);
        Allocator = allocator ?? new TensorAllocator();
        Kernels = new KernelSet(Path);
    }

    /// <summary>A context whose vector width is what the variable <see cref="VectorPaths.Variable"/> says, the widest without it.</summary>
    /// <param name="threads">As in the constructor.</param>
    /// <param name="allocator">As in the constructor.</param>
    /// <exception cref="ArgumentException">The variable names no width, or one that the machine lacks.</exception>
    public static ComputeContext FromEnvironment(int threads = 0, TensorAllocator? allocator = null) =>
        new(threads, VectorPaths.Choose(Environment.GetEnvironmentVariable(VectorPaths.Variable)), allocator);

    /// <summary>Threads that compute.</summary>
    public int Threads => Pool.Threads;

    /// <summary>Vector width.</summary>
    public VectorPath Path { get; }

    /// <summary>Where memory comes from.</summary>
    public TensorAllocator Allocator { get; }

    internal WorkerPool Pool { get; }

    internal KernelSet Kernels { get; }

    /// <summary>Ends the threads. Plans of this context must have been disposed.</summary>
    public void Dispose() => Pool.Dispose();
}
