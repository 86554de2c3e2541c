using Karyon.Tensors.Kernels;

namespace Karyon.Tensors.Graph;

/// <summary>All kernel families at one vector width.</summary>
internal sealed class KernelSet(VectorPath path)
{
    public VectorPath Path { get; } = path;
}
