using Karyon.Tensors.Graph;
using Karyon.Tensors.Kernels;

namespace Karyon.Tensors.Tests.Operations;

/// <summary>A context for every vector width of this machine, with one thread and with two; at the end no memory of theirs may be alive.</summary>
public sealed class PlanContexts : IDisposable
{
    public PlanContexts()
    {
        foreach (var path in Enum.GetValues<VectorPath>().Where(VectorPaths.IsSupported))
            foreach (var threads in new[] { 1, 2 }) All.Add(new ComputeContext(threads, path));
    }

    public List<ComputeContext> All { get; } = [];

    public void Dispose()
    {
        foreach (var context in All) context.Dispose();
        Assert.All(All, context => Assert.Equal(0, context.Allocator.LiveBlocks));
    }
}
