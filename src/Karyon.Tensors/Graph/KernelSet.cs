using Karyon.Tensors.Kernels;
using Karyon.Tensors.Kernels.Vector.Convolution;
using Karyon.Tensors.Kernels.Vector.WeightGradient;

namespace Karyon.Tensors.Graph;

/// <summary>All kernel families at one vector width.</summary>
internal sealed class KernelSet(VectorPath path)
{
    public ConvKernels Convolution { get; } = ConvKernels.Create(path);

    public WeightGradientKernels WeightGradient { get; } = WeightGradientKernels.Create(path);
}
