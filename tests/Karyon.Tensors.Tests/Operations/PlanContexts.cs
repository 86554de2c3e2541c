using Karyon.Tensors.Graph;
using Karyon.Tensors.Kernels;

namespace Karyon.Tensors.Tests.Operations;

/// <summary>A context for every vector width of this machine, with one thread and with two; memory begins as NaN, and at the end none of it may be alive.</summary>
public sealed class PlanContexts : IDisposable
{
    public PlanContexts()
    {
        foreach (var path in Enum.GetValues<VectorPath>().Where(VectorPaths.IsSupported))
            foreach (var threads in new[] { 1, 2 }) All.Add(new ComputeContext(threads, path, new TensorAllocator { Poisons = true }));
    }

    public List<ComputeContext> All { get; } = [];

    public void Dispose()
    {
        foreach (var context in All) context.Dispose();
        Assert.All(All, context => Assert.Equal(0, context.Allocator.LiveBlocks));
    }
}
